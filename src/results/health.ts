/**
 * Can the figures be trusted? The split at every stage, where a loss comes from, whether exposures are confirmed alike,
 * and what was not counted. A verdict is withheld when the split of the population is broken. Pure.
 */
import { sampleRatioTest, type SplitCounts } from "../stats/index.ts";
import type { AnalysisInput } from "./contract.ts";
import { dateOfDay } from "./day.ts";
import type { PlaceTrouble } from "./drift.ts";
import { type FirstByte, firstBytesOf, isSlower } from "./first-byte.ts";
import type { Warning } from "./warnings.ts";
import { type Aggregates, STAGES, type Stage, totalUnits } from "../store/aggregates.ts";

/** The split is questionable from here on, */
const WARN_AT = Math.log(100);
/** and no verdict is given from here on. */
const WITHHOLD_AT = Math.log(1000);

export interface SplitTest {
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  /** χ²: right for one look. */
  readonly pValue: number | null;
  /** min(1, 1/E): right for any number of looks. */
  readonly sequentialPValue: number | null;
  /** False: the verdict is withheld. Null: cannot be told. */
  readonly ok: boolean | null;
  /** Where it is false: by the end of this cohort day it was, and has been since. */
  readonly brokenSince?: string;
  readonly reason?: string;
}

export interface StageHealth {
  readonly stage: Stage;
  readonly visitors: readonly number[];
  readonly splitTest: SplitTest;
}

export interface SplitCause {
  /** Where visitors are lost. */
  readonly stage: Stage;
  /** `day`, `device`, `browser`, `source`, … */
  readonly segment: string;
  /** Of a day its date by the shop's clock; empty: not known. */
  readonly value: string;
  readonly visitors: readonly number[];
  readonly expected: readonly number[];
  readonly sequentialPValue: number;
}

export interface Health {
  readonly ok: boolean | null;
  readonly splitTest: SplitTest;
  readonly stages: readonly StageHealth[];
  /** Confirmed visitors over assigned ones, by variant; null where nobody was assigned, which `stages` says. */
  readonly confirmedShare: readonly (number | null)[];
  /** Groups whose own split is broken, the worst first: in the population, else at a stage that is questionable. */
  readonly causes: readonly SplitCause[];
  /** First of the days on which the place was no longer on most pages; with the warning `selector-lost`. */
  readonly placeLostSince?: string;
  /** By variant, control first. */
  readonly firstByte: readonly FirstByte[];
  readonly notCounted: { readonly [reason: string]: number };
  readonly warnings: readonly Warning[];
}

export interface HealthInput {
  readonly population: Stage;
  readonly variants: number;
  readonly weights: readonly number[];
  /** Weights of each stretch, by its name; one entry, or none, when they never changed. */
  readonly stretches: readonly { readonly name: string; readonly weights: readonly number[] }[];
  readonly daily: Aggregates;
  readonly byStretch: Aggregates | null;
  /** Segments in which a cause is looked for, by JSON of the stretch and the segment's value. */
  readonly groups: readonly { readonly segment: string; readonly aggregates: Aggregates }[];
  /** Units by the step of their first byte's time. */
  readonly waits: Aggregates;
  readonly place: PlaceTrouble | null;
  readonly notCounted: { readonly [reason: string]: number };
  readonly warnings: readonly Warning[];
}

/** Of a phase, as its analysis has it. */
export function healthOfPhase(input: AnalysisInput): Health {
  const { definition, sums, stretches, causes, waits, place, notCounted, warnings } = input;
  return healthOf({
    population: sums.population,
    variants: definition.variants.length,
    weights: definition.variants.map(({ weight }) => weight),
    stretches,
    daily: sums.daily,
    byStretch: sums.byStretch,
    groups: causes,
    waits,
    place,
    notCounted,
    warnings,
  });
}

/** Whether so much speaks against the split that nothing should be built on it. */
export function isQuestionable({ sequentialPValue }: SplitTest): boolean {
  return sequentialPValue !== null && sequentialPValue <= Math.exp(-WARN_AT);
}

export function healthOf(input: HealthInput): Health {
  const { daily, population } = input;
  const stages = STAGES.map((stage): StageHealth => {
    const visitors = byVariant(daily, input.variants, stage, () => true);
    return { stage, visitors, splitTest: splitTestOf(segmentsOf(input, stage, visitors)) };
  });
  const own = stages.find(({ stage }) => stage === population) ?? stages[0];
  const test = own?.splitTest ?? splitTestOf([]);
  const since = test.ok === false ? brokenSince(input) : null;
  const splitTest = since === null ? test : { ...test, brokenSince: dateOfDay(since) };
  const warnings: Warning[] = [...input.warnings];
  const questionable = stages.filter((one) => isQuestionable(one.splitTest)).map(({ stage }) => stage);
  for (const stage of questionable)
    warnings.push(stage === population ? "split-questionable" : `split-questionable-at-${stage}`);
  const causes = causesOf(input, questionable);
  // One loss hides in the crowd; whoever is asked for by segment is not like control there.
  if (!questionable.includes(population) && causes.some(({ stage }) => stage === population))
    warnings.push("split-broken-in-a-group");
  if (input.place?.state === "lost") warnings.push("selector-lost");
  if (input.place?.state === "never-found") warnings.push("place-never-found");
  const inTwo = totalUnits(daily.counts, -1, population);
  const all = own?.visitors.reduce((sum, count) => sum + count, 0) ?? 0;
  if (inTwo > 0 && inTwo > 0.001 * all) warnings.push("many-visitors-in-two-variants");
  const assigned = stages.find(({ stage }) => stage === "assigned")?.visitors ?? [];
  const confirmed = stages.find(({ stage }) => stage === "confirmed")?.visitors ?? [];
  if (sum(confirmed) === 0 && sum(assigned) > 0) warnings.push("nobody-confirmed");
  const firstByte = firstBytesOf(input.waits, input.variants, population);
  if (isSlower(firstByte)) warnings.push("variant-slower");
  return {
    ok:
      splitTest.ok === null
        ? null
        : splitTest.ok && warnings.every((warning) => !warning.startsWith("split")),
    splitTest,
    stages,
    confirmedShare: assigned.map((count, index) => (count === 0 ? null : (confirmed[index] ?? 0) / count)),
    causes,
    ...(input.place?.state === "lost" ? { placeLostSince: dateOfDay(input.place.sinceDay) } : {}),
    firstByte,
    notCounted: {
      ...(inTwo > 0 ? { "visitor-in-two-variants": inTwo } : {}),
      ...Object.fromEntries(Object.entries(input.notCounted).filter(([, count]) => count > 0)),
    },
    warnings,
  };
}

/** Where weights changed, every stretch is held against its own. */
function segmentsOf(input: HealthInput, stage: Stage, visitors: readonly number[]): SplitCounts[] {
  const { stretches, byStretch, weights } = input;
  if (stretches.length < 2 || byStretch === null) return [{ counts: visitors, weights }];
  return stretches.map(({ name, weights: own }) => ({
    counts: byVariant(byStretch, input.variants, stage, (group) => group === name),
    weights: own,
  }));
}

function splitTestOf(segments: readonly SplitCounts[]): SplitTest {
  const arms = segments[0]?.counts.length ?? 0;
  const observed = Array.from({ length: arms }, (_, arm) =>
    sum(segments.map(({ counts }) => counts[arm] ?? 0)),
  );
  const expected = Array.from({ length: arms }, (_, arm) =>
    sum(segments.map(({ counts, weights }) => (sum(counts) * (weights[arm] ?? 0)) / (sum(weights) || 1))),
  );
  const test = sampleRatioTest(segments);
  if (!test.ok)
    return { observed, expected, pValue: null, sequentialPValue: null, ok: null, reason: test.reason };
  return {
    observed,
    expected,
    pValue: test.pValue,
    sequentialPValue: test.sequentialPValue,
    ok: test.logE < WITHHOLD_AT,
  };
}

/** The last day by whose end the split became broken, as it is now; null: it cannot be told. */
function brokenSince({ groups, variants, population, ...input }: HealthInput): number | null {
  const days = groups.find(({ segment }) => segment === "day")?.aggregates;
  if (days === undefined) return null;
  const weights = new Map(input.stretches.map(({ name, weights: own }) => [name, own]));
  const table = tableOf(days, variants);
  const soFar = new Map<string, number[]>();
  let since: number | null = null;
  const byDay = placesOf(days).sort((one, other) => Number(one.value) - Number(other.value));
  for (const [at, { group, stretch, value }] of byDay.entries()) {
    const counts = (table.get(group) ?? []).map((units) => units[population]);
    soFar.set(
      stretch,
      counts.map((count, index) => count + (soFar.get(stretch)?.[index] ?? 0)),
    );
    if (byDay[at + 1]?.value === value) continue;
    const test = splitTestOf(
      [...soFar].map(([name, own]) => ({ counts: own, weights: weights.get(name) ?? input.weights })),
    );
    since = test.ok === false ? (since ?? Number(value)) : null;
  }
  return since;
}

/**
 * Groups that are broken by themselves even after as many tests as there are groups (Bonferroni for e-values): more is
 * asked for where the whole is sound, than where it is broken and somebody must be to blame. Where the weights changed,
 * each stretch of a group is held against its own.
 */
function causesOf(input: HealthInput, questionable: readonly Stage[]): SplitCause[] {
  const weights = new Map(input.stretches.map(({ name, weights: own }) => [name, own]));
  const groups = input.groups.flatMap(({ segment, aggregates }) => {
    const places = placesOf(aggregates);
    const values = [...new Set(places.map(({ value }) => value))];
    // A group that is everybody explains nothing.
    if (values.length < 2) return [];
    return values.map((value) => ({
      segment,
      value,
      aggregates,
      places: places.filter((place) => place.value === value),
    }));
  });
  const known = new Set<string>();
  const tables = new Map(
    input.groups.map(({ aggregates }) => [aggregates, tableOf(aggregates, input.variants)]),
  );
  return [input.population, ...questionable.filter((stage) => stage !== input.population)]
    .flatMap((stage) => {
      const least = Math.log((questionable.includes(stage) ? 20 : 100) * groups.length);
      return groups.flatMap(({ segment, value, aggregates, places }): SplitCause[] => {
        const segments = places.map(({ group, stretch }) => ({
          counts: (tables.get(aggregates)?.get(group) ?? []).map((units) => units[stage]),
          weights: weights.get(stretch) ?? input.weights,
        }));
        // Most groups are sound, and asking each one for its e-value would cost more than all else of health.
        if (mostLogE(segments) < least) return [];
        const test = sampleRatioTest(segments);
        const name = JSON.stringify([segment, value]);
        if (!test.ok || test.logE < least || known.has(name)) return [];
        known.add(name);
        const { observed, expected } = splitTestOf(segments);
        return [
          {
            stage,
            segment,
            value: segment === "day" ? dateOfDay(Number(value)) : value,
            visitors: observed,
            expected,
            sequentialPValue: test.sequentialPValue,
          },
        ];
      });
    })
    .sort((one, other) => one.sequentialPValue - other.sequentialPValue)
    .slice(0, 10);
}

/** What ln E cannot exceed: the likelihood ratio of the shares as they were counted, of which E is a mean. */
function mostLogE(segments: readonly SplitCounts[]): number {
  let log = 0;
  for (const { counts, weights } of segments) {
    const [n, weight] = [sum(counts), sum(weights)];
    for (const [arm, count] of counts.entries())
      if (count > 0) log += count * Math.log((count * weight) / (n * (weights[arm] ?? 0)));
  }
  return log;
}

/** Groups by their stretch and the value of the segment. */
function placesOf({ counts }: Aggregates): { group: string; stretch: string; value: string }[] {
  return [...new Set(counts.map(({ group }) => group))].map((group) => {
    const [stretch, value] = JSON.parse(group) as [string, string];
    return { group, stretch, value };
  });
}

const NOBODY = { assigned: 0, found: 0, confirmed: 0, seen: 0 };

/** Units by group and variant; once through all of them. */
function tableOf({ counts }: Aggregates, variants: number): Map<string, { [stage in Stage]: number }[]> {
  const table = new Map<string, { [stage in Stage]: number }[]>();
  for (const { group, variant, units } of counts) {
    const row = table.get(group) ?? Array.from({ length: variants }, () => ({ ...NOBODY }));
    table.set(group, row);
    const cell = row[variant];
    if (cell !== undefined) for (const stage of STAGES) cell[stage] += units[stage];
  }
  return table;
}

function byVariant(
  aggregates: Aggregates,
  variants: number,
  stage: Stage,
  of: (group: string) => boolean,
): number[] {
  return Array.from({ length: variants }, (_, variant) => totalUnits(aggregates.counts, variant, stage, of));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
