import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import { consume } from "../../src/collect/consume.ts";
import { enqueue, writerFor, type QueuedRecords } from "../../src/collect/write.ts";
import type { Records } from "../../src/store/records.ts";
import { testApi } from "./api.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { event, exposure, T0 } from "./records.ts";

beforeEach(freshDatabase);

const records = (parts: Partial<Records> = {}): Records => ({
  exposures: [],
  events: [],
  counters: [],
  ...parts,
});
const queued = (parts: Partial<Records> = {}): QueuedRecords => ({
  format: 1,
  atMs: T0,
  ...records(parts),
});

/** What a delivery to the queue's reader did with each message. */
async function deliver(bodies: readonly unknown[], options: { db?: D1Database; queue?: string } = {}) {
  const messages = bodies.map((body, index) => ({
    id: `m${index}`,
    timestamp: new Date(T0),
    attempts: 3,
    body,
  }));
  const batch = createMessageBatch(options.queue ?? "lahza-records", messages);
  const context = createExecutionContext();
  await consume(batch, options.db ?? db, T0 + 1);
  const { explicitAcks, retryMessages } = await getQueueResult(batch, context);
  return { acked: explicitAcks.toSorted(), retried: retryMessages.map(({ msgId }) => msgId).toSorted() };
}

/** A database whose batches fail as long as `failing` says so; single statements go through. */
function failingWith(failing: (call: number, rows: string) => Error | null): D1Database {
  let calls = 0;
  return {
    prepare: db.prepare.bind(db),
    batch: async (statements: D1PreparedStatement[]) => {
      const error = failing(calls++, JSON.stringify(statements));
      if (error !== null) throw error;
      return await db.batch(statements);
    },
  } as unknown as D1Database;
}

const overloaded = new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");

describe("into the queue", () => {
  test("every row once, in messages below the platform's limits, however many there are", async () => {
    const calls: QueuedRecords[][] = [];
    const queue = {
      sendBatch: async (messages: readonly { body: QueuedRecords }[]) =>
        void calls.push(messages.map(({ body }) => body)),
    } as unknown as Queue<QueuedRecords>;
    const events = Array.from({ length: 3_000 }, (_, index) => event({ id: `e-${index}` }));
    const exposures = Array.from({ length: 500 }, (_, index) => exposure({ visitor: `v-${index}` }));
    await enqueue(queue, { exposures, events, counters: [{ reason: "crawler" }] }, T0);
    const messages = calls.flat();
    expect(messages.flatMap((message) => message.exposures)).toEqual(exposures);
    expect(messages.flatMap((message) => message.events)).toEqual(events);
    expect(messages.flatMap((message) => message.counters)).toEqual([{ reason: "crawler" }]);
    for (const message of messages) expect(JSON.stringify(message).length).toBeLessThan(128_000);
    for (const call of calls) expect(JSON.stringify(call).length).toBeLessThan(256_000);
    expect(messages.length).toBeLessThan(30);
  });

  test("a queue that does not take them rejects, so that nobody is told they were stored", async () => {
    const queue = { sendBatch: () => Promise.reject(new Error("Too Many Requests")) };
    const write = writerFor({ DB: db, RECORDS: queue as unknown as Queue<QueuedRecords> });
    await expect(write(records({ events: [event()] }), T0)).rejects.toThrow("Too Many Requests");
  });
});

describe("out of the queue", () => {
  test("a hundred messages are few writes, and give the same tables as the direct way", async () => {
    const events = Array.from({ length: 100 }, (_, index) => event({ id: `e-${index}` }));
    let writes = 0;
    const counting = failingWith(() => (writes++, null));
    const bodies = events.map((row, index) =>
      queued({ events: [row], exposures: [exposure({ visitor: `v-${index % 7}` })] }),
    );
    const { acked } = await deliver(bodies, { db: counting });
    expect([acked.length, writes]).toEqual([100, 1]);
    const through = await dump(["exposures", "events"]);
    await freshDatabase();
    await writerFor({ DB: db })(records({ events, exposures: bodies.flatMap((body) => body.exposures) }), T0);
    expect(through).toEqual(await dump(["exposures", "events"]));
  });

  test("delivered again, nothing counts twice", async () => {
    const body = queued({ events: [event()], exposures: [exposure()] });
    await deliver([body]);
    const once = await dump(["exposures", "events"]);
    await deliver([body, body]);
    expect(await dump(["exposures", "events"])).toEqual(once);
  });

  test("D1 overloaded: all of it comes back later, and none of it is dead", async () => {
    const bodies = [queued({ events: [event()] }), queued({ events: [event({ id: "e-2" })] })];
    expect(await deliver(bodies, { db: failingWith(() => overloaded) })).toEqual({
      acked: [],
      retried: ["m0", "m1"],
    });
    expect((await dump(["dead_letters"]))["dead_letters"]).toEqual([]);
  });

  test("one message that D1 refuses does not hold up the others", async () => {
    const bodies = Array.from({ length: 9 }, (_, index) => queued({ events: [event({ id: `e-${index}` })] }));
    // The fifth has a name that a trigger refuses, as a fault in a later build might.
    await db
      .prepare(
        "CREATE TRIGGER refuse BEFORE INSERT ON events WHEN NEW.name = 'poison' BEGIN SELECT RAISE(ABORT, 'no'); END",
      )
      .run();
    try {
      bodies[4] = queued({ events: [event({ id: "e-4", name: "poison" })] });
      const { acked, retried } = await deliver(bodies);
      expect([acked.length, retried]).toEqual([9, []]);
    } finally {
      await db.prepare("DROP TRIGGER refuse").run();
    }
    const rows = await dump(["events", "dead_letters"]);
    expect(rows["events"]).toHaveLength(8);
    expect(rows["dead_letters"]).toEqual([
      { id: "m4", at: T0 + 1, reason: "refused", attempts: 3, records: JSON.stringify(bodies[4]) },
    ]);
  });

  test("what cannot be read is told and not kept; what is not allow-listed is dropped", async () => {
    const spied = queued({ events: [{ ...event({ name: "poison" }), email: "who@shop.example" } as never] });
    const { acked } = await deliver([{ card: "4111 1111 1111 1111" }, "text", spied], {
      queue: "lahza-records-dead",
    });
    expect(acked).toEqual(["m0", "m1", "m2"]);
    const stored = JSON.stringify(await dump());
    expect(stored).not.toMatch(/4111|who@shop/);
    const letters = (await dump(["dead_letters"]))["dead_letters"] as Record<string, unknown>[];
    expect(letters.map(({ reason }) => reason)).toEqual([
      "not-readable",
      "not-readable",
      "retries-exhausted",
    ]);
  });

  test("with D1 away even a dead letter is not lost", async () => {
    const gone = {
      prepare: () => {
        throw overloaded;
      },
    } as unknown as D1Database;
    expect(await deliver(["text"], { db: gone })).toEqual({ acked: [], retried: ["m0"] });
  });
});

describe("replay", () => {
  test("dead letters are stored once the cause is mended, and counted once", async () => {
    const { ask } = testApi();
    await deliver([queued({ events: [event()] }), "text", queued({ events: [event({ id: "e-2" })] })], {
      queue: "lahza-records-dead",
    });
    const health = await ask("GET", "/health");
    expect([health.status, health.body.problems.join()]).toEqual([
      503,
      expect.stringContaining("3 messages"),
    ]);
    const listed = await ask("GET", "/dead-letters?limit=2");
    expect(listed.body.data.map((letter: { id: string; rows: unknown }) => [letter.id, letter.rows])).toEqual(
      [
        ["m0", { exposures: 0, events: 1, counters: 0 }],
        ["m1", null],
      ],
    );
    expect((await ask("GET", `/dead-letters?after=${listed.body.next}`)).body.data).toHaveLength(1);

    const tried = await ask("POST", "/dead-letters/replay?dry-run");
    expect(tried.body.data).toEqual({ replayed: 2, failed: 0, dropped: 1, left: false });
    expect((await dump(["events"]))["events"]).toEqual([]);
    const done = await ask("POST", "/dead-letters/replay");
    expect([done.status, done.body.data]).toEqual([200, { replayed: 2, failed: 0, dropped: 1, left: false }]);
    const rows = await dump(["events", "dead_letters"]);
    expect([rows["events"]?.length, rows["dead_letters"]]).toEqual([2, []]);
    expect((await ask("POST", "/dead-letters/replay")).body.data.replayed).toBe(0);
    expect((await ask("GET", "/health")).status).toBe(200);
  });
});
