/** A step of an experiment's life: start, pause, resume, finish, archive, rollout, new-phase. */
import type { FieldProblem } from "../domain/field.ts";
import { type Action, transition } from "../domain/lifecycle.ts";
import { mergePatch } from "../domain/merge-patch.ts";
import { scheduledWindow, type Window } from "../domain/schedule.ts";
import type { World } from "../ruleset/publish.ts";
import type { StoredExperiment } from "../store/experiments.ts";
import { closePhaseStatement, openPhaseStatement } from "../store/revisions.ts";
import { codeProblems } from "../validation/code.ts";
import { phaseMeasures } from "../validation/metrics.ts";
import { revisionTag } from "./etag.ts";
import { claimsRefusal } from "./experiment-approval.ts";
import { powerWarnings } from "./experiment-power.ts";
import {
  check,
  isServed,
  needsPublisher,
  planned,
  type Planned,
  UNKNOWN,
  type Writer,
} from "./experiment-plan.ts";
import { withoutStanding } from "./experiment-view.ts";
import { invalid } from "./refusals.ts";
import { refused } from "./route.ts";

export interface ActionInput {
  /** Key of the variant to roll out. */
  readonly variant?: string | undefined;
  /** For new-phase: a JSON merge patch over the definition. */
  readonly patch?: unknown;
}

export async function planAction(
  world: World,
  action: Action,
  input: ActionInput,
  writer: Writer,
): Promise<Planned> {
  const before = world.experiment;
  if (before === null) return UNKNOWN;
  const stale = writer.refuseUnlessCurrent(revisionTag(before.revision));
  if (stale !== null) return stale;
  const window = windowOf(before, world, writer.nowMs);
  const step = transition(
    { ...before, endAtMs: window?.endAtMs ?? null },
    action,
    writer.nowMs,
    input.variant,
  );
  if (!step.ok) {
    const errors =
      action === "rollout" && step.instead === null && before.status !== "archived"
        ? [{ pointer: "/variant", detail: step.reason }]
        : undefined;
    return refused({
      status: errors === undefined ? 409 : 422,
      title: `The experiment cannot ${WORDS[action]} now`,
      detail: step.reason,
      ...(errors === undefined ? {} : { errors }),
    });
  }
  let { definition } = before;
  let warnings: readonly FieldProblem[] = [];
  if (isServed(step.status) || action === "new-phase") {
    const wanted =
      action === "new-phase" && input.patch !== undefined
        ? mergePatch(definition, withoutStanding(input.patch))
        : definition;
    const checked = check(world, wanted, before, step.status, writer);
    const sent = (problems: readonly FieldProblem[]): FieldProblem[] =>
      problems.map((problem) => inPatch(problem, action, input));
    if (!checked.ok) return invalid(sent(checked.errors));
    if (checked.definition.key !== before.key)
      return invalid([{ pointer: "/patch/key", detail: "the key stays what it is" }]);
    ({ definition, warnings } = checked);
    const code = writer.mayPublish ? [] : codeProblems(before.definition, definition);
    if (code.length > 0) return needsPublisher(sent(code));
    const unapproved = await claimsRefusal(
      world,
      action === "new-phase" && isServed(before.status) ? before : null,
      definition,
      writer,
      before,
    );
    if (unapproved !== null && isServed(step.status)) return unapproved;
  }
  const { db, nowMs } = writer;
  const { status, phase, rolloutVariant } = step;
  const extra: D1PreparedStatement[] = [];
  if (step.closesPhase) extra.push(closePhaseStatement(db, before.id, nowMs));
  if (step.opensPhase) {
    const { metrics, goals } = phaseMeasures(definition.metrics, world, world.settings);
    warnings = [...warnings, ...(await powerWarnings(db, definition, metrics, nowMs))];
    const startsAtMs = Math.max(nowMs, windowOf({ ...before, definition }, world, nowMs)?.startAtMs ?? nowMs);
    const pinned = { definition, metrics, goals, settings: world.settings, startsAtMs };
    extra.push(openPhaseStatement(db, before.id, phase, before.revision + 1, pinned));
  }
  return planned(
    world,
    before,
    { status, phase, rolloutVariant, definition },
    action,
    warnings,
    extra,
    writer,
  );
}

/** Null: the calendar does not know the occasion, which is told by others. */
function windowOf(
  { definition, startedAtMs }: Pick<StoredExperiment, "definition" | "startedAtMs">,
  { settings }: World,
  nowMs: number,
): Window | null {
  const scheduled = scheduledWindow(definition.schedule, settings, startedAtMs ?? nowMs);
  return scheduled.ok ? scheduled.window : null;
}

/** Fields of a new phase's patch stand below `patch` in what was sent. */
function inPatch(problem: FieldProblem, action: Action, { patch }: ActionInput): FieldProblem {
  if (action !== "new-phase" || patch === undefined) return problem;
  return { ...problem, pointer: `/patch${problem.pointer}` };
}

const WORDS: { readonly [action in Action]: string } = {
  start: "be started",
  pause: "be paused",
  resume: "be resumed",
  finish: "be finished",
  archive: "be archived",
  rollout: "be rolled out",
  "new-phase": "begin a new phase",
};
