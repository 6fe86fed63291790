/** What the routes of experiments share: who writes, and what the live page says to it. */
import type { World } from "../ruleset/publish.ts";
import { commitEdge, type EdgePlan } from "./commit.ts";
import { withLiveWarnings } from "./experiment-live.ts";
import type { Writer } from "./experiment-plan.ts";
import type { SavedExperiment } from "./experiment-view.ts";
import { atLeast } from "./role.ts";
import type { Answer, AskedToWrite, Refused } from "./route.ts";

export type Asks = Pick<
  AskedToWrite<unknown, unknown, unknown>,
  "api" | "actor" | "nowMs" | "dryRun" | "keep" | "refuseUnlessCurrent" | "request"
>;

export function writerOf({ api, actor, nowMs, refuseUnlessCurrent }: Asks, note: string | undefined): Writer {
  return {
    db: api.db,
    actor,
    mayPublish: atLeast(actor.role, "publisher"),
    prefix: api.config.prefix,
    nowMs,
    note: note ?? null,
    refuseUnlessCurrent,
  };
}

/** With what the live page says to it. */
export async function commitSaved(
  asked: Asks,
  plan: (world: World) => Promise<EdgePlan<SavedExperiment> | Refused>,
  key: string | null,
): Promise<Answer<SavedExperiment> | Refused> {
  return await withLiveWarnings(asked, await commitEdge(asked, plan, key));
}
