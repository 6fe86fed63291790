/** One batch of records, written atomically: all of it or none. */
import type { CounterRecord, EventRecord, ExposureRecord } from "../collect/record.ts";
import { counterStatement } from "./counters.ts";
import { eventStatements } from "./events.ts";
import { exposureStatements } from "./exposures.ts";

export interface Records {
  readonly exposures: readonly ExposureRecord[];
  readonly events: readonly EventRecord[];
  readonly counters: readonly CounterRecord[];
}

/** Rejects when D1 does; what then happened is unknown, and writing exposures and events again does no harm. */
export async function writeRecords(db: D1Database, records: Records, nowMs: number): Promise<void> {
  const statements = [
    ...(records.exposures.length > 0 ? exposureStatements(db, records.exposures) : []),
    ...(records.events.length > 0 ? eventStatements(db, records.events) : []),
    ...(records.counters.length > 0 ? [counterStatement(db, records.counters, nowMs)] : []),
  ];
  if (statements.length > 0) await db.batch(statements);
}
