/** One arm's numbers of one metric, taken from the cohort's sums, as the statistics want them. Pure. */
import type { Metric } from "../domain/metric.schema.ts";
import { type Aggregates, complement, type Stage, totalMoments, totalUnits } from "../store/aggregates.ts";
import { isComplement } from "../store/measures.ts";
import { addMoments, type Moments } from "../store/moments.ts";
import { momentsOf, type PairedSample, ratioEstimate, type Sample } from "../stats/index.ts";
import { type Shape, shapeOf } from "./design.ts";

export interface Arm {
  readonly visitors: number;
  readonly moments: Moments;
  readonly shape: Shape;
}

export interface CohortView {
  readonly aggregates: Aggregates;
  readonly population: Stage;
  /** Which groups count: mature days, a segment's value. */
  readonly of: (group: string) => boolean;
  /** By payment method the sums are split and the visitors are not. */
  readonly unitsOf?: (group: string) => boolean;
}

export function armOf(view: CohortView, metric: Metric, variant: number): Arm {
  const { aggregates, population, of, unitsOf = of } = view;
  const visitors = totalUnits(aggregates.counts, variant, population, unitsOf);
  const kept = totalMoments(aggregates.sums, metric.key, variant, of);
  return {
    visitors,
    moments: isComplement(metric) ? complement(kept, visitors) : kept,
    shape: shapeOf(metric),
  };
}

/** Of two groups of visitors. */
export function together(a: Arm | null, b: Arm): Arm {
  return a === null
    ? b
    : { ...b, visitors: a.visitors + b.visitors, moments: addMoments(a.moments, b.moments) };
}

export function conversionsOf({ moments }: Arm): number {
  return Number(moments.x);
}

export function sampleOf({ visitors, moments }: Arm): Sample {
  return { n: visitors, sum: moments.x, sumSquares: moments.xx };
}

/** With what the visitor did in the 30 days before. */
export function withCovariate({ visitors, moments }: Arm): PairedSample {
  const { x, xx, c, cc, xc } = moments;
  return { n: visitors, sumY: x, sumSquaresY: xx, sumX: c, sumSquaresX: cc, sumXY: xc };
}

export function withDenominator({ visitors, moments }: Arm): PairedSample {
  const { x, xx, d, dd, xd } = moments;
  return { n: visitors, sumY: x, sumSquaresY: xx, sumX: d, sumSquaresX: dd, sumXY: xd };
}

export interface Described {
  readonly visitors: number;
  readonly total: number;
  /** Before caps; only where a cap took something away. */
  readonly rawTotal?: number;
  /** Of a ratio or a mean of answers: what `total` is divided by. */
  readonly denominator?: number;
  /** Orders that have not reached the state from which on they count. */
  readonly pending?: number;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  /** Of what is null. */
  readonly reason?: string;
}

export function describe(arm: Arm): Described {
  const { visitors, moments, shape } = arm;
  const ratio = shape === "ratio" ? ratioEstimate(withDenominator(arm)) : null;
  const plain = shape === "ratio" ? null : momentsOf(sampleOf(arm));
  const deviation = ratio === null ? (visitors > 1 ? Math.sqrt(plain?.variance ?? 0) : null) : null;
  const mean =
    ratio === null ? (plain?.mean ?? null) : moments.d === 0n ? null : Number(moments.x) / Number(moments.d);
  const standardDeviation = ratio?.ok === true ? Math.sqrt(ratio.unitVariance) : deviation;
  const reason =
    mean === null
      ? visitors === 0
        ? "nobody-in-an-arm"
        : "nothing-to-divide-by"
      : standardDeviation === null
        ? "too-few-observations"
        : undefined;
  return {
    visitors,
    total: Number(moments.x),
    ...(moments.raw === moments.x || shape === "rate" ? {} : { rawTotal: Number(moments.raw) }),
    ...(ratio === null ? {} : { denominator: Number(moments.d) }),
    ...(moments.pending === 0n ? {} : { pending: Number(moments.pending) }),
    mean,
    standardDeviation,
    ...(reason === undefined ? {} : { reason }),
  };
}
