/**
 * What is done every minute: old counters and old rulesets go, experiments whose end has passed are finished. Once a day
 * raw rows that nobody needs any more go, too (from 03:17 UTC on, until that is done), and bandits move their weights.
 */
import { type Failure, messageOf } from "./admin/each-key.ts";
import { moveBandits } from "./admin/experiment-bandit.ts";
import { finishDue } from "./admin/experiment-schedule.ts";
import { watchExperiments } from "./admin/experiment-watch.ts";
import { forgetArrivalsStatement } from "./store/arrivals.ts";
import { forgetCountersStatement } from "./store/counters.ts";
import { forgetDeadLettersStatement } from "./store/dead-letters.ts";
import { storedSettings } from "./store/definitions.ts";
import { forgetOrderProductsStatement } from "./store/order-products.ts";
import { continueRetention } from "./store/retention.ts";
import { dropOldRulesetsStatement } from "./store/rulesets.ts";

const DAY_MS = 86_400_000;
/** Health looks at one day; the rest is there for whoever asks later what happened. */
const COUNTERS_KEPT_MS = 90 * DAY_MS;
/** Counts are of today, whatever the shop's time zone. */
const ORDER_PRODUCTS_KEPT_MS = 3 * DAY_MS;
/** Enough to see what was served lately; an isolate reads the newest one only. */
const RULESETS_KEPT = 50;
const MINUTE_MS = 60_000;
/** As in `settingsSchema`, which would bring zod along. */
const RETENTION_DAYS = 180;

/**
 * `nowMs`: when it was due. What fails does not keep the rest from being done; then it rejects, so that the platform's log
 * shows it, and the next minute tries again.
 */
export async function runSchedule(
  db: D1Database,
  nowMs: number,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  const problems: string[] = [];
  const step = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      problems.push(`${what}: ${messageOf(error)}`);
      return null;
    }
  };
  const tellOf = (what: string, failed: readonly Failure[] | undefined): void => {
    for (const { key, reason } of failed ?? []) problems.push(`${key} could not be ${what}: ${reason}`);
  };
  await step("old rows could not be forgotten", () =>
    db.batch([
      forgetCountersStatement(db, nowMs - COUNTERS_KEPT_MS),
      dropOldRulesetsStatement(db, RULESETS_KEPT),
      forgetDeadLettersStatement(db, nowMs - COUNTERS_KEPT_MS),
      forgetArrivalsStatement(db, nowMs),
      forgetOrderProductsStatement(db, nowMs - ORDER_PRODUCTS_KEPT_MS),
    ]),
  );
  const ended = await step("the schedule could not be kept", () => finishDue(db, nowMs));
  tellOf("finished", ended?.failed);
  const watched = await step("experiments could not be watched", () =>
    watchExperiments(db, nowMs, ended?.finished ?? [], secrets),
  );
  tellOf("looked at", watched?.failed);
  // Looking at one that has nothing to move costs an analysis: every ten minutes is soon enough for a daily move.
  if (isTimeForBandits(nowMs)) {
    const bandits = await step("bandits could not be moved", () => moveBandits(db, nowMs));
    tellOf("given new weights", bandits?.failed);
  }
  // Last: it may take long, or more than a Worker has.
  const daysKept = async () => (await storedSettings(db))?.retentionDays ?? RETENTION_DAYS;
  const kept = await step("retention failed", () => continueRetention(db, daysKept, nowMs));
  tellOf("sealed", kept?.failed);
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

function isTimeForBandits(nowMs: number): boolean {
  return Math.floor(nowMs / MINUTE_MS) % 10 === 5;
}
