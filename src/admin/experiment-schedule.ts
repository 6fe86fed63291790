/**
 * What the clock does to experiments, also when nobody touches the API: those whose end has passed are finished. The
 * edge judges start and end by its own clock, so shoppers never wait for this; it brings status and phase into line.
 * A start in the future is one that was made ahead: the experiment is `running` and its `schedule.startAt` is still
 * to come.
 */
import { commit } from "../ruleset/publish.ts";
import { experimentsDue } from "../store/experiments.ts";
import { auditStatement } from "../store/audit.ts";
import { planAction, type Writer } from "./experiment-plan.ts";

const ACTOR = { id: "schedule", name: "schedule" };

/** Keys of those that were finished, and why others could not be. Trying again next minute does no harm. */
export async function finishDue(
  db: D1Database,
  nowMs: number,
): Promise<{ finished: string[]; failed: { key: string; reason: string }[] }> {
  const finished: string[] = [];
  const failed: { key: string; reason: string }[] = [];
  const writer: Writer = {
    db,
    actor: ACTOR,
    mayPublish: true,
    prefix: "/_lahza",
    nowMs,
    note: "its scheduled end has passed",
    refuseUnlessCurrent: () => null,
  };
  for (const key of await experimentsDue(db, nowMs)) {
    const done = await commit(
      db,
      key,
      nowMs,
      async (world) => {
        const endAt = world.experiment?.definition.schedule.endAt ?? null;
        // Somebody may have given it a later end since the list was made.
        if (endAt === null || Date.parse(endAt) > nowMs) return { ok: false as const, refusal: null };
        const plan = await planAction(world, "finish", {}, writer);
        if ("refused" in plan) return { ok: false as const, refusal: null };
        return { ok: true as const, statements: plan.statements, next: plan.next, result: plan };
      },
      { also: ({ audit }) => [auditStatement(db, { actor: ACTOR, ...audit }, nowMs)] },
    );
    if (done.ok) finished.push(key);
    else if ("problems" in done)
      failed.push({ key, reason: done.problems.map(({ message }) => message).join("; ") });
    else if ("busy" in done) failed.push({ key, reason: "others were faster" });
  }
  return { finished, failed };
}
