/**
 * Page-view records on their way to D1. Requests that run at the same time share one write: the first one opens a
 * batch, waits for some milliseconds, and writes everything that gathered; the second one stands by, should the first
 * be ended. Both are kept alive by their `waitUntil` until the batch is stored.
 *
 * Fails open: `record` never rejects and never throws. D1 refusing or hanging means trying again for 30 s; what is
 * then not stored is counted as `lost`, in memory first, and written with the next batch that goes through.
 */
import { addExposure, Counters, openBatch, type Batch } from "./batch.ts";
import { storedExposures } from "./memo.ts";
import type { CounterRecord, ExposureRecord, RecordBatch } from "./record.ts";
import type { Write } from "./write.ts";

export interface Recorder {
  /**
   * Takes the batch, to be written with what others bring in the same moment. Never rejects. Settles when it is
   * stored (or given up and counted as lost) for the two requests that a write is kept alive by, at once for others:
   * a request that waits costs several times what its rows cost.
   */
  record(batch: RecordBatch): Promise<void>;
  /** Whether this exposure needs no writing: D1 has it, as far as this isolate knows. */
  isStored(row: Omit<ExposureRecord, "facts">): boolean;
  /** Counters that no write has taken to D1 yet, `lost` among them. */
  unsaved(): readonly CounterRecord[];
}

export interface RecorderOptions {
  readonly write: Write;
  readonly nowMs?: () => number;
  /** Calls back after `ms`, unless what it returns was called before. */
  readonly after?: (ms: number, run: () => void) => () => void;
  /** From 0 to 1, for the jitter of tries. */
  readonly random?: () => number;
}

/**
 * Page views of this long share a write. A flush costs about ten times what a record in it does, and nobody waits:
 * the answer has gone out.
 */
export const GATHER_MS = 150;
/** Counters alone are in no hurry: nobody can make us write to D1 on each of their requests. */
const GATHER_COUNTERS_MS = 1_000;
const GATHER_WHILE_FAILING_MS = 250;
/** A batch that is this full goes at once. */
const MAX_BATCH_ROWS = 500;
/** Rows waiting in one isolate while D1 is away; more are lost at once, so that memory stays bounded. */
const MAX_WAITING_ROWS = 10_000;
/** A `waitUntil` lives for 30 s after the response; the last second is left for counting what is lost. */
const GIVE_UP_AFTER_MS = 29_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 4_000;
/** One try may take this long. */
const TRY_MS = 5_000;
/** A batch whose writer showed no sign of life for this long (its request was ended) is written by its deputy. */
const ORPHAN_AFTER_MS = 12_000;

export function createRecorder(options: RecorderOptions): Recorder {
  const { write, nowMs = Date.now, after = afterTimeout, random = Math.random } = options;
  const known = storedExposures();
  const unsaved = new Counters();
  let gathering: Batch | null = null;
  let waitingRows = 0;
  let failing = false;

  async function record({ exposures = [], events = [], counters = [] }: RecordBatch): Promise<void> {
    const news = exposures.filter((row) => !known.has(row));
    const rows = news.length + events.length;
    if (rows + counters.length === 0) return;
    if (waitingRows + rows > MAX_WAITING_ROWS) {
      unsaved.add([...counters, { reason: "lost", count: rows }]);
      return;
    }
    const opens = gathering === null;
    const batch = gathering ?? openBatch(nowMs());
    gathering = batch;
    for (const row of news) addExposure(batch.exposures, row);
    batch.events.push(...events);
    batch.counters.add(counters);
    batch.rows += rows;
    waitingRows += rows;
    if (batch.rows >= MAX_BATCH_ROWS) close(batch);
    else if (rows > 0 && !batch.hurried) {
      batch.hurried = true;
      after(failing ? GATHER_WHILE_FAILING_MS : GATHER_MS, () => close(batch));
    }
    if (opens) {
      await within(GATHER_COUNTERS_MS, batch.closed);
      close(batch);
      await store(batch);
    } else if (!batch.hasDeputy) {
      batch.hasDeputy = true;
      await outlive(batch);
    }
    // Two requests are kept for a batch; what ends both ends the isolate, and then waiting would not have helped.
  }

  /** From here on nobody adds to the batch. */
  function close(batch: Batch): void {
    if (gathering === batch) gathering = null;
    batch.close();
  }

  async function store(batch: Batch): Promise<void> {
    const deadlineMs = batch.openedMs + GIVE_UP_AFTER_MS;
    // What earlier batches left behind goes with whatever goes through first.
    batch.counters.add(unsaved.take());
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      batch.writerAliveMs = nowMs();
      if (await tryOnce(batch, Math.min(TRY_MS, deadlineMs - nowMs()))) {
        failing = false;
        for (const row of batch.exposures.values()) known.add(row);
        settle(batch);
        return;
      }
      failing = true;
      const pause = pauseMs * (0.5 + random() / 2);
      if (batch.settled || nowMs() + pause >= deadlineMs) break;
      await new Promise<void>((resume) => after(pause, resume));
    }
    if (batch.settled) return;
    unsaved.add(batch.counters.list());
    if (batch.rows > 0) unsaved.add([{ reason: "lost", count: batch.rows }]);
    settle(batch);
  }

  async function tryOnce(batch: Batch, limitMs: number): Promise<boolean> {
    const records = {
      exposures: [...batch.exposures.values()],
      events: batch.events,
      counters: batch.counters.list(),
    };
    let stored = false;
    try {
      const writing = write(records, nowMs()).then(
        () => void (stored = true),
        () => undefined,
      );
      await within(limitMs, writing);
    } catch {
      // D1 is not there at all: its binding threw.
    }
    return stored;
  }

  function settle(batch: Batch): void {
    if (batch.settled) return;
    batch.settled = true;
    waitingRows -= batch.rows;
    batch.settle();
  }

  /**
   * The deputy waits for another request's write, and takes over when that request was ended in the middle. One a
   * batch is enough, and spares the others a timer each.
   */
  async function outlive(batch: Batch): Promise<void> {
    while (!batch.settled) {
      await within(ORPHAN_AFTER_MS, batch.stored);
      if (batch.settled || nowMs() - batch.writerAliveMs < ORPHAN_AFTER_MS) continue;
      close(batch);
      await store(batch);
    }
  }

  function within(ms: number, work: Promise<void>): Promise<void> {
    return new Promise((resume) => {
      const cancel = after(ms, resume);
      void work.then(() => {
        cancel();
        resume();
      });
    });
  }

  return { record, isStored: (row) => known.has(row), unsaved: () => unsaved.list() };
}

function afterTimeout(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
