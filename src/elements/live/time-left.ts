/**
 * Time left until an instant, in steps: within one step every rendering has the same bytes.
 *
 * A step never claims more time than is left: it is rendered with the time left at its end, so a page that was
 * revalidated (304) in the same step, or one that hides the element by stylesheet alone, is never late.
 */

export const UNITS = ["days", "hours", "minutes", "seconds"] as const;
export type Unit = (typeof UNITS)[number];

const MINUTE_MS = 60_000;

export interface Step {
  /** First instant of the step, ms since the epoch. */
  readonly startMs: number;
  /** First instant after it. */
  readonly endMs: number;
  /** Whole seconds that are left at its end: never more than are left. */
  readonly secondsLeft: number;
}

/** The step of `nowMs`, or null when nothing is left. Steps are finer towards the end. */
export function stepAt(endsAtMs: number, nowMs: number): Step | null {
  const leftMs = endsAtMs - nowMs;
  if (!(leftMs > 0)) return null;
  const stepMs = stepLength(leftMs);
  const stepsLeft = Math.floor(leftMs / stepMs);
  // Left of exactly n steps still belongs to n: the step's last instant is endsAt - n steps, included.
  const endMs = endsAtMs - stepsLeft * stepMs + (stepsLeft === 0 ? 0 : 1);
  return {
    startMs: endsAtMs - (stepsLeft + 1) * stepMs + 1,
    endMs,
    secondsLeft: (stepsLeft * stepMs) / 1000,
  };
}

/** A minute; ten seconds in the last hour; a second in the last five minutes. */
function stepLength(leftMs: number): number {
  if (leftMs >= 60 * MINUTE_MS) return MINUTE_MS;
  return leftMs >= 5 * MINUTE_MS ? 10_000 : 1000;
}

const SECONDS: { readonly [unit in Unit]: number } = { days: 86_400, hours: 3600, minutes: 60, seconds: 1 };

export function secondsOf(unit: Unit): number {
  return SECONDS[unit];
}

/** Seconds cut into units, largest first; the largest takes what would be above it, what is below is dropped. */
export function divide(
  seconds: number,
  units: readonly Unit[],
): { readonly unit: Unit; readonly count: number }[] {
  let rest = seconds;
  return UNITS.filter((unit) => units.includes(unit)).map((unit) => {
    const count = Math.floor(rest / SECONDS[unit]);
    rest -= count * SECONDS[unit];
    return { unit, count };
  });
}
