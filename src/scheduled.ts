/** What is done every minute: old counters and old rulesets go, experiments whose end has passed are finished. */
import { finishDue } from "./admin/experiment-schedule.ts";
import { forgetCountersStatement } from "./store/counters.ts";
import { forgetDeadLettersStatement } from "./store/dead-letters.ts";
import { dropOldRulesetsStatement } from "./store/rulesets.ts";

const DAY_MS = 86_400_000;
/** Health looks at one day; the rest is there for whoever asks later what happened. */
const COUNTERS_KEPT_MS = 90 * DAY_MS;
/** Enough to see what was served lately; an isolate reads the newest one only. */
const RULESETS_KEPT = 50;

/** `nowMs`: when it was due. Rejects when D1 does, so that the platform's log shows it; the next minute tries again. */
export async function runSchedule(db: D1Database, nowMs: number): Promise<void> {
  await db.batch([
    forgetCountersStatement(db, nowMs - COUNTERS_KEPT_MS),
    dropOldRulesetsStatement(db, RULESETS_KEPT),
    forgetDeadLettersStatement(db, nowMs - COUNTERS_KEPT_MS),
  ]);
  const { failed } = await finishDue(db, nowMs);
  if (failed.length > 0)
    throw new Error(failed.map(({ key, reason }) => `${key} could not be finished: ${reason}`).join("\n"));
}
