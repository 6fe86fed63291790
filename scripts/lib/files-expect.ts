/** What a file expects of the shop's pages, beside the experiment's definition: `expect:`. */
import * as z from "zod";
import type { ChangeReport } from "../../src/check/change.ts";

const count = z.int().min(0).max(100_000);

export const expectationSchema = z.strictObject({
  /** Paths, addresses or saved pages that are checked when the command line names none. */
  pages: z.array(z.string().min(1).max(2048)).max(50).default([]),
  /** By selector: how many places it has on each page; at least one where nothing is said. */
  matches: z
    .record(
      z.string(),
      z.union([
        count,
        z
          .strictObject({ min: count.optional(), max: count.optional() })
          .refine(({ min = 1, max }) => max === undefined || min <= max, "min must not be above max"),
      ]),
    )
    .default({}),
});

export type Expectation = z.output<typeof expectationSchema>;

/** Why a change is not as it was declared, each in a few words; none: it is. */
export function unmet(report: ChangeReport, { matches }: Expectation): string[] {
  const declared = matches[report.selector];
  const { min = 1, max = Infinity } =
    typeof declared === "number" ? { min: declared, max: declared } : (declared ?? {});
  const found = report.matches;
  const words: string[] = [];
  if (found < min || found > max) words.push(`matches ${times(found)}, expected ${range(min, max)}`);
  words.push(
    ...report.skipped.map(({ count: skipped, words: why }) => `not made at ${places(skipped)}: ${why}`),
  );
  // What has no place needs no words that it shows nothing there.
  if (!report.ok && found > 0 && words.length === 0) words.push(...report.warnings);
  return words;
}

function range(min: number, max: number): string {
  if (min === max) return String(min);
  return max === Infinity ? `at least ${min}` : `${min} to ${max}`;
}

function times(number: number): string {
  return number === 0 ? "nothing" : places(number);
}

function places(number: number): string {
  return `${number} ${number === 1 ? "place" : "places"}`;
}
