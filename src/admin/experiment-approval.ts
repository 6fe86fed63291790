/** A second person vouches for what a revision's elements tell shoppers. */
import { claimsOf } from "../domain/claims.ts";
import type { Experiment } from "../domain/experiment.schema.ts";
import type { World } from "../ruleset/publish.ts";
import type { StoredExperiment } from "../store/experiments.ts";
import { approvedDefinitions, approveStatement, writtenRevisions } from "../store/revisions.ts";
import type { Plan } from "./commit.ts";
import { revisionTag } from "./etag.ts";
import type { Writer } from "./experiment-plan.ts";
import { notThere } from "./refusals.ts";
import { refused, type Refused } from "./route.ts";

export interface Approval {
  experiment: string;
  revision: number;
  approvedBy: string;
}

/** Whoever wrote these claims, in any revision, cannot approve them. */
export async function planApproval(
  before: StoredExperiment | null,
  writer: Writer,
): Promise<Plan<{ data: Approval }> | Refused> {
  if (before === null) return notThere("experiment");
  const stale = writer.refuseUnlessCurrent(revisionTag(before.revision));
  if (stale !== null) return stale;
  const claims = claimsOf(before.definition);
  if (claims === null) {
    const detail = "none of its elements tells shoppers something that must be true";
    return refused({ status: 409, title: "There is nothing to approve", detail });
  }
  const { db, actor, nowMs } = writer;
  const written = await writtenRevisions(db, before.id);
  if (written.some((revision) => revision.actor === actor.name && claimsOf(revision.definition) === claims)) {
    return refused({
      status: 403,
      title: "A second person has to approve",
      detail: "you wrote these claims yourself",
    });
  }
  const approval = { experiment: before.key, revision: before.revision, approvedBy: actor.name };
  return {
    statements: [approveStatement(db, before.id, before.revision, actor.name, nowMs)],
    audit: { action: "experiment.approve", resource: `experiments/${before.key}`, after: approval },
    answer: { status: 201, body: { data: approval }, etag: revisionTag(before.revision) },
  };
}

/** When claims need approval: null if those of this definition were approved, or are shown already. */
export async function claimsRefusal(
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
