/** The end of a draft. */
import type { World } from "../ruleset/publish.ts";
import { deleteStatements } from "../store/revisions.ts";
import type { EdgePlan } from "./commit.ts";
import { revisionTag } from "./etag.ts";
import { UNKNOWN, type Writer } from "./experiment-plan.ts";
import { refused, type Refused } from "./route.ts";

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
