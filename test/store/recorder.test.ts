import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createRecorder, GATHER_MS, type RecorderOptions } from "../../src/collect/recorder.ts";
import { writerFor } from "../../src/collect/write.ts";
import type { Records } from "../../src/store/records.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { event, exposure, T0 } from "./records.ts";

/** A recorder whose writes go to `writes` and fail as long as `failing` says so. */
function recorderWith(
  failing: (attempt: number) => "reject" | "hang" | "throw" | null,
  options: Partial<RecorderOptions> = {},
) {
  const writes: Records[] = [];
  let attempts = 0;
  const recorder = createRecorder({
    random: () => 1,
    write: (records) => {
      const failure = failing(attempts++);
      if (failure === "throw") throw new Error("no binding");
      if (failure === "hang") return new Promise(() => undefined);
      if (failure === "reject")
        return Promise.reject(new Error("D1_ERROR: D1 DB is overloaded. Too many requests queued."));
      writes.push({
        exposures: [...records.exposures],
        events: [...records.events],
        counters: [...records.counters],
      });
      return Promise.resolve();
    },
    ...options,
  });
  return { recorder, writes, attempts: () => attempts };
}

describe("with a clock of our own", () => {
  beforeEach(() => void vi.useFakeTimers({ now: T0 }));
  afterEach(() => void vi.useRealTimers());

  test("page views of one moment share one write, and two of them wait for it", async () => {
    const { recorder, writes, attempts } = recorderWith(() => null);
    let done = 0;
    for (let index = 0; index < 50; index++) {
      void recorder
        .record({ exposures: [exposure({ visitor: `v-${index}` })], events: [event({ id: `e-${index}` })] })
        .then(() => done++);
    }
    await vi.advanceTimersByTimeAsync(GATHER_MS - 1);
    expect([attempts(), done]).toEqual([0, 48]);
    await vi.advanceTimersByTimeAsync(1);
    expect([attempts(), done]).toEqual([1, 50]);
    expect(writes[0]?.exposures).toHaveLength(50);
    expect(writes[0]?.events).toHaveLength(50);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("reports of one exposure in one batch are one row with all its stages; another variant stays a row of its own", async () => {
    const { recorder, writes } = recorderWith(() => null);
    void recorder.record({ exposures: [exposure({ foundAtMs: null })] });
    void recorder.record({ exposures: [exposure({ assignedAtMs: T0 + 3, foundAtMs: T0 + 3 })] });
    void recorder.record({ exposures: [exposure({ variant: 1, foundAtMs: null })] });
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    const stages = writes[0]?.exposures.map((row) => [row.variant, row.assignedAtMs, row.foundAtMs]);
    expect(stages).toEqual([
      [0, T0, T0 + 3],
      [1, T0, null],
    ]);
  });

  test("a full batch does not wait", async () => {
    const { recorder, writes } = recorderWith(() => null);
    void recorder.record({
      exposures: Array.from({ length: 500 }, (_, index) => exposure({ visitor: `v-${index}` })),
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(writes).toHaveLength(1);
  });

  test("what is stored is not written again, unless a stage or the variant is new", async () => {
    const { recorder, writes } = recorderWith(() => null);
    const record = async (row: ReturnType<typeof exposure>): Promise<void> => {
      const stored = recorder.record({ exposures: [row] });
      await vi.advanceTimersByTimeAsync(GATHER_MS);
      await stored;
    };
    await record(exposure({ foundAtMs: null }));
    await record(exposure({ foundAtMs: null, assignedAtMs: T0 + 9 }));
    expect(writes).toHaveLength(1);
    await record(exposure());
    await record(exposure({ foundAtMs: null }));
    expect(writes).toHaveLength(2);
    await record(exposure({ variant: 1 }));
    await record(exposure({ phase: 2 }));
    expect(writes).toHaveLength(4);
  });

  test("what failed to be stored is not taken for stored", async () => {
    const { recorder, writes } = recorderWith((attempt) => (attempt < 12 ? "reject" : null));
    const first = recorder.record({ exposures: [exposure()] });
    await vi.advanceTimersByTimeAsync(31_000);
    await first;
    expect(writes).toHaveLength(0);
    const second = recorder.record({ exposures: [exposure()] });
    await vi.advanceTimersByTimeAsync(5_000);
    await second;
    expect(writes[0]?.exposures).toHaveLength(1);
  });

  test.each(["reject", "throw"] as const)(
    "an overloaded D1 (%s) is tried again until it answers",
    async (how) => {
      const { recorder, writes, attempts } = recorderWith((attempt) => (attempt < 6 ? how : null));
      let done = false;
      void recorder.record({ events: [event()] }).then(() => (done = true));
      await vi.advanceTimersByTimeAsync(20_000);
      expect([attempts(), writes.length, done]).toEqual([7, 1, true]);
      expect(recorder.unsaved()).toEqual([]);
    },
  );

  test.each(["reject", "hang", "throw"] as const)(
    "a D1 that is gone (%s): given up after 30 s, counted as lost, and told with the next batch",
    async (how) => {
      let gone = true;
      const { recorder, writes, attempts } = recorderWith(() => (gone ? how : null));
      let done = 0;
      void recorder
        .record({
          exposures: [exposure()],
          events: [event()],
          counters: [{ reason: "skipped:unclosed", subject: "a/b#0" }],
        })
        .then(() => done++);
      void recorder.record({ events: [event({ id: "e-2" })] }).then(() => done++);
      await vi.advanceTimersByTimeAsync(20_000);
      expect(done).toBe(0);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(done).toBe(2);
      expect(attempts()).toBeGreaterThan(4);
      expect(recorder.unsaved()).toEqual([
        { reason: "skipped:unclosed", subject: "a/b#0", count: 1 },
        { reason: "lost", subject: "", count: 3 },
      ]);
      gone = false;
      void recorder.record({ events: [event({ id: "e-3" })] });
      await vi.advanceTimersByTimeAsync(300);
      expect(writes[0]?.counters).toContainEqual({ reason: "lost", subject: "", count: 3 });
      expect(recorder.unsaved()).toEqual([]);
      await vi.advanceTimersByTimeAsync(30_000);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test("memory stays bounded while D1 is away", async () => {
    const { recorder } = recorderWith(() => "reject");
    for (let index = 0; index < 30; index++) {
      void recorder.record({
        events: Array.from({ length: 500 }, (_, row) => event({ id: `${index}-${row}` })),
      });
    }
    expect(recorder.unsaved()).toEqual([{ reason: "lost", subject: "", count: 5_000 }]);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(recorder.unsaved()).toEqual([{ reason: "lost", subject: "", count: 15_000 }]);
  });

  test("counters alone make at most one write a second", async () => {
    const { recorder, writes } = recorderWith(() => null);
    for (let index = 0; index < 20; index++) {
      void recorder.record({ counters: [{ reason: "no-visitor" }] });
      await vi.advanceTimersByTimeAsync(40);
    }
    expect(writes).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(writes).toEqual([
      { exposures: [], events: [], counters: [{ reason: "no-visitor", subject: "", count: 20 }] },
    ]);
  });

  test("when the request that writes is ended in the middle, one that waits writes in its place", async () => {
    // The first request's timers never fire again, as in a context that was ended.
    let ended = true;
    const { recorder, writes } = recorderWith(() => null, {
      after: (ms, run) => {
        if (ended) return () => undefined;
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    });
    void recorder.record({ events: [event()] });
    ended = false;
    let done = false;
    void recorder.record({ events: [event({ id: "e-2" })] }).then(() => (done = true));
    await vi.advanceTimersByTimeAsync(13_000);
    expect(done).toBe(true);
    expect(writes[0]?.events).toHaveLength(2);
  });

  test("nothing to record is no work", async () => {
    const { recorder, attempts } = recorderWith(() => null);
    await recorder.record({});
    await recorder.record({ exposures: [], events: [], counters: [] });
    expect([attempts(), vi.getTimerCount()]).toEqual([0, 0]);
  });
});

describe("with D1", () => {
  beforeEach(freshDatabase);

  test("everything of concurrent requests is there when their promises settle", async () => {
    const recorder = createRecorder({ write: writerFor({ DB: db }) });
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        recorder.record({
          exposures: [exposure({ visitor: `v-${index % 20}` })],
          events: [event({ id: `e-${index}`, unit: `v-${index}`, visitor: `v-${index}` })],
          counters: [{ reason: "skipped:unclosed", subject: "pdp/b#0" }],
        }),
      ),
    );
    const rows = await dump(["exposures", "events", "counters"]);
    expect(rows["exposures"]).toHaveLength(20);
    expect(rows["events"]).toHaveLength(40);
    expect(rows["counters"]).toEqual([
      expect.objectContaining({ reason: "skipped:unclosed", subject: "pdp/b#0", count: 40 }),
    ]);
  });
});
