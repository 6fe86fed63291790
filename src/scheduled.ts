/** What is done every minute, in one batch: old counters and old rulesets go. Loaded when the clock asks. */
import { forgetCountersStatement } from "./store/counters.ts";
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
  ]);
}
