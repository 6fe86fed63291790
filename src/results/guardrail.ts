/**
 * Does a treatment hurt what must not be hurt? Passed: harm beyond the margin is excluded. Failed: harm is shown. Both
 * hold however often one looks. Uncorrected: a guardrail that is one of many must not become blind. Pure.
 */
import { oneSidedConfidenceSequence, oneSidedTuning, pooledVariance } from "../stats/index.ts";
import type { Comparison } from "./comparison.ts";
import type { Design } from "./design.ts";

export type GuardrailState = "passed" | "failed" | "undecided";

export interface Guardrail {
  readonly state: GuardrailState;
  /** Relative harm that is accepted. */
  readonly margin: number;
  readonly reason?: string;
}

export interface GuardrailInput {
  readonly design: Design;
  readonly comparison: Comparison;
  readonly betterIsMore: boolean;
  /** Means with the variance of one visitor; null: the exact interval of the comparison is used alone. */
  readonly means: { readonly a: Moments; readonly b: Moments } | null;
  readonly share: number;
}

interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

export function guardrailOf(input: GuardrailInput): Guardrail {
  const { design, comparison, betterIsMore } = input;
  const margin = design.guardrailMargin;
  const state =
    input.means === null ? byInterval(comparison, betterIsMore, margin) : byBounds(input, input.means);
  if (state !== "undecided") return { state, margin };
  const { reason } = comparison.sequential;
  return { state, margin, ...(reason === undefined ? {} : { reason }) };
}

function byInterval({ sequential }: Comparison, betterIsMore: boolean, margin: number): GuardrailState {
  if (sequential.interval === null) return "undecided";
  const [low, high] = sequential.interval;
  const [worst, best] = betterIsMore ? [low ?? -1, high ?? Infinity] : [-(high ?? Infinity), -(low ?? -1)];
  if (best < 0) return "failed";
  return worst > -margin ? "passed" : "undecided";
}

/** One-sided sequences: of the difference for harm, of the difference to what the margin allows for safety. */
function byBounds(input: GuardrailInput, { a, b }: { a: Moments; b: Moments }): GuardrailState {
  const { design, betterIsMore, share, comparison } = input;
  if (comparison.sequential.interval === null) return "undecided";
  const sign = betterIsMore ? 1 : -1;
  const n = a.n + b.n;
  const { alpha } = design;
  const rho2 = oneSidedTuning(alpha, Math.max(1, design.plannedVisitors * share));
  const unpooled = a.variance / a.n + b.variance / b.n;
  const harm = oneSidedConfidenceSequence({
    estimate: sign * (b.mean - a.mean),
    standardError: Math.sqrt(Math.max(unpooled, pooledVariance(a, b))),
    n,
    alpha,
    rho2,
  });
  if (harm.ok && harm.upper < 0) return "failed";
  const allowed = 1 - sign * design.guardrailMargin;
  const safety = oneSidedConfidenceSequence({
    estimate: sign * (b.mean - allowed * a.mean),
    standardError: Math.sqrt((allowed * allowed * a.variance) / a.n + b.variance / b.n),
    n,
    alpha,
    rho2,
  });
  return safety.ok && safety.lower > 0 ? "passed" : "undecided";
}
