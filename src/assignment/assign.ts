/**
 * Which variant a visitor gets: a pure function of visitor and experiment, so that every door (HTML,
 * OpenFeature, beacon) gives the same answer on every request.
 */
import type { EdgeExperiment } from "../ruleset/types.ts";
import type { Assignment } from "./assignment.ts";
import { type Attributes, type Condition, matches } from "./condition.ts";
import { hash } from "./hash.ts";
import { inLayer } from "./layer.ts";
import { chooseVariant } from "./ranges.ts";

/** What assignment needs of an experiment. */
export type AssignableExperiment = Pick<
  EdgeExperiment,
  | "phase"
  | "status"
  | "rolloutVariant"
  | "seed"
  | "hashVersion"
  | "audience"
  | "ranges"
  | "stretches"
  | "ramp"
  | "layer"
  | "startAtMs"
  | "endAtMs"
>;

export interface AssignInput {
  readonly experiment: AssignableExperiment;
  /** Visitor or customer id, as the experiment's `unit` says; null before sign-in, or without consent. */
  readonly unitId: string | null;
  /** When that id was minted, in ms since the epoch; null: no id of ours, which keeps the weights of the beginning. */
  readonly mintedAtMs?: number | null;
  /** At least those that the audience and `exclude` ask for (see `attributesUsed`). */
  readonly attributes: Attributes;
  readonly nowMs: number;
  /** Phase in which this visitor was last exposed to this experiment; null: never. */
  readonly exposedPhase: number | null;
  /** Share of visitors, 0..1, who never see any experiment. */
  readonly holdout: number;
  /** The settings' condition for visitors who take part in nothing. */
  readonly exclude?: Condition | null;
}

/** Seed of the global holdout: the same visitors are held out of every experiment. */
const HOLDOUT_SEED = "__holdout";

/**
 * In this order: time window, unit, holdout, exclusion, audience, layer, traffic.
 *
 * - Whoever has been exposed in this phase stays in it when the audience no longer matches (the cart grew,
 *   the hour changed). Holdout, layer and ranges depend on the id alone, so they cannot flip within a phase;
 *   `exclude` (staff, partners) is judged anew on every request.
 * - A rollout gives its variant to everyone who meets the audience, whatever the time window, layer, traffic
 *   or unit; only the holdout and the excluded are left out. Nobody is counted in it.
 */
export function assign(input: AssignInput): Assignment {
  const { experiment, unitId, attributes, nowMs, exposedPhase, holdout, exclude } = input;
  const rollout = experiment.status === "rollout";
  if (!rollout) {
    if (experiment.startAtMs !== null && nowMs < experiment.startAtMs)
      return { variant: null, reason: "not-started" };
    if (experiment.endAtMs !== null && nowMs >= experiment.endAtMs) return { variant: null, reason: "ended" };
    if (unitId === null || unitId === "") return { variant: null, reason: "no-unit" };
  }
  if (unitId !== null && holdout > 0 && (hash(HOLDOUT_SEED, unitId, 2) ?? 1) < holdout) {
    return { variant: null, reason: "holdout" };
  }
  if (exclude !== undefined && exclude !== null && matches(exclude, attributes)) {
    return { variant: null, reason: "excluded" };
  }
  const stays = exposedPhase === experiment.phase;
  if ((!stays || rollout) && !matches(experiment.audience, attributes))
    return { variant: null, reason: "audience" };
  if (rollout) {
    return experiment.rolloutVariant === null
      ? { variant: null, reason: "no-rollout-variant" }
      : { variant: experiment.rolloutVariant, reason: "rollout", counted: false };
  }
  // Narrowed above for a running experiment; said again for the compiler.
  const unit = unitId ?? "";
  const { layer } = experiment;
  if (layer !== null && !inLayer(unit, [layer.name, layer.range[0], layer.range[1]], layer.hashVersion)) {
    return { variant: null, reason: "layer" };
  }
  const n = hash(experiment.seed, unit, experiment.hashVersion);
  if (n === null) return { variant: null, reason: "unknown-hash-version" };
  const stretch = stretchOf(experiment, input.mintedAtMs ?? null);
  const { ranges, ramp = [] } = experiment.stretches?.[stretch - 1] ?? experiment;
  const risen = ramp.length === 0 ? undefined : ramp.findLast(({ fromMs }) => fromMs <= nowMs);
  const variant = chooseVariant(n, risen?.ranges ?? ranges);
  return variant < 0
    ? { variant: null, reason: "traffic" }
    : { variant, reason: "split", counted: true, stretch };
}

/**
 * Which stretch of constant weights somebody belongs to, 0 the first: that of the time when the id was minted, so that
 * a change of weights moves nobody.
 */
export function stretchOf(
  { stretches = [] }: Pick<AssignableExperiment, "stretches">,
  mintedAtMs: number | null,
): number {
  return mintedAtMs === null ? 0 : stretches.filter(({ fromMs }) => fromMs <= mintedAtMs).length;
}
