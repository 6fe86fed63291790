/** Another definition of an experiment: by PUT, PATCH, or from an earlier revision. */
import { differences } from "../domain/diff.ts";
import type { Experiment, ExperimentStatus } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import { refusedEdits, type StartOf } from "../domain/population.ts";
import { scheduledWindow } from "../domain/schedule.ts";
import type { World } from "../ruleset/publish.ts";
import { movePhaseStatement } from "../store/revisions.ts";
import { codeProblems } from "../validation/code.ts";
import { revisionTag } from "./etag.ts";
import { claimsRefusal } from "./experiment-approval.ts";
import {
  auditOf,
  check,
  isServed,
  needsPublisher,
  planned,
  type Planned,
  UNKNOWN,
  type Writer,
} from "./experiment-plan.ts";
import { savedView, withoutStanding } from "./experiment-view.ts";
import { invalid } from "./refusals.ts";
import { refused, type Refused } from "./route.ts";

/** `next` gives the whole new definition, as it was sent, from the one that is stored. */
export async function planEdit(
  world: World,
  next: (definition: Experiment) => unknown,
  writer: Writer,
  action: "edit" | "restore" = "edit",
): Promise<Planned> {
  const before = world.experiment;
  if (before === null) return UNKNOWN;
  const stale = writer.refuseUnlessCurrent(revisionTag(before.revision));
  if (stale !== null) return stale;
  const checked = check(world, withoutStanding(next(before.definition)), before, before.status, writer);
  if (!checked.ok) return invalid(checked.errors);
  const { definition, warnings } = checked;
  if (definition.key !== before.key)
    return invalid([
      {
        pointer: "/key",
        detail: `the key stays ${before.key}: it stands in shoppers' cookies and in results`,
      },
    ]);
  const startOf: StartOf = ({ schedule }) => {
    const scheduled = scheduledWindow(schedule, world.settings, before.startedAtMs ?? writer.nowMs);
    return scheduled.ok ? scheduled.window.startAtMs : null;
  };
  const forbidden = refusedEdits(before.status, before.definition, definition, writer.nowMs, startOf);
  if (forbidden.length > 0) return notWhile(before.status, forbidden);
  const code = writer.mayPublish ? [] : codeProblems(before.definition, definition);
  if (code.length > 0) return needsPublisher(code);
  if (isServed(before.status)) {
    const unapproved = await claimsRefusal(world, before, definition, writer);
    if (unapproved !== null) return unapproved;
  }
  const same = differences(before.definition, definition).length === 0;
  if (same) {
    const answer = {
      status: 200 as const,
      body: savedView(before, warnings, world.settings, writer.nowMs),
      etag: revisionTag(before.revision),
    };
    return { statements: [], next: world, audit: auditOf(action, before, before), answer };
  }
  const { status, phase, rolloutVariant } = before;
  const starts = [startOf(before.definition), startOf(definition)] as const;
  const moved = status === "draft" ? null : startMoved(...starts, writer.nowMs);
  const extra = moved === null ? [] : [movePhaseStatement(writer.db, before.id, phase, moved)];
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

/** When the phase begins that still waits for its start; null: it stays as it is. */
export function startMoved(old: number | null, next: number | null, nowMs: number): number | null {
  const isWaiting = old !== null && old > nowMs;
  if (old === next || !isWaiting) return null;
  return next === null ? nowMs : Math.max(nowMs, next);
}

function notWhile(status: ExperimentStatus, errors: readonly FieldProblem[]): Refused {
  return refused({
    status: 409,
    title: `This cannot change while the experiment is ${STANDS[status]}`,
    errors,
  });
}

const STANDS: { readonly [status in ExperimentStatus]: string } = {
  draft: "a draft",
  running: "running",
  paused: "paused",
  finished: "finished",
  archived: "archived",
  rollout: "rolled out",
};
