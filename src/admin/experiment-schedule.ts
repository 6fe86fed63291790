/**
 * What the clock does to experiments, also when nobody touches the API: those whose end has passed are finished, be it
 * an instant or the last day of an occasion in the shop's calendar. The edge judges start and end by its own clock, so shoppers never wait for this; it brings status and phase into line.
 * A start in the future is one that was made ahead: the experiment is `running` and its `schedule.startAt` is still
 * to come.
 */
import { scheduledWindow, type ShopDays } from "../domain/schedule.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import { commit } from "../ruleset/publish.ts";
import { type Ending, experimentsThatEnd, type StoredExperiment } from "../store/experiments.ts";
import { storedSettings } from "../store/definitions.ts";
import { auditStatement } from "../store/audit.ts";
import { eachKey, type Failure } from "./each-key.ts";
import { planAction } from "./experiment-action.ts";
import type { Writer } from "./experiment-plan.ts";

const ACTOR = { id: "schedule", name: "schedule" };

/** Keys of those that were finished, and why others could not be. Trying again next minute does no harm. */
export async function finishDue(
  db: D1Database,
  nowMs: number,
): Promise<{ finished: string[]; failed: Failure[] }> {
  const finished: string[] = [];
  const writer: Writer = {
    db,
    actor: ACTOR,
    mayPublish: true,
    prefix: "/_lahza",
    nowMs,
    note: "its scheduled end has passed",
    refuseUnlessCurrent: () => null,
  };
  const ending = await experimentsThatEnd(db);
  if (ending.length === 0) return { finished, failed: [] };
  const shop = settingsSchema.parse((await storedSettings(db)) ?? {});
  const due = ending.filter((one) => isOver(one, shop, nowMs)).map(({ key }) => key);
  const failed = await eachKey(due, async (key) => {
    const done = await commit(
      db,
      key,
      nowMs,
      async (world) => {
        // Somebody may have given it, or the occasion, a later end since the list was made.
        if (world.experiment === null || !isOver(endingOf(world.experiment), world.settings, nowMs))
          return { ok: false as const, refusal: null };
        const plan = await planAction(world, "finish", {}, writer);
        if ("refused" in plan) return { ok: false as const, refusal: null };
        return { ok: true as const, statements: plan.statements, next: plan.next, result: plan };
      },
      { also: ({ audit }) => [auditStatement(db, { actor: ACTOR, ...audit }, nowMs)] },
    );
    if (done.ok) finished.push(key);
    if ("problems" in done) return done.problems.map(({ message }) => message).join("; ");
    return "busy" in done ? "others were faster" : null;
  });
  return { finished, failed };
}

/** Whether an experiment that is over came to its scheduled end; false where it was finished by hand before. */
export function endedBySchedule(experiment: StoredExperiment, shop: ShopDays): boolean {
  const { status, endedAtMs } = experiment;
  return status === "finished" && endedAtMs !== null && isOver(endingOf(experiment), shop, endedAtMs);
}

/** An occasion that the calendar does not have has no end that could have passed. */
function isOver({ schedule, startedAtMs }: Ending, shop: ShopDays, nowMs: number): boolean {
  const scheduled = scheduledWindow(schedule, shop, startedAtMs ?? nowMs);
  const endAtMs = scheduled.ok ? scheduled.window.endAtMs : null;
  return endAtMs !== null && endAtMs <= nowMs;
}

function endingOf({ key, definition, startedAtMs }: StoredExperiment): Ending {
  return { key, schedule: definition.schedule, startedAtMs };
}
