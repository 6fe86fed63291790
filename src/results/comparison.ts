/**
 * One treatment against control on one metric: lift, what may be watched, what holds at the planned end, what is
 * believed. Whatever cannot be computed is null beside its reason. Pure.
 */
import {
  betaBinomialPanel,
  conversionEProcess,
  cuped,
  type dunnettCritical,
  dunnettPValue,
  fiellerInterval,
  gaussianPosterior,
  type Interval,
  mergeSmallStrata,
  momentsOf,
  normalTwoSided,
  normalUpperQuantile,
  type Outcome,
  pooledVariance,
  postStratify,
  rateMoments,
  ratioEstimate,
  segmentEProcess,
  sequentialTestOfMeans,
  studentTwoSided,
  studentQuantile,
  welchOfMoments,
} from "../stats/index.ts";
import { type Arm, conversionsOf, sampleOf, withCovariate, withDenominator } from "./arms.ts";
import { type Design, tuningOf } from "./design.ts";

/** Limits of the relative lift; null: no limit on that side. */
export type Limits = readonly [low: number | null, high: number | null];

export interface Tested {
  readonly interval: Limits | null;
  readonly pValue: number | null;
  readonly reason?: string;
}

export interface Comparison {
  readonly lift: { readonly absolute: number | null; readonly relative: number | null };
  readonly sequential: Tested & { readonly method: string; readonly eValue?: number | null };
  readonly fixed: Tested & { readonly method: string; readonly adjustedPValue: number | null };
  readonly bayesian: {
    readonly chanceToWin: number | null;
    readonly expectedLoss: number | null;
    readonly interval: Limits | null;
    readonly reason?: string;
  };
  /** What took noise out of the estimate, and how much of its variance. */
  readonly adjustment?: { readonly method: "cuped" | "post-stratification"; readonly varianceSaved: number };
}

export interface Stratum {
  readonly a: Arm;
  readonly b: Arm;
}

/** A stretch of constant weights within the phase. */
export interface Stretch extends Stratum {
  readonly rhoB: number;
}

export interface ComparisonInput {
  readonly control: Arm;
  readonly treatment: Arm;
  readonly design: Design;
  /** Level of this comparison after corrections, for what may be watched. */
  readonly alpha: number;
  /** Share of B among both arms' visitors, by the weights. */
  readonly rhoB: number;
  /** Of all planned visitors, those of these two arms. */
  readonly share: number;
  /** n/(n + n₀) of each treatment, for Dunnett's correction at the planned end; one entry: no correction. */
  readonly correlations: readonly number[];
  /** Dunnett's critical value for these correlations: the same for all treatments of a metric, so asked for once. */
  readonly dunnett: () => ReturnType<typeof dunnettCritical>;
  readonly betterIsMore: boolean;
  /** Groups by facts known before the exposure; empty: none were read. */
  readonly strata: readonly Stratum[];
  /** More than one when the weights changed. */
  readonly stretches: readonly Stretch[];
  /** The panel of beliefs costs as much as all else together: it is left out of segments. */
  readonly panel: boolean;
  /** |z| to be crossed at this look of a group-sequential design; null: another design. */
  readonly groupBound: number | null;
}

/** Fewer converters in the smaller arm are only counted: no interval of a ratio means anything there. */
export const LEAST_CONVERTERS = 25;
/** An adjustment that saves less is not worth explaining. */
const WORTH_ADJUSTING = 0.05;

export function compare(input: ComparisonInput): Comparison {
  const estimate = estimateOf(input);
  if (!estimate.ok) return impossible(input, estimate.reason);
  return {
    lift: { absolute: estimate.difference, relative: estimate.lift },
    sequential: sequentialOf(input, estimate),
    fixed: fixedOf(input, estimate),
    bayesian: bayesianOf(input, estimate),
    ...(estimate.adjustment === undefined ? {} : { adjustment: estimate.adjustment }),
  };
}

/** The lift and what may be watched, alone: for a band over many days. */
export function compareSequential(input: ComparisonInput): Pick<Comparison, "lift" | "sequential"> {
  const estimate = estimateOf(input);
  if (!estimate.ok) return impossible(input, estimate.reason);
  return {
    lift: { absolute: estimate.difference, relative: estimate.lift },
    sequential: sequentialOf(input, estimate),
  };
}

interface Estimate {
  readonly meanA: number;
  readonly meanB: number;
  /** Of the means. */
  readonly varianceA: number;
  readonly varianceB: number;
  readonly difference: number;
  readonly lift: number | null;
  readonly degreesOfFreedom: number;
  /** Squared error of the difference under the null hypothesis. */
  readonly pooled: number;
  readonly n: number;
  readonly gate: string | null;
  readonly adjustment?: NonNullable<Comparison["adjustment"]>;
}

function estimateOf(input: ComparisonInput): Outcome<Estimate> | { ok: false; reason: string } {
  const { control, treatment } = input;
  if (control.visitors === 0 || treatment.visitors === 0) return { ok: false, reason: "nobody-in-an-arm" };
  const gate = gateOf(input);
  if (control.shape === "ratio") {
    const [a, b] = [ratioEstimate(withDenominator(control)), ratioEstimate(withDenominator(treatment))];
    if (!a.ok) return a;
    if (!b.ok) return b;
    return finished(a.mean, b.mean, { n: control.visitors + treatment.visitors, gate, pooled: 0 });
  }
  const [a, b] =
    control.shape === "rate"
      ? [control, treatment].map((arm) => rateMoments(conversionsOf(arm), arm.visitors))
      : [momentsOf(sampleOf(control)), momentsOf(sampleOf(treatment))];
  if (a === null || a === undefined || b === null || b === undefined)
    return { ok: false, reason: "nobody-in-an-arm" };
  const raw = { pooled: pooledVariance(a, b), n: a.n + b.n, gate };
  const adjusted = adjustedMeans(input);
  if (adjusted !== null) {
    const saved = { ...raw, pooled: raw.pooled * (1 - adjusted.adjustment.varianceSaved) };
    return finished(adjusted.a, adjusted.b, saved, adjusted.adjustment);
  }
  const welch = control.shape === "mean" ? welchOfMoments(a, b, 0.5) : null;
  return finished(
    { mean: a.mean, variance: a.variance / a.n },
    { mean: b.mean, variance: b.variance / b.n },
    { ...raw, degreesOfFreedom: welch?.ok === true ? welch.degreesOfFreedom : Infinity },
  );
}

function finished(
  a: { readonly mean: number; readonly variance: number },
  b: { readonly mean: number; readonly variance: number },
  rest: { n: number; gate: string | null; pooled: number; degreesOfFreedom?: number },
  adjustment?: NonNullable<Comparison["adjustment"]>,
): Outcome<Estimate> {
  return {
    ok: true,
    meanA: a.mean,
    meanB: b.mean,
    varianceA: a.variance,
    varianceB: b.variance,
    difference: b.mean - a.mean,
    lift: a.mean > 0 ? (b.mean - a.mean) / a.mean : null,
    degreesOfFreedom: Infinity,
    ...rest,
    ...(adjustment === undefined ? {} : { adjustment }),
  };
}

/** Whether there is enough for intervals of a ratio: converters, or orders behind an amount. */
function gateOf({ control, treatment, rhoB }: ComparisonInput): string | null {
  const acted = (arm: Arm): number =>
    Number(
      arm.shape === "ratio"
        ? arm.moments.units
        : arm.shape === "rate"
          ? arm.moments.x
          : arm.moments.converted,
    );
  const least = Math.min(acted(control), acted(treatment));
  if (control.shape === "rate") return least < LEAST_CONVERTERS ? "fewer-than-25-converters-in-an-arm" : null;
  const needed = Math.max(rhoB, 1 - rhoB) > 0.6 ? 250 : 100;
  return least < needed ? `fewer-than-${needed}-visitors-with-a-value-in-an-arm` : null;
}

/** CUPED where visitors have a past, else strata; whichever saves more, if it saves enough. */
function adjustedMeans(input: ComparisonInput) {
  if (input.control.shape === "rate" && input.design.method === "conversion-e-process") return null;
  const options = [cupedMeans(input), stratifiedMeans(input)]
    .filter((option) => option !== null)
    .sort((one, other) => other.adjustment.varianceSaved - one.adjustment.varianceSaved);
  const best = options[0];
  return best !== undefined && best.adjustment.varianceSaved >= WORTH_ADJUSTING ? best : null;
}

function cupedMeans({ control, treatment }: ComparisonInput) {
  const result = cuped(withCovariate(control), withCovariate(treatment));
  if (!result.ok) return null;
  return {
    a: { mean: result.a.mean, variance: result.a.variance / result.a.n },
    b: { mean: result.b.mean, variance: result.b.variance / result.b.n },
    adjustment: { method: "cuped" as const, varianceSaved: result.varianceReduction },
  };
}

function stratifiedMeans({ strata }: ComparisonInput) {
  if (strata.length < 2) return null;
  const samples = strata.map(({ a, b }) => ({ a: sampleOf(a), b: sampleOf(b) }));
  const add = (one: bigint | number, other: bigint | number): bigint | number =>
    typeof one === "bigint" && typeof other === "bigint" ? one + other : Number(one) + Number(other);
  const merged = mergeSmallStrata(
    samples,
    ({ a, b }) => Math.min(Number(a.sum), Number(b.sum), a.n, b.n),
    (one, other) => ({
      a: {
        n: one.a.n + other.a.n,
        sum: add(one.a.sum, other.a.sum),
        sumSquares: add(one.a.sumSquares, other.a.sumSquares),
      },
      b: {
        n: one.b.n + other.b.n,
        sum: add(one.b.sum, other.b.sum),
        sumSquares: add(one.b.sumSquares, other.b.sumSquares),
      },
    }),
    LEAST_CONVERTERS,
  );
  const result = merged.length < 2 ? null : postStratify(merged);
  if (result === null || !result.ok) return null;
  return {
    a: { mean: result.meanA, variance: result.varianceA },
    b: { mean: result.meanB, variance: result.varianceB },
    adjustment: { method: "post-stratification" as const, varianceSaved: result.varianceReduction },
  };
}

function sequentialOf(input: ComparisonInput, estimate: Estimate): Comparison["sequential"] {
  const { design, alpha, share, rhoB, control, treatment, stretches } = input;
  const tuning = tuningOf(design, alpha, share, rhoB);
  if (design.method === "conversion-e-process" && control.shape === "rate") {
    const changed = stretches.length > 1;
    const test = changed
      ? segmentEProcess(
          stretches.map(({ rhoB: rho, a, b }) => ({ rhoB: rho, cA: conversionsOf(a), cB: conversionsOf(b) })),
          tuning.tau,
          alpha,
        )
      : conversionEProcess(conversionsOf(control), conversionsOf(treatment), rhoB, tuning.k, alpha);
    const method = changed ? "segment-e-process" : "conversion-e-process";
    if (!test.ok) return { method, interval: null, pValue: null, eValue: null, reason: test.reason };
    return {
      method,
      interval: limits(test.interval),
      pValue: test.pValue,
      eValue: Number.isFinite(Math.exp(test.logE)) ? Math.exp(test.logE) : null,
    };
  }
  if (design.method === "fixed-horizon" && estimate.gate === null)
    return {
      method: "none",
      interval: null,
      pValue: null,
      reason: "the-experiment-asks-for-a-fixed-horizon",
    };
  if (estimate.gate !== null)
    return { method: design.method, interval: null, pValue: null, reason: estimate.gate };
  const means = [
    { mean: estimate.meanA, variance: estimate.varianceA },
    { mean: estimate.meanB, variance: estimate.varianceB },
  ] as const;
  if (design.method === "group-sequential") {
    const bound = input.groupBound;
    const interval = bound === null ? null : fiellerInterval(...means, bound);
    return {
      method: "group-sequential",
      interval: interval?.ok === true ? limits(interval) : null,
      pValue: null,
      reason:
        interval?.ok === false ? interval.reason : "a-group-sequential-design-has-a-bound-and-no-p-value",
    };
  }
  const test = sequentialTestOfMeans(...means, estimate.n, { alpha, rho2: tuning.rho2 }, estimate.pooled);
  const method = "confidence-sequence";
  if (!test.ok) return { method, interval: null, pValue: null, eValue: null, reason: test.reason };
  return {
    method,
    interval: test.liftInterval.ok ? limits(test.liftInterval) : null,
    pValue: test.pValue,
    eValue: Number.isFinite(test.eValue) ? test.eValue : null,
    ...(test.liftInterval.ok ? {} : { reason: test.liftInterval.reason }),
  };
}

function fixedOf(input: ComparisonInput, estimate: Estimate): Comparison["fixed"] {
  const several = input.correlations.length > 1;
  const base =
    input.control.shape === "rate"
      ? "two-proportion"
      : input.control.shape === "mean"
        ? "welch"
        : "delta-method";
  const method = several ? `${base}, dunnett` : base;
  const nothing = { method, interval: null, pValue: null, adjustedPValue: null };
  if (estimate.gate !== null) return { ...nothing, reason: estimate.gate };
  const squared = estimate.varianceA + estimate.varianceB;
  if (!(squared > 0)) return { ...nothing, reason: "no-variance" };
  const z = estimate.difference / Math.sqrt(squared);
  const { alpha } = input.design;
  const freedom = estimate.degreesOfFreedom;
  const dunnett = several ? input.dunnett() : null;
  const critical =
    dunnett?.ok === true
      ? dunnett.critical
      : freedom === Infinity
        ? normalUpperQuantile(alpha / 2)
        : studentQuantile(1 - alpha / 2, freedom);
  const interval = fiellerInterval(
    { mean: estimate.meanA, variance: estimate.varianceA },
    { mean: estimate.meanB, variance: estimate.varianceB },
    critical,
  );
  const pValue = freedom === Infinity ? normalTwoSided(z) : studentTwoSided(z, freedom);
  return {
    method,
    interval: interval.ok ? limits(interval) : null,
    pValue,
    adjustedPValue: several ? dunnettPValue(z, input.correlations) : pValue,
    ...(interval.ok ? {} : { reason: interval.reason }),
  };
}

function bayesianOf(input: ComparisonInput, estimate: Estimate): Comparison["bayesian"] {
  const { control, treatment, design, betterIsMore } = input;
  const nothing = { chanceToWin: null, expectedLoss: null, interval: null };
  if (!input.panel) return { ...nothing, reason: "not-computed-for-segments" };
  if (control.shape === "rate") {
    const result = betaBinomialPanel(
      { conversions: conversionsOf(control), n: control.visitors },
      { conversions: conversionsOf(treatment), n: treatment.visitors },
      { a: 1, b: 1 },
      design.alpha,
    );
    if (!result.ok) return { ...nothing, reason: result.reason };
    return {
      chanceToWin: betterIsMore ? result.chanceToWin : result.chanceToLose,
      expectedLoss: betterIsMore ? result.lossOfB : result.lossOfA,
      interval: limits(result.liftInterval),
    };
  }
  if (estimate.gate !== null) return { ...nothing, reason: estimate.gate };
  const sign = betterIsMore ? 1 : -1;
  const posterior = gaussianPosterior(
    sign * estimate.difference,
    Math.sqrt(estimate.varianceA + estimate.varianceB),
    null,
    design.alpha,
  );
  if (!posterior.ok) return { ...nothing, reason: posterior.reason };
  const interval = fiellerInterval(
    { mean: estimate.meanA, variance: estimate.varianceA },
    { mean: estimate.meanB, variance: estimate.varianceB },
    normalUpperQuantile(design.alpha / 2),
  );
  return {
    chanceToWin: posterior.chanceToWin,
    expectedLoss: posterior.lossOfB,
    interval: interval.ok ? limits(interval) : null,
    ...(interval.ok ? {} : { reason: interval.reason }),
  };
}

function impossible(input: ComparisonInput, reason: string): Comparison {
  const nothing = { interval: null, pValue: null, reason };
  return {
    lift: { absolute: null, relative: null },
    sequential: { method: input.design.method, ...nothing },
    fixed: { method: "none", adjustedPValue: null, ...nothing },
    bayesian: { chanceToWin: null, expectedLoss: null, interval: null, reason },
  };
}

function limits({ low, high }: Interval): Limits {
  return [Number.isFinite(low) ? low : null, Number.isFinite(high) ? high : null];
}
