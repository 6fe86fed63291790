/** How a lift came to where it is, in the size of a word: the cumulative estimate by day, and where nothing changes. */
import { change } from "../core/format.ts";
import { IS_RTL } from "../core/place.ts";
import { t } from "../core/words.ts";
import type { Tone } from "../ui/basics.tsx";

const WIDTH = 84;
const HEIGHT = 26;
const EDGE = 3;

/** `lifts`: by day, null where there was none yet. Nothing is drawn of fewer than two. */
export function Sparkline({
  lifts,
  tone,
}: {
  readonly lifts: readonly (number | null)[];
  readonly tone: Tone;
}) {
  const known = lifts.flatMap((lift, day) => (lift === null ? [] : [{ day, lift }]));
  const last = known.at(-1);
  if (last === undefined || known.length < 2) return null;
  // The first days swing wildly; what they hide is what matters.
  const settled = known.slice(Math.floor(known.length / 4)).map(({ lift }) => Math.abs(lift));
  const reach = Math.max(0.01, ...settled) * 1.1;
  const x = (day: number): number => {
    const at = EDGE + (day / (lifts.length - 1)) * (WIDTH - 2 * EDGE);
    return IS_RTL ? WIDTH - at : at;
  };
  const y = (lift: number): number =>
    HEIGHT / 2 - (Math.max(-reach, Math.min(reach, lift)) / reach) * (HEIGHT / 2 - EDGE);
  const points = known.map(({ day, lift }) => `${x(day).toFixed(1)},${y(lift).toFixed(1)}`).join(" ");
  return (
    <svg
      class={`mini spark ${tone}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={t("spark.label", { days: lifts.length, lift: change(last.lift) })}
    >
      <line class="axis" x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <polyline class="line" points={points} />
      <circle class="dot" cx={x(last.day)} cy={y(last.lift)} r="2.5" />
    </svg>
  );
}
