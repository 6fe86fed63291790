/** The example's definitions, made to fit the day on which they are first loaded. */

const DAY_MS = 86_400_000;
const TEHRAN_OFFSET_MS = 3.5 * 3_600_000;
/** An offer with less time left than this is no good to look at for a few days. */
const LEAST_LEFT_MS = 2 * DAY_MS;
const SHIFTED_DAYS = 9;
const INSTANTS: ReadonlySet<string> = new Set(["endsAt", "endAt"]);

/**
 * Ends that are over, or soon will be, become half past eight in the evening, Tehran time, nine days ahead: all of
 * them the same instant, as the ends of one offer are. `text` is a definitions file; so is what comes back.
 */
export function withEndsAhead(text: string, nowMs: number): string {
  const day = new Date(nowMs + SHIFTED_DAYS * DAY_MS + TEHRAN_OFFSET_MS).toISOString().slice(0, 10);
  const shifted = `${day}T20:30:00+03:30`;
  return JSON.stringify(
    JSON.parse(text, (name, value: unknown) => {
      if (!INSTANTS.has(name) || typeof value !== "string") return value;
      return Date.parse(value) < nowMs + LEAST_LEFT_MS ? shifted : value;
    }),
  );
}

/** The same for the shop whose pages React builds again, and opens without loading them. */
export function hydrated(text: string): string {
  const { settings, experiments, ...rest } = JSON.parse(text) as {
    readonly settings?: object;
    readonly experiments: readonly object[];
  };
  return JSON.stringify({
    ...rest,
    settings: { ...settings, clientNavigation: true },
    experiments: experiments.map((experiment) => ({ ...experiment, hydrated: true })),
  });
}
