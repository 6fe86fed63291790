/** Records of several requests that will be stored by one write. */
import { keyOf } from "./memo.ts";
import type { CounterRecord, EventRecord, ExposureRecord } from "./record.ts";

export interface Batch {
  readonly exposures: Map<string, ExposureRecord>;
  readonly events: EventRecord[];
  readonly counters: Counters;
  /** Exposures and events; counters are not what could be lost. */
  rows: number;
  readonly openedMs: number;
  /** When the request that writes it last showed that it lives. */
  writerAliveMs: number;
  /** Somebody asked for it to be closed after the short pause. */
  hurried: boolean;
  /** The second request that joined stands ready to write in place of the first. */
  hasDeputy: boolean;
  settled: boolean;
  readonly stored: Promise<void>;
  readonly settle: () => void;
  /** Nobody adds to it any more. */
  readonly closed: Promise<void>;
  readonly close: () => void;
}

export function openBatch(nowMs: number): Batch {
  const stored = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  return {
    exposures: new Map(),
    events: [],
    counters: new Counters(),
    rows: 0,
    openedMs: nowMs,
    writerAliveMs: nowMs,
    hurried: false,
    hasDeputy: false,
    settled: false,
    stored: stored.promise,
    settle: stored.resolve,
    closed: closed.promise,
    close: closed.resolve,
  };
}

/** Counters added up by reason and subject. */
export class Counters {
  readonly #sums = new Map<string, CounterRecord>();

  add(rows: readonly CounterRecord[]): void {
    for (const { reason, subject = "", count = 1 } of rows) {
      const key = `${reason}|${subject}`;
      this.#sums.set(key, { reason, subject, count: (this.#sums.get(key)?.count ?? 0) + count });
    }
  }

  list(): CounterRecord[] {
    return [...this.#sums.values()];
  }

  /** All of them, and forgets them. */
  take(): CounterRecord[] {
    const rows = this.list();
    this.#sums.clear();
    return rows;
  }
}

/** A second report of the same exposure only adds stages and earlier times; one in another variant stays a row of its own. */
export function addExposure(rows: Map<string, ExposureRecord>, row: ExposureRecord): void {
  const key = `${keyOf(row)}|${row.variant}`;
  const known = rows.get(key);
  if (known === undefined) {
    rows.set(key, row);
    return;
  }
  rows.set(key, {
    ...(row.assignedAtMs < known.assignedAtMs ? row : known),
    foundAtMs: earliest(known.foundAtMs, row.foundAtMs),
    confirmedAtMs: earliest(known.confirmedAtMs, row.confirmedAtMs),
    seenAtMs: earliest(known.seenAtMs, row.seenAtMs),
  });
}

function earliest(one: number | null | undefined, other: number | null | undefined): number | null {
  if (one === null || one === undefined) return other ?? null;
  if (other === null || other === undefined) return one;
  return Math.min(one, other);
}
