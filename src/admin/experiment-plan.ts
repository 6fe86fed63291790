/**
 * What a write of an experiment comes to: checked against the world as of one instant, it is a plan of rows with the
 * state that the edge then serves, or the reason why not. Nothing is written here; `commit` writes all or nothing.
 */
import { claimsOf } from "../domain/claims.ts";
import { differences } from "../domain/diff.ts";
import type { Experiment, ExperimentStatus } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import { type Action, transition } from "../domain/lifecycle.ts";
import { mergePatch } from "../domain/merge-patch.ts";
import { refusedEdits } from "../domain/population.ts";
import type { World } from "../ruleset/publish.ts";
import type { Actor } from "../store/audit.ts";
import type { StoredExperiment } from "../store/experiments.ts";
import {
  approvedDefinitions,
  changeStatements,
  closePhaseStatement,
  createStatements,
  deleteStatements,
  movePhaseStatement,
  openPhaseStatement,
} from "../store/revisions.ts";
import { codeProblems } from "../validation/code.ts";
import { checkExperiment, type ExperimentChecked } from "../validation/experiment.ts";
import { measuresOf } from "../validation/metrics.ts";
import type { EdgePlan } from "./commit.ts";
import { revisionTag } from "./etag.ts";
import { changed, type SavedExperiment, savedView, withoutStanding } from "./experiment-view.ts";
import { invalid, notThere } from "./refusals.ts";
import { refused, type Refused } from "./route.ts";

/** Who writes, and under which conditions. */
export interface Writer {
  readonly db: D1Database;
  readonly actor: Actor;
  /** Code and markup of one's own, which need the role publisher. */
  readonly mayPublish: boolean;
  /** Of Lahza's own addresses. */
  readonly prefix: string;
  readonly nowMs: number;
  /** What the person says about it; kept with the revision. */
  readonly note: string | null;
  /** By If-Match: whether the asker saw this revision. */
  readonly refuseUnlessCurrent: (etag: string) => Refused | null;
}

type Planned = EdgePlan<SavedExperiment> | Refused;

export async function planCreate(world: World, input: unknown, writer: Writer): Promise<Planned> {
  const sent = withoutStanding(input);
  const checked = check(world, sent, null, "draft", writer);
  const taken: FieldProblem[] =
    world.experiment === null
      ? []
      : [
          {
            pointer: "/key",
            detail: `another experiment has this key (it is ${world.experiment.status}), and keys are never given twice`,
          },
        ];
  if (!checked.ok || taken.length > 0) return invalid([...taken, ...(checked.ok ? [] : checked.errors)]);
  const { definition, warnings } = checked;
  const code = writer.mayPublish ? [] : codeProblems(null, definition);
  if (code.length > 0) return needsPublisher(code);
  const { db, nowMs } = writer;
  const created = {
    key: definition.key,
    status: "draft" as const,
    phase: 1,
    revision: 1,
    rolloutVariant: null,
    definition,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    startedAtMs: null,
    endedAtMs: null,
  };
  return {
    statements: createStatements(db, definition, causeOf("create", writer), nowMs),
    next: world,
    audit: {
      action: "experiment.create",
      resource: `experiments/${definition.key}`,
      after: { revision: 1, definition },
    },
    answer: {
      status: 201,
      body: savedView(created, warnings),
      etag: revisionTag(1),
      location: `/experiments/${definition.key}`,
    },
  };
}

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
  const forbidden = refusedEdits(before.status, before.definition, definition, writer.nowMs);
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
      body: savedView(before, warnings),
      etag: revisionTag(before.revision),
    };
    return { statements: [], next: world, audit: auditOf(action, before, before), answer };
  }
  const { status, phase, rolloutVariant } = before;
  const moved = startMoved(before.definition, definition, status, writer.nowMs);
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
  const step = transition(before, action, writer.nowMs, input.variant);
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
    const { metrics, goals } = measuresOf(definition.metrics, world);
    const { startAt } = definition.schedule;
    const startsAtMs = Math.max(nowMs, startAt === null ? nowMs : Date.parse(startAt));
    const pinned = { definition, metrics, goals, currency: world.settings.currency, startsAtMs };
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

/** Only a draft goes without a trace in results: nothing was ever counted under it. */
export async function planDelete(
  world: World,
  writer: Writer,
): Promise<EdgePlan<{ data: { deleted: string } }> | Refused> {
  const before = world.experiment;
  if (before === null) return UNKNOWN;
  const stale = writer.refuseUnlessCurrent(revisionTag(before.revision));
  if (stale !== null) return stale;
  if (before.status !== "draft" || before.startedAtMs !== null) {
    const detail = "its visitors and results are kept: use finish, then archive";
    return refused({ status: 409, title: "Only a draft that never ran can be deleted", detail });
  }
  return {
    statements: deleteStatements(writer.db, before),
    next: world,
    audit: {
      action: "experiment.delete",
      resource: `experiments/${before.key}`,
      before: { revision: before.revision, definition: before.definition },
    },
    answer: { status: 200, body: { data: { deleted: before.key } } },
  };
}

/** What is unwise about an experiment as it is stored. */
export function warningsOf(
  world: World,
  experiment: StoredExperiment,
  prefix: string,
  nowMs: number,
): readonly FieldProblem[] {
  return check(world, experiment.definition, experiment, experiment.status, { prefix, nowMs }).warnings;
}

type Next = Pick<StoredExperiment, "status" | "phase" | "rolloutVariant" | "definition">;

function planned(
  world: World,
  before: StoredExperiment,
  next: Next,
  action: string,
  warnings: readonly FieldProblem[],
  extra: readonly D1PreparedStatement[],
  writer: Writer,
): Planned {
  const after = changed(before, next, writer.nowMs);
  const others = world.live.filter(({ id }) => id !== before.id);
  return {
    statements: [
      ...changeStatements(writer.db, before, next, causeOf(action, writer), writer.nowMs),
      ...extra,
    ],
    next: { ...world, live: isServed(after.status) ? [...others, after] : others },
    audit: auditOf(action, before, after),
    answer: { status: 200, body: savedView(after, warnings), etag: revisionTag(after.revision) },
  };
}

function standing({ revision, status, phase, rolloutVariant }: StoredExperiment): object {
  return { revision, status, phase, rolloutVariant };
}

/** What differs, leaf by leaf; whole definitions are kept as revisions. */
function auditOf(
  action: string,
  before: StoredExperiment,
  after: StoredExperiment,
): EdgePlan<never>["audit"] {
  const leaves = differences(before.definition, after.definition);
  const side = (name: "before" | "after"): object =>
    Object.fromEntries(
      leaves.filter((leaf) => leaf[name] !== undefined).map((leaf) => [leaf.pointer, leaf[name]]),
    );
  return {
    action: `experiment.${action}`,
    resource: `experiments/${before.key}`,
    before: { ...standing(before), definition: side("before") },
    after: { ...standing(after), definition: side("after") },
  };
}

function check(
  world: World,
  input: unknown,
  before: StoredExperiment | null,
  status: ExperimentStatus,
  { prefix, nowMs }: Pick<Writer, "prefix" | "nowMs">,
): ExperimentChecked {
  return checkExperiment(input, {
    settings: world.settings,
    goals: world.goals,
    metrics: world.metrics,
    running: world.live.filter((other) => other.status === "running" && other.id !== before?.id),
    before: before?.definition ?? null,
    wasStarted: before !== null && before.status !== "draft",
    willRun: status === "running",
    prefix,
    nowMs,
  });
}

/** When claims need approval: null if those of this definition were approved, or are shown already. */
async function claimsRefusal(
  world: World,
  shown: StoredExperiment | null,
  definition: Experiment,
  { db }: Writer,
  experiment: StoredExperiment | null = shown,
): Promise<Refused | null> {
  const claims = claimsOf(definition);
  if (!world.settings.approveClaims || claims === null || experiment === null) return null;
  if (shown !== null && claimsOf(shown.definition) === claims) return null;
  const approved = await approvedDefinitions(db, experiment.id);
  if (approved.some((other) => claimsOf(other) === claims)) return null;
  return refused({
    status: 409,
    title: "Its elements make claims that a second person has to approve",
    detail:
      shown === null
        ? "let a publisher who did not write them use approve, then repeat this"
        : "pause it, save the change, let a publisher who did not write it use approve, then resume",
  });
}

function startMoved(
  before: Experiment,
  after: Experiment,
  status: ExperimentStatus,
  nowMs: number,
): number | null {
  const [old, next] = [before.schedule.startAt, after.schedule.startAt];
  const isWaiting = old !== null && Date.parse(old) > nowMs;
  if (status === "draft" || old === next || !isWaiting) return null;
  return next === null ? nowMs : Math.max(nowMs, Date.parse(next));
}

export function isServed(status: ExperimentStatus): boolean {
  return status === "running" || status === "rollout";
}

function causeOf(action: string, { actor, note }: Writer) {
  return { action, actor: actor.name, note };
}

/** Fields of a new phase's patch stand below `patch` in what was sent. */
function inPatch(problem: FieldProblem, action: Action, { patch }: ActionInput): FieldProblem {
  if (action !== "new-phase" || patch === undefined) return problem;
  return { ...problem, pointer: `/patch${problem.pointer}` };
}

const UNKNOWN = notThere("experiment");

const WORDS: { readonly [action in Action]: string } = {
  start: "be started",
  pause: "be paused",
  resume: "be resumed",
  finish: "be finished",
  archive: "be archived",
  rollout: "be rolled out",
  "new-phase": "begin a new phase",
};

function needsPublisher(errors: readonly FieldProblem[]): Refused {
  return refused({ status: 403, title: "This puts code or markup into pages", errors });
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
