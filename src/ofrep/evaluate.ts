/**
 * One flag for one context: the experiment's variant by the same pure function that the HTML door uses. Pure.
 *
 * | reason | when |
 * |---|---|
 * | `SPLIT` | assigned by the split |
 * | `STATIC`, `TARGETING_MATCH` | rolled out to everyone; rolled out to an audience that matched |
 * | `DISABLED` | the experiment does not act here: another page, not in its time, not its audience, held out, Lahza switched off, no consent |
 * | `UNKNOWN` | nobody to assign: a customer's experiment before sign-in |
 *
 * The last two come without `value` and `variant`, so that the client's code default holds, as the shop's own page
 * does in HTML; `metadata.why` says why. An evaluation is no exposure.
 */
import { assign, type Assignment } from "../assignment/index.ts";
import type { PreparedExperiment, PreparedRuleset } from "../edge/prepare.ts";
import { normaliseCustomer } from "../visitor/customer.ts";
import { mintTimeOf, type Identity } from "../visitor/cookie.ts";
import { audienceAttributes, type Asking } from "./attributes.ts";
import type { ErrorCode } from "./context.ts";

export interface FlagValue {
  readonly key: string;
  readonly value?: unknown;
  readonly reason: "STATIC" | "TARGETING_MATCH" | "SPLIT" | "DISABLED" | "UNKNOWN";
  readonly variant?: string;
  readonly metadata: { readonly [name: string]: string | number | boolean };
}

export interface FlagFailure {
  readonly key: string;
  readonly errorCode: ErrorCode;
  readonly errorDetails: string;
}

export interface Evaluation {
  readonly rules: PreparedRuleset;
  readonly asking: Omit<Asking, "signedIn">;
  /** The visitor of the signed cookie, where the shopper's browser sent it. */
  readonly cookie: Identity | null;
  /** Why nobody may be assigned, whatever key was given. */
  readonly refused: string | null;
  /** Experiments on the page of `context.url`, by place in the ruleset; null: no page was named. */
  readonly onPage: ReadonlySet<number> | null;
}

export function evaluateFlag(evaluation: Evaluation, index: number): FlagValue | FlagFailure | null {
  const prepared = evaluation.rules.experiments[index];
  if (prepared === undefined) return null;
  const { experiment } = prepared;
  const { refused, rules, onPage } = evaluation;
  const metadata = { experiment: experiment.key, phase: experiment.phase, unit: experiment.unit };
  const none = (why: string): FlagValue => ({
    key: experiment.key,
    reason: why === "no-unit" ? "UNKNOWN" : "DISABLED",
    metadata: { ...metadata, counted: false, why },
  });
  if (!rules.ruleset.settings.enabled) return none("switched-off");
  if (refused !== null) return none(refused);
  if (onPage !== null && !onPage.has(index)) return none("pages");
  const unit = unitOf(prepared, evaluation);
  if (unit === null) {
    const errorDetails = "context.targetingKey is missing: give the visitor's or the customer's id";
    return { key: experiment.key, errorCode: "TARGETING_KEY_MISSING", errorDetails };
  }
  const assignment = assigned(prepared, unit.id, evaluation);
  if (assignment.variant === null) return none(assignment.reason);
  const variant = experiment.variants[assignment.variant];
  if (variant === undefined) return none("unknown-variant");
  return {
    key: experiment.key,
    value: variant.value ?? variant.key,
    reason: reasonOf(prepared, assignment.reason),
    variant: variant.key,
    metadata: { ...metadata, counted: assignment.counted },
  };
}

/**
 * Whom the experiment is about. A key that is one of Lahza's visitor ids never stands for a customer, so that a browser
 * that asks for all flags with its visitor's id is, for a customer's experiment, what it is in HTML: not signed in.
 * Null: a key is missing.
 */
function unitOf(
  { experiment }: PreparedExperiment,
  { asking, cookie }: Evaluation,
): { readonly id: string | null } | null {
  const { targetingKey, customerId } = asking.context;
  if (experiment.status === "rollout") return { id: targetingKey ?? cookie?.id ?? null };
  if (experiment.unit === "visitor") {
    const id = targetingKey ?? cookie?.id;
    return id === undefined ? null : { id };
  }
  if (customerId !== null) return { id: normaliseCustomer(customerId) };
  if (targetingKey === null) return cookie === null ? null : { id: null };
  return { id: mintTimeOf(targetingKey) === null ? normaliseCustomer(targetingKey) : null };
}

function assigned(prepared: PreparedExperiment, unitId: string | null, evaluation: Evaluation): Assignment {
  const { experiment } = prepared;
  const { asking, cookie, rules } = evaluation;
  const { holdout, exclude } = rules.ruleset.settings;
  const signedIn = asking.context.customerId !== null || (experiment.unit === "customer" && unitId !== null);
  return assign({
    experiment,
    unitId,
    mintedAtMs: experiment.unit === "customer" || unitId === null ? null : mintTimeOf(unitId),
    attributes: audienceAttributes(new Set([...rules.excludeAttributes, ...prepared.attributes]), {
      ...asking,
      signedIn,
    }),
    nowMs: asking.nowMs,
    exposedPhase:
      cookie !== null && isTheCookies(evaluation) ? (cookie.exposures.get(experiment.id) ?? null) : null,
    holdout,
    exclude,
  });
}

function isTheCookies({ asking, cookie }: Evaluation): boolean {
  return asking.context.targetingKey === null || asking.context.targetingKey === cookie?.id;
}

function reasonOf({ experiment }: PreparedExperiment, reason: "split" | "rollout"): FlagValue["reason"] {
  if (reason === "split") return "SPLIT";
  return Object.keys(experiment.audience).length === 0 ? "STATIC" : "TARGETING_MATCH";
}
