/**
 * Statistics on aggregates: pure, deterministic, no I/O, nothing of ours but each other. docs/statistics.md holds the
 * formulas and says when which is used. A = control, B = treatment, lift = B/A − 1, two-sided at 1 − alpha.
 */
export { mergeMoments, mergePaired, mergeSamples, momentsOf } from "./aggregates.ts";
export type { Moments, PairedSample, Sample } from "./aggregates.ts";
export { batchedTest, mantelHaenszelRatio, mergeSmallStrata, postStratify } from "./stratified.ts";
export { rateMoments, stratifiedDifference } from "./stratified.ts";
export { betaBinomial } from "./beta-binomial.ts";
export { betaBinomialPanel } from "./beta-panel.ts";
export { betaCdf, betaQuantile, betaSf } from "./beta.ts";
export { chiSquareSf } from "./chi-square.ts";
export {
  confidenceSequence,
  exactSequenceTuning,
  oneSidedConfidenceSequence,
  oneSidedTuning,
  sequenceMultiplier,
  sequenceTuning,
} from "./confidence-sequence.ts";
export { conversionEProcess, conversionLogE, conversionPrior } from "./conversion-eprocess.ts";
export { cuped, cupedTheta } from "./cuped.ts";
export { dunnettCorrelation, dunnettCritical, dunnettPValue } from "./dunnett.ts";
export { fiellerInterval } from "./fieller.ts";
export { fisherExact } from "./fisher.ts";
export { gaussianPosterior } from "./gaussian-posterior.ts";
export { alphaSpent, groupSequentialBounds } from "./group-sequential.ts";
export { kaplanMeier } from "./retention.ts";
export { msprt, msprtHarmonic } from "./msprt.ts";
export {
  benjaminiHochberg,
  benjaminiYekutieli,
  bonferroni,
  eBenjaminiHochberg,
  hochberg,
  holm,
} from "./multiplicity.ts";
export { normalCdf, normalQuantile, normalSf, normalTwoSided, normalUpperQuantile } from "./normal.ts";
export { noveltyTest } from "./novelty.ts";
export type { Interval, Outcome, Reason } from "./outcome.ts";
export {
  daysFor,
  detectableEffectOfMean,
  detectableLift,
  GROUP_SEQUENTIAL_INFLATION,
  sampleSizeForMeans,
  sampleSizeForProportions,
  SEQUENTIAL_INFLATION,
} from "./power.ts";
export { stepQuantile } from "./quantile.ts";
export { ratioEstimate, ratioTest } from "./ratio.ts";
export { sampleRatioChiSquare, sampleRatioLogE, sampleRatioTest } from "./sample-ratio.ts";
export type { SplitCounts } from "./sample-ratio.ts";
export { segmentEProcess, segmentPrior } from "./segment-eprocess.ts";
export { logBeta, logGamma } from "./special.ts";
export { pooledVariance, sequentialTest, sequentialTestOfMeans } from "./sequential-test.ts";
export { studentCdf, studentQuantile, studentTwoSided } from "./student.ts";
export { topTwoThompson } from "./top-two.ts";
export type { Posterior } from "./top-two.ts";
export { twoProportionFisher, twoProportionTest } from "./two-proportion.ts";
export { welchOfMoments, welchTest } from "./welch.ts";
