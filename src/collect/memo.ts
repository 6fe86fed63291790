/**
 * What this isolate knows to be stored already, so that a returning page view writes nothing.
 * A wrong "not stored" costs one needless write; a wrong "stored" cannot happen, because only what D1 has
 * confirmed is remembered.
 */
import { recent, type Recent } from "../visitor/recent.ts";
import type { ExposureRecord } from "./record.ts";

type Exposure = Omit<ExposureRecord, "facts">;

/** About 100 bytes an entry. */
const MAX_ENTRIES = 20_000;

const ASSIGNED = 1;
const FOUND = 2;
const CONFIRMED = 4;
const SEEN = 8;
const STAGE_BITS = 4;

interface StoredExposures {
  /** Whether every stage of this exposure is stored, in this variant. */
  has(row: Exposure): boolean;
  add(row: Exposure): void;
}

export function storedExposures(): StoredExposures {
  const stored = recent<number>(MAX_ENTRIES);
  return {
    has(row) {
      const known = stored.get(keyOf(row));
      const wanted = stagesOf(row);
      return known !== undefined && known >> STAGE_BITS === row.variant && (known & wanted) === wanted;
    },
    add(row) {
      const known = stored.get(keyOf(row)) ?? 0;
      const before = known >> STAGE_BITS === row.variant ? known : 0;
      stored.set(keyOf(row), (row.variant << STAGE_BITS) | stagesOf(row) | before);
    },
  };
}

export function keyOf(row: Exposure): string {
  return `${row.unit}|${row.experiment}|${row.phase}|${row.visitor ?? ""}|${row.customer ?? ""}`;
}

function stagesOf(row: Exposure): number {
  return (
    ASSIGNED |
    (row.foundAtMs === null ? 0 : FOUND) |
    (row.confirmedAtMs === null || row.confirmedAtMs === undefined ? 0 : CONFIRMED) |
    (row.seenAtMs === null || row.seenAtMs === undefined ? 0 : SEEN)
  );
}

/** What the events door knows to be stored. */
export interface DoorMemo {
  readonly exposures: StoredExposures;
  /** Ids of behaviour events. */
  readonly events: Recent<true>;
}

const MEMO_EVENTS = 10_000;

export function createDoorMemo(): DoorMemo {
  return { exposures: storedExposures(), events: recent<true>(MEMO_EVENTS) };
}
