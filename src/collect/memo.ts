/**
 * What this isolate knows to be stored already, so that a returning page view writes nothing.
 * Least recently used goes first. A wrong "not stored" costs one needless write; a wrong "stored" cannot happen,
 * because only what D1 has confirmed is remembered.
 */
import type { ExposureRecord } from "./record.ts";

/** About 100 bytes an entry. */
const MAX_ENTRIES = 20_000;

const ASSIGNED = 1;
const FOUND = 2;
const CONFIRMED = 4;
const SEEN = 8;
const STAGE_BITS = 4;

export class StoredExposures {
  readonly #stored = new Map<string, number>();

  /** Whether every stage of this exposure is stored, in this variant. */
  has(row: ExposureRecord): boolean {
    const key = keyOf(row);
    const known = this.#stored.get(key);
    if (known === undefined) return false;
    this.#stored.delete(key);
    this.#stored.set(key, known);
    const wanted = stagesOf(row);
    return known >> STAGE_BITS === row.variant && (known & wanted) === wanted;
  }

  add(row: ExposureRecord): void {
    const key = keyOf(row);
    const known = this.#stored.get(key) ?? 0;
    const sameVariant = known >> STAGE_BITS === row.variant;
    this.#stored.delete(key);
    this.#stored.set(key, (row.variant << STAGE_BITS) | stagesOf(row) | (sameVariant ? known : 0));
    if (this.#stored.size > MAX_ENTRIES) {
      const oldest = this.#stored.keys().next();
      if (!oldest.done) this.#stored.delete(oldest.value);
    }
  }
}

export function keyOf(row: ExposureRecord): string {
  return `${row.visitor}|${row.experiment}|${row.phase}`;
}

function stagesOf(row: ExposureRecord): number {
  return (
    ASSIGNED |
    (row.foundAtMs === null ? 0 : FOUND) |
    (row.confirmedAtMs === null || row.confirmedAtMs === undefined ? 0 : CONFIRMED) |
    (row.seenAtMs === null || row.seenAtMs === undefined ? 0 : SEEN)
  );
}
