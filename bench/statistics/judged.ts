/**
 * What the Worker says of a treatment beside control: the method from the plan, the gate, the errors, the interval, all
 * by the functions that it ships (`designOf`, `compare`). A simulation makes the sums, and nothing of the statistics.
 */
import {
  analysisOf,
  comparisonOf,
  FIRST_DAY,
  PURCHASE,
  REVENUE,
} from "../../src/results/analysis.fixture.ts";
import type { Arm } from "../../src/results/arms.ts";
import {
  compare,
  compareSequential,
  type ComparisonInput,
  type Limits,
  type Stretch,
} from "../../src/results/comparison.ts";
import type { Sums } from "../../src/results/contract.ts";
import { type Design, designOf } from "../../src/results/design.ts";
import type { Metric } from "../../src/domain/metric.schema.ts";
import { NO_MOMENTS } from "../../src/store/moments.ts";

export const ALPHA = 0.05;

interface Plan {
  readonly method?: "sequential" | "fixed" | "group-sequential" | "bandit";
  /** By which a conversion's method is chosen. */
  readonly baseline: number;
  /** Of both arms. */
  readonly visitors: number;
}

export function purchaseDesign(plan: Plan): Design {
  return designFor(PURCHASE, plan);
}

export function revenueDesign(plan: Plan): Design {
  return designFor(REVENUE, plan);
}

function designFor(metric: Metric, { method = "sequential", baseline, visitors }: Plan): Design {
  const analysis = { method, alpha: ALPHA, plan: { baseline, visitors } };
  return designOf(analysisOf({ days: 0, analysis }).definition, metric, "primary");
}

export function buyers(visitors: number, conversions: number): Arm {
  const x = BigInt(conversions);
  return {
    visitors,
    shape: "rate",
    moments: { ...NO_MOMENTS, units: x, converted: x, x, raw: x, xx: x },
  };
}

/** `sum` and `squares`: whole numbers below 2^53. */
export function spenders(visitors: number, spending: number, sum: number, squares: number): Arm {
  const [units, x] = [BigInt(spending), BigInt(sum)];
  return {
    visitors,
    shape: "mean",
    moments: { ...NO_MOMENTS, units, converted: units, x, raw: x, xx: BigInt(squares) },
  };
}

/** Days of two arms, as the rollups would hold them. */
export function dailyOf(metric: Metric, days: readonly (readonly [Arm, Arm])[]): Sums {
  const each = days.flatMap((day, index) =>
    day.map((arm, variant) => ({ group: String(FIRST_DAY + index), variant, arm })),
  );
  const daily = {
    counts: each.map(({ group, variant, arm: { visitors: n } }) => ({
      group,
      variant,
      units: { assigned: n, found: n, confirmed: n, seen: n },
    })),
    sums: each.map(({ group, variant, arm: { moments } }) => ({
      group,
      metric: metric.key,
      variant,
      moments,
    })),
  };
  return { population: "confirmed", immature: 0, planned: null, daily, strata: null, byStretch: null };
}

/** One treatment, one primary metric: no corrections. */
export function judged(design: Design, rhoB: number) {
  const levels = { watched: ALPHA, end: ALPHA, tuning: ALPHA };
  const input = (control: Arm, treatment: Arm, stretches: readonly Stretch[] = []): ComparisonInput =>
    comparisonOf(control, treatment, { design, levels, rhoB, stretches });
  return {
    levels,
    /** Of the lift, at any look; null: nothing can be said. */
    watched: (a: Arm, b: Arm, stretches?: readonly Stretch[]): Limits | null =>
      compareSequential(input(a, b, stretches)).sequential.interval,
    /** Of the lift, at the planned end. */
    atEnd: (a: Arm, b: Arm, stretches?: readonly Stretch[]): Limits | null =>
      compare(input(a, b, stretches)).fixed.interval,
  };
}

/** Whether a verdict would name the value wrong. */
export function excludes(interval: Limits | null, value: number): boolean {
  return interval !== null && ((interval[0] ?? -Infinity) > value || (interval[1] ?? Infinity) < value);
}

/**
 * Most looks show nothing at all, and asking the Worker's functions about each of a hundred million would take an hour.
 * So a look is only asked about where a test that ignores every other look would see something, which whoever watches
 * honestly never sees without; a method that says more than this one fails its row even on these looks.
 */
export const NAIVE_Z = 1.959964;

/** ln of the largest likelihood ratio: no mixture of alternatives is above it, and the e-process is one. */
export function mostLogE(cA: number, cB: number, rhoB: number): number {
  const all = cA + cB;
  const part = (count: number, share: number): number =>
    count === 0 ? 0 : count * Math.log(count / (all * share));
  return part(cA, 1 - rhoB) + part(cB, rhoB);
}
export const LEAST_LOG_E = -Math.log(ALPHA);
