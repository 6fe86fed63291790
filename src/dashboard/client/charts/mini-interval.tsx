/** An interval in the size of a word: where nothing changes, and how far from it the truth may be. */
import { change } from "../core/format.ts";
import { IS_RTL } from "../core/place.ts";
import { t } from "../core/words.ts";
import type { Tone } from "../ui/basics.tsx";

const WIDTH = 84;
const HEIGHT = 22;

export function MiniInterval({
  interval: [low, high],
  tone,
}: {
  readonly interval: readonly [number | null, number | null];
  readonly tone: Tone;
}) {
  const from = low ?? -1;
  const to = high ?? 1;
  const reach = Math.max(Math.abs(from), Math.abs(to), 0.01) * 1.1;
  const x = (value: number): number => {
    const at = ((Math.max(-reach, Math.min(reach, value)) + reach) / (2 * reach)) * WIDTH;
    return IS_RTL ? WIDTH - at : at;
  };
  const [left, right] = [x(from), x(to)].toSorted((a, b) => a - b) as [number, number];
  const label = t("interval.label", {
    low: low === null ? "−∞" : change(low),
    high: high === null ? "∞" : change(high),
  });
  return (
    <svg class={`mini ${tone}`} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <line class="axis" x1={WIDTH / 2} x2={WIDTH / 2} y1="1" y2={HEIGHT - 1} />
      <rect class="range" x={left} y={HEIGHT / 2 - 3} width={Math.max(2, right - left)} height="6" rx="3" />
    </svg>
  );
}
