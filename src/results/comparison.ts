/**
 * One treatment against control on one metric: lift, what may be watched, what holds at the planned end, what is
 * believed. Whatever cannot be computed is null beside its reason. Pure.
 */
import { dateOfDay } from "./day.ts";
import {
  betaBinomialPanel,
  conversionEProcess,
  type dunnettCritical,
  dunnettPValue,
  fiellerInterval,
  gaussianPosterior,
  type Interval,
  normalTwoSided,
  normalUpperQuantile,
  segmentEProcess,
  sequentialTestOfMeans,
  studentTwoSided,
  studentQuantile,
} from "../stats/index.ts";
import { type Arm, conversionsOf } from "./arms.ts";
import { type Design, tuningOf } from "./design.ts";
import { type Estimate, estimateOf, type MeanOfArm } from "./estimate.ts";

/** Limits of the relative lift; null: no limit on that side. */
export type Limits = readonly [low: number | null, high: number | null];

export interface Tested {
  readonly interval: Limits | null;
  readonly pValue: number | null;
  readonly reason?: string;
}

export interface Lift {
  readonly absolute: number | null;
  readonly relative: number | null;
  readonly reason?: string;
}

export interface Comparison {
  readonly lift: Lift;
  readonly sequential: Tested & {
    readonly method: string;
    /** Null also beside a p-value of 0: larger than a number can be. */
    readonly eValue?: number | null;
    /** Of a group-sequential design: the day of the look that crossed its bound, whose interval this is. */
    readonly crossedOn?: string;
  };
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

/** Levels of one comparison, in (0, 1). */
export interface Levels {
  /** For what may be watched. */
  readonly watched: number;
  /** For the test at the planned end, where Dunnett's correction comes in addition. */
  readonly end: number;
  /** What the sequences are tuned to, frozen. */
  readonly tuning: number;
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
  /** After corrections. */
  readonly levels: Levels;
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
  /** The looks of a group-sequential design so far; null: another design. */
  readonly groupLooks: GroupLooks | null;
}

export interface GroupLooks {
  /** |z| to be crossed at this look. */
  readonly bound: number;
  /** The first look that crossed its bound: the answer is its, whatever came later; null: none has. */
  readonly crossed: {
    /** In days since the epoch. */
    readonly day: number;
    readonly bound: number;
    readonly a: MeanOfArm;
    readonly b: MeanOfArm;
  } | null;
}

export function compare(input: ComparisonInput): Comparison {
  const estimate = estimateOf(input);
  if (!estimate.ok) return impossible(input, estimate.reason);
  return {
    lift: liftOf(estimate),
    sequential: sequentialOf(input, estimate),
    fixed: fixedOf(input, estimate),
    bayesian: bayesianOf(input, estimate),
    ...(estimate.adjustment === undefined ? {} : { adjustment: estimate.adjustment }),
  };
}

/** The lift and what may be watched, alone: for a band over many days. */
export function compareSequential(input: ComparisonInput): Pick<Comparison, "lift" | "sequential"> {
  const estimate = estimateOf(input);
  if (!estimate.ok) {
    const { lift, sequential } = impossible(input, estimate.reason);
    return { lift, sequential };
  }
  return {
    lift: liftOf(estimate),
    sequential: sequentialOf(input, estimate),
  };
}

function liftOf({ difference, lift }: Estimate): Lift {
  return { absolute: difference, relative: lift, ...(lift === null ? { reason: "control-is-0" } : {}) };
}

function sequentialOf(input: ComparisonInput, estimate: Estimate): Comparison["sequential"] {
  const { design, share, rhoB, control, treatment, stretches } = input;
  const alpha = input.levels.watched;
  const tuning = tuningOf(design, input.levels.tuning, share, rhoB);
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
    const looks = input.groupLooks;
    const crossed = looks?.crossed ?? null;
    const [a, b] = crossed === null ? means : [crossed.a, crossed.b];
    const interval = looks === null ? null : fiellerInterval(a, b, crossed?.bound ?? looks.bound);
    return {
      method: "group-sequential",
      interval: interval?.ok === true ? limits(interval) : null,
      pValue: null,
      ...(crossed === null ? {} : { crossedOn: dateOfDay(crossed.day) }),
      reason:
        interval === null
          ? "a-group-sequential-bound-is-of-everybody"
          : interval.ok
            ? "a-group-sequential-design-has-a-bound-and-no-p-value"
            : interval.reason,
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
    input.stretches.length > 1
      ? "stratified-by-stretch"
      : input.control.shape === "rate"
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
  const alpha = input.levels.end;
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
  if (control.shape === "rate" && input.stretches.length < 2) {
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

export function impossible(input: Pick<ComparisonInput, "design">, reason: string): Comparison {
  const nothing = { interval: null, pValue: null, reason };
  return {
    lift: { absolute: null, relative: null, reason },
    sequential: { method: input.design.method, ...nothing },
    fixed: { method: "none", adjustedPValue: null, ...nothing },
    bayesian: { chanceToWin: null, expectedLoss: null, interval: null, reason },
  };
}

function limits({ low, high }: Interval): Limits {
  return [Number.isFinite(low) ? low : null, Number.isFinite(high) ? high : null];
}
