/**
 * The short form in which a cookie keeps where a visitor has been exposed: `3_1-7_2` is experiment 3 in
 * phase 1 and experiment 7 in phase 2, both numbers in base 36. Pure.
 */

/** Phase of the last exposure by experiment id. */
export type Exposures = ReadonlyMap<number, number>;

/** The oldest exposures are forgotten first. */
export const MAX_EXPOSURES = 100;

export function formatExposures(exposures: Exposures): string {
  return [...exposures]
    .slice(-MAX_EXPOSURES)
    .map(([experiment, phase]) => `${experiment.toString(36)}_${phase.toString(36)}`)
    .join("-");
}

/** Null for anything but what `formatExposures` writes. */
export function parseExposures(text: string): Exposures | null {
  const exposures = new Map<number, number>();
  if (text === "") return exposures;
  const entries = text.split("-");
  if (entries.length > MAX_EXPOSURES) return null;
  for (const entry of entries) {
    const match = /^([0-9a-z]{1,8})_([0-9a-z]{1,4})$/.exec(entry);
    if (match?.[1] === undefined || match[2] === undefined) return null;
    exposures.set(Number.parseInt(match[1], 36), Number.parseInt(match[2], 36));
  }
  return exposures;
}

/** Of experiments that do not run now: some are paused, and whoever was in them stays in them. */
const MAX_AWAY = 10;

/**
 * With one more exposure, as the latest. `isLive` tells which of the others still matter, null where that is not
 * known: earlier phases are dropped, and of experiments that do not run all but the latest, so that the cookie stays
 * small.
 */
export function withExposure(
  exposures: Exposures,
  experiment: number,
  phase: number,
  isLive: (experiment: number, phase: number) => boolean | null = () => true,
): Exposures {
  const others = [...exposures].filter(([id]) => id !== experiment);
  const away = others.filter(([id, at]) => isLive(id, at) === null).slice(-MAX_AWAY);
  const live = others.filter(([id, at]) => isLive(id, at) === true);
  return new Map([...away, ...live, [experiment, phase]]);
}
