/**
 * The two ways from whoever records to the tables: straight into D1, or through a queue where one is bound. Behind
 * both stands the same code (store/records.ts); the queue's messages are read by consume.ts.
 */
import type { Env } from "../config.ts";
import { writeRecords, type Records } from "../store/records.ts";

/** Resolves when the records are stored, or safe in the queue; else rejects, and trying again does no harm. */
export type Write = (records: Records, nowMs: number) => Promise<void>;

/** What a message holds; `atMs`: when the records were made, so that counters fall into their hour. */
export interface QueuedRecords extends Records {
  readonly format: 1;
  readonly atMs: number;
}

export function writerFor({ DB: db, RECORDS: queue }: Pick<Env, "DB" | "RECORDS">): Write {
  return queue === undefined
    ? (records, nowMs) => writeRecords(db, records, nowMs)
    : (records, nowMs) => enqueue(queue, records, nowMs);
}

/** A message may have 128 KB, and so may what one call sends beside it (256 KB in all); rows are ASCII. */
const MAX_MESSAGE_CHARS = 60_000;
const MAX_CALL_CHARS = 200_000;
const MAX_CALL_MESSAGES = 100;

export async function enqueue(queue: Queue<QueuedRecords>, records: Records, nowMs: number): Promise<void> {
  let call: { body: QueuedRecords }[] = [];
  let chars = 0;
  for (const { message, size } of messagesOf(records, nowMs)) {
    if (chars + size > MAX_CALL_CHARS || call.length === MAX_CALL_MESSAGES) {
      await queue.sendBatch(call);
      call = [];
      chars = 0;
    }
    call.push({ body: message });
    chars += size;
  }
  if (call.length > 0) await queue.sendBatch(call);
}

/** Rows in their order, as many to a message as fit; `size` in characters of JSON. */
function* messagesOf(
  records: Records,
  nowMs: number,
): Generator<{ readonly message: QueuedRecords; readonly size: number }> {
  let message = emptyMessage(nowMs);
  let size = 0;
  for (const kind of ["exposures", "events", "counters"] as const) {
    for (const row of records[kind]) {
      const chars = JSON.stringify(row).length + 1;
      if (size > 0 && size + chars > MAX_MESSAGE_CHARS) {
        yield { message, size };
        message = emptyMessage(nowMs);
        size = 0;
      }
      (message[kind] as (typeof row)[]).push(row);
      size += chars;
    }
  }
  if (size > 0) yield { message, size };
}

function emptyMessage(atMs: number): QueuedRecords {
  return { format: 1, atMs, exposures: [], events: [], counters: [] };
}
