/** Lift over days with its band; days run in the direction in which the language is read. */
import { scaleLinear } from "d3-scale";
import { changes, shortDate } from "../core/format.ts";
import { IS_RTL } from "../core/place.ts";

export interface BandPoint {
  readonly day: string;
  readonly lift: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const WIDTH = 720;
const HEIGHT = 220;
const MARGIN = { start: 56, end: 14, top: 10, bottom: 24 };
/** An early band is as wide as a house; beyond ±100 % it is cut, or nothing else could be seen. */
const REACH = 1;

export function BandChart({
  points,
  label,
}: {
  readonly points: readonly BandPoint[];
  readonly label: string;
}) {
  const ends = points.flatMap(({ lift, low, high }) => [lift, low, high]).filter((value) => value !== null);
  const reach = Math.min(REACH, Math.max(0.02, ...ends.map(Math.abs)));
  const across: [number, number] = [MARGIN.start, WIDTH - MARGIN.end];
  const x = scaleLinear(
    [0, Math.max(1, points.length - 1)],
    IS_RTL ? [WIDTH - MARGIN.start, MARGIN.end] : across,
  );
  const y = scaleLinear([-reach, reach], [HEIGHT - MARGIN.bottom, MARGIN.top]).clamp(true);
  const ticks = y.ticks(5);
  const labels = changes(ticks);
  const known = points.flatMap((point, index) =>
    point.low === null || point.high === null
      ? []
      : [{ at: x(index), low: y(point.low), high: y(point.high) }],
  );
  const band = [
    ...known.map(({ at, high }) => `${at},${high}`),
    ...known.toReversed().map(({ at, low }) => `${at},${low}`),
  ];
  const line = points.flatMap(({ lift }, index) => (lift === null ? [] : [`${x(index)},${y(lift)}`]));
  const step = Math.ceil(points.length / 6);
  const axis = IS_RTL ? WIDTH - MARGIN.start + 8 : MARGIN.start - 8;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} class="band-chart" role="img" aria-label={label}>
      {ticks.map((tick, index) => (
        <g key={tick}>
          <line
            class={tick === 0 ? "axis" : "grid"}
            x1={x(0)}
            x2={x(points.length - 1)}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text
            x={axis}
            y={y(tick) + 4}
            class="tick"
            style={{ textAnchor: IS_RTL ? "start" : "end", direction: "ltr" }}
          >
            {labels[index]}
          </text>
        </g>
      ))}
      {band.length < 4 ? null : <polygon class="band" points={band.join(" ")} />}
      <polyline class="line" points={line.join(" ")} />
      {points.map(({ day }, index) =>
        index % step === 0 ? (
          <text key={day} x={x(index)} y={HEIGHT - 6} class="tick middle">
            {shortDate(day)}
          </text>
        ) : null,
      )}
    </svg>
  );
}
