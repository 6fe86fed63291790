/** Sums of shops that never were: seeded visitors with known effects, as the rollups would hold them. For tests. */
import { DAY_MS } from "./day.ts";
import type { Metric } from "../domain/metric.schema.ts";
import type { Arm } from "./arms.ts";
import type { ComparisonInput } from "./comparison.ts";
import type { AnalysisInput, Sums } from "./contract.ts";
import { designOf, isPlanned, rolesOf } from "./design.ts";
import { plannedDay, unitsOf, upTo } from "./planned.ts";
import {
  type Aggregates,
  NO_AGGREGATES,
  countsBy,
  type MetricSum,
  type UnitCount,
} from "../store/aggregates.ts";
import { addMoments, type Moments, NO_MOMENTS } from "../store/moments.ts";

export const FIRST_DAY = 20_000;

export interface Shop {
  readonly seed?: number;
  readonly days?: number;
  /** Visitors a day. */
  readonly visitors?: number;
  readonly weights?: readonly number[];
  /** Share of arrivals that each variant loses before it is confirmed. */
  readonly loss?: readonly number[];
  /** Rate of purchase by variant. */
  readonly rates?: readonly number[];
  /** The same by day, where they change. */
  readonly ratesOn?: (day: number) => readonly number[];
  readonly metrics?: readonly Metric[];
  readonly primary?: string | readonly string[];
  readonly secondary?: readonly string[];
  readonly guardrails?: readonly string[];
  readonly analysis?: Partial<AnalysisInput["definition"]["analysis"]>;
  readonly device?: readonly string[];
}

const up = { direction: "increase", windowHours: null, cap: null } as const;
export const PURCHASE: Metric = { key: "purchase", kind: "conversion", event: "purchase", ...up };
export const REVENUE: Metric = { key: "revenue", kind: "sum", event: "purchase", ...up };

/** Who buys spends 1,000 to 9,000 minor units; who bought before buys more often, for as much as then. */
export function analysisOf(shop: Shop = {}): AnalysisInput {
  const { days = 21, visitors = 2000, weights = [0.5, 0.5], rates = [0.05, 0.05] } = shop;
  const metrics = shop.metrics ?? [PURCHASE, REVENUE];
  const devices = shop.device ?? ["mobile", "desktop"];
  const random = seeded(shop.seed ?? 1);
  const daily = new Cells();
  const strata = new Cells();
  for (let day = 0; day < days; day += 1) {
    for (let visitor = 0; visitor < visitors; visitor += 1) {
      const variant = pick(weights, random());
      const device = devices[Math.floor(random() * devices.length)] ?? "mobile";
      const lost = random() < (shop.loss?.[variant] ?? 0);
      const before = random() < 0.3 ? 1000 + Math.floor(random() * 8000) : 0;
      const inclined =
        (before > 0 ? 1.7 : 0.7) * (devices.length === 1 ? 1 : device === "mobile" ? 0.6 : 1.4);
      const bought = random() < ((shop.ratesOn?.(day) ?? rates)[variant] ?? 0) * inclined;
      const spent = bought ? (before > 0 ? before : 1000 + Math.floor(random() * 8000)) : 0;
      for (const [cells, group] of [
        [daily, String(FIRST_DAY + day)],
        [strata, device],
      ] as const) {
        cells.count(group, variant, lost);
        if (lost) continue;
        for (const metric of metrics) {
          const isRate = metric.kind !== "sum";
          const x = metric.kind === "bounce" ? Number(!bought) : isRate ? Number(bought) : spent;
          cells.add(group, metric.key, variant, x, isRate ? 0 : before);
        }
      }
    }
  }
  const sums = {
    population: "confirmed" as const,
    immature: 0,
    planned: null,
    daily: daily.sums(),
    strata: strata.sums(),
    byStretch: null,
  };
  const definition: AnalysisInput["definition"] = {
    variants: weights.map((weight, index) => ({
      key: index === 0 ? "control" : `v${index}`,
      weight,
      changes: [],
      css: null,
      js: null,
      redirect: null,
      originPath: null,
    })),
    metrics: {
      primary: shop.primary === undefined ? "purchase" : (shop.primary as string | string[]),
      secondary: [...(shop.secondary ?? ["revenue"])],
      guardrails: [...(shop.guardrails ?? [])],
    },
    analysis: {
      method: "sequential",
      alpha: 0.05,
      minimumEffect: 0.05,
      minimumDays: 7,
      plan: { baseline: 0.05, visitors: 40_000, converters: 2000 },
      autoPause: false,
      ...shop.analysis,
    },
  };
  return {
    experiment: "test",
    status: "running",
    phase: 1,
    definition,
    metrics,
    currency: "USD",
    started: true,
    startedAtMs: FIRST_DAY * DAY_MS,
    endedAtMs: null,
    ended: false,
    asOfMs: (FIRST_DAY + days) * DAY_MS,
    sums,
    sumsOf: (metric) => plannedSample(definition, metric, sums),
    stretches: [],
    segment: null,
    causes: Object.entries({ day: sums.daily, device: sums.strata }).map(([segment, { counts }]) => ({
      segment,
      aggregates: { counts: countsBy(counts, (value) => JSON.stringify(["0", value])), sums: [] },
    })),
    waits: NO_AGGREGATES,
    place: null,
    notCounted: {},
    warnings: [],
    metric: null,
  };
}

/** One treatment of one primary metric at its whole level: nothing is corrected, and no stratum or look is known. */
export function comparisonOf(
  control: Arm,
  treatment: Arm,
  plan: Pick<ComparisonInput, "design" | "rhoB"> & Partial<ComparisonInput>,
): ComparisonInput {
  const { alpha } = plan.design;
  return {
    control,
    treatment,
    levels: { watched: alpha, end: alpha, tuning: alpha },
    share: 1,
    correlations: [0],
    dunnett: () => ({ ok: false, reason: "invalid-input" }),
    betterIsMore: true,
    strata: [],
    stretches: [],
    panel: false,
    groupLooks: null,
    ...plan,
  };
}

/** As the reader leaves it: without what came after the plan was fulfilled. */
export function plannedSample(definition: AnalysisInput["definition"], metric: Metric, sums: Sums): Sums {
  const role = rolesOf(definition.metrics).find(({ key }) => key === metric.key)?.role ?? "secondary";
  const design = designOf(definition, metric, role);
  const day = isPlanned(design) ? plannedDay(sums.daily, sums.population, design) : null;
  if (day === null) return sums;
  const daily = upTo(day, sums.daily);
  const later = unitsOf(sums.daily, sums.population) - unitsOf(daily, sums.population);
  return { ...sums, planned: { day, later }, daily, strata: null };
}

class Cells {
  readonly #counts = new Map<string, { group: string; variant: number; units: Record<string, number> }>();
  readonly #sums = new Map<string, MetricSum>();

  count(group: string, variant: number, lost: boolean): void {
    const key = `${group}|${variant}`;
    const cell = this.#counts.get(key) ?? {
      group,
      variant,
      units: { assigned: 0, found: 0, confirmed: 0, seen: 0 },
    };
    this.#counts.set(key, cell);
    for (const stage of lost ? ["assigned", "found"] : ["assigned", "found", "confirmed", "seen"])
      cell.units[stage] = (cell.units[stage] ?? 0) + 1;
  }

  add(group: string, metric: string, variant: number, x: number, c: number): void {
    if (x === 0 && c === 0) return;
    const key = `${group}|${metric}|${variant}`;
    const [big, past] = [BigInt(x), BigInt(c)];
    const own: Moments = {
      ...NO_MOMENTS,
      units: 1n,
      converted: x === 0 ? 0n : 1n,
      x: big,
      raw: big,
      c: past,
      xx: big * big,
      cc: past * past,
      xc: big * past,
    };
    const known = this.#sums.get(key);
    const moments = known === undefined ? own : addMoments(known.moments, own);
    this.#sums.set(key, { group, metric, variant, moments });
  }

  sums(): Aggregates {
    return { counts: [...this.#counts.values()] as unknown as UnitCount[], sums: [...this.#sums.values()] };
  }
}

function pick(weights: readonly number[], u: number): number {
  let sum = 0;
  for (const [index, weight] of weights.entries()) if (u < (sum += weight)) return index;
  return weights.length - 1;
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
