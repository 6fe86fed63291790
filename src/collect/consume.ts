/**
 * Records from the queue into the tables. Messages of one delivery are written as few batches; a delivery that D1
 * does not take now comes back later, as a whole, which changes nothing: rows that are there already stay as they are
 * (counters are added at least once).
 *
 * A message that can never be stored must not hold up the others: it goes into `dead_letters`, parsed and
 * allow-listed, from where it can be replayed. So does what the platform gave up on (its dead-letter queue).
 */
import { deadLetterStatement, type DeadLetter } from "../store/dead-letters.ts";
import { isTransient } from "../store/failures.ts";
import { writeRecords, type Records } from "../store/records.ts";
import { queuedRecordsSchema } from "./record.schema.ts";
import type { QueuedRecords } from "./write.ts";

/** Its name ends so, whatever it is called before: the queue that a failing one hands its messages to. */
const DEAD_LETTER_QUEUE = /-dead$/;
const FIRST_PAUSE_S = 5;
const LONGEST_PAUSE_S = 600;
/** Rows of one write: what D1 takes in well under a second. */
const MAX_ROWS = 5_000;

interface Parsed {
  readonly message: Message;
  readonly records: QueuedRecords;
}

/** Acknowledges what is stored (or dead), asks for the rest again. Never rejects. */
export async function consume(batch: MessageBatch, db: D1Database, nowMs: number): Promise<void> {
  const good: Parsed[] = [];
  const dead: { message: Message; letter: DeadLetter }[] = [];
  const givenUp = DEAD_LETTER_QUEUE.test(batch.queue);
  for (const message of batch.messages) {
    const parsed = queuedRecordsSchema.safeParse(message.body);
    const letter = (reason: DeadLetter["reason"]): DeadLetter => ({
      id: message.id,
      atMs: nowMs,
      reason,
      attempts: message.attempts,
      records: parsed.success ? parsed.data : null,
    });
    if (!parsed.success) dead.push({ message, letter: letter("not-readable") });
    else if (givenUp) dead.push({ message, letter: letter("retries-exhausted") });
    else good.push({ message, records: parsed.data });
  }
  for (const part of partsOf(good)) dead.push(...(await storePart(part, db, nowMs)));
  for (const { message, letter } of dead) {
    try {
      await deadLetterStatement(db, letter).run();
      message.ack();
    } catch {
      again(message);
    }
  }
}

/** Returns messages that D1 refused for what is in them. */
async function storePart(
  part: readonly Parsed[],
  db: D1Database,
  nowMs: number,
): Promise<{ message: Message; letter: DeadLetter }[]> {
  try {
    // Counters belong to the hour of their message; a delivery spans two hours once an hour at most.
    for (const [atMs, group] of byHour(part)) await writeRecords(db, together(group), nowMs, atMs);
    for (const { message } of part) message.ack();
    return [];
  } catch (error) {
    if (isTransient(error)) {
      for (const { message } of part) again(message);
      return [];
    }
    const [only] = part;
    if (part.length === 1 && only !== undefined) {
      const { message, records } = only;
      const { id, attempts } = message;
      return [{ message, letter: { id, atMs: nowMs, reason: "refused", attempts, records } }];
    }
    const middle = part.length >> 1;
    return [
      ...(await storePart(part.slice(0, middle), db, nowMs)),
      ...(await storePart(part.slice(middle), db, nowMs)),
    ];
  }
}

function* partsOf(messages: readonly Parsed[]): Generator<readonly Parsed[]> {
  let part: Parsed[] = [];
  let rows = 0;
  for (const parsed of messages) {
    const { exposures, events, counters } = parsed.records;
    const more = exposures.length + events.length + counters.length;
    if (part.length > 0 && rows + more > MAX_ROWS) {
      yield part;
      part = [];
      rows = 0;
    }
    part.push(parsed);
    rows += more;
  }
  if (part.length > 0) yield part;
}

function byHour(part: readonly Parsed[]): Map<number, Parsed[]> {
  const HOUR_MS = 3_600_000;
  return Map.groupBy(part, ({ records }) => records.atMs - (records.atMs % HOUR_MS));
}

function together(part: readonly Parsed[]): Records {
  return {
    exposures: part.flatMap(({ records }) => records.exposures),
    events: part.flatMap(({ records }) => records.events),
    counters: part.flatMap(({ records }) => records.counters),
  };
}

function again(message: Message): void {
  const delaySeconds = Math.min(FIRST_PAUSE_S * 2 ** Math.min(message.attempts - 1, 10), LONGEST_PAUSE_S);
  message.retry({ delaySeconds });
}
