/** The lift with its interval on a line whose middle is "no change": what is left of nothing, what right of it. */
import { scaleLinear } from "d3-scale";
import { change, changes } from "../core/format.ts";
import { IS_RTL } from "../core/place.ts";
import { t } from "../core/words.ts";
import type { Tone } from "../ui/basics.tsx";

type Interval = readonly [number | null, number | null];

const WIDTH = 260;
const HEIGHT = 34;
/** Of the reach. The outermost of four ticks stands at 0.79 of it or less: d3 rounds steps up by √(5/2) at the most. */
const OUTERMOST_TICK = 0.89;

/** Half the width of the scale, so that all variants of a metric stand on the same one. At least 1 %, at most 200 %. */
export function reachOf(intervals: readonly (Interval | null)[], lifts: readonly (number | null)[]): number {
  const ends = [...intervals.flatMap((interval) => interval ?? []), ...lifts].filter(
    (value) => value !== null,
  );
  return Math.min(2, Math.max(0.01, ...ends.map(Math.abs)) * 1.15);
}

export function LiftInterval({
  lift,
  interval,
  reach,
  tone,
}: {
  readonly lift: number | null;
  readonly interval: Interval | null;
  readonly reach: number;
  readonly tone: Tone;
}) {
  const x = scaleLinear([-reach, reach], IS_RTL ? [WIDTH, 0] : [0, WIDTH]).clamp(true);
  // A label at the very end would stick out, and be cut off on a phone.
  const ticks = x.ticks(4).filter((tick) => Math.abs(tick) < reach * OUTERMOST_TICK);
  const labels = changes(ticks);
  const [low, high] = interval ?? [null, null];
  const [left, right] = [x(low ?? -reach), x(high ?? reach)].toSorted((a, b) => a - b) as [number, number];
  const words =
    interval === null
      ? ""
      : t("interval.label", {
          low: low === null ? "−∞" : change(low),
          high: high === null ? "∞" : change(high),
        });
  return (
    <div class={`lift ${tone}`}>
      <div class="lift-figures">
        <strong class="num">{lift === null ? "–" : change(lift)}</strong>
        {interval === null ? null : <span class="muted small num">{words}</span>}
      </div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} class="lift-chart" role="img" aria-label={words}>
        {ticks.map((tick, index) => (
          <g key={tick}>
            <line class={tick === 0 ? "axis" : "grid"} x1={x(tick)} x2={x(tick)} y1="0" y2={HEIGHT - 13} />
            <text x={x(tick)} y={HEIGHT - 2} class="tick">
              {labels[index]}
            </text>
          </g>
        ))}
        {interval === null ? null : (
          <rect class="range" x={left} width={Math.max(2, right - left)} y="5" height="11" rx="5.5" />
        )}
        {lift === null ? null : <circle class="point" cx={x(lift)} cy="10.5" r="5" />}
      </svg>
    </div>
  );
}
