/**
 * Where a unit stands in the rollups, as SQL over a row of `exposures` (or of the same columns) and its phase's row in
 * `phase_rules`.
 */

/** Facts that make up a cell, in this order; also the segments that results can be asked for. */
export const CELL_FACTS = [
  "stretch",
  "device",
  "country",
  "region",
  "language",
  "visitor_kind",
  "source",
  "stage",
] as const;

/** Windows begin here: at *found*; where the place was not (yet) found, at the assignment. */
export function since(row: string): string {
  return `coalesce(${row}.found_at, ${row}.seen_at, ${row}.assigned_at)`;
}

/** Who has seen the place has found it and was confirmed; a confirmation alone says nothing of the place. */
export function level(row: string): string {
  return `CASE WHEN coalesce(${row}.found_at, ${row}.seen_at) IS NULL THEN 1
    WHEN ${row}.seen_at IS NOT NULL THEN 4 WHEN ${row}.confirmed_at IS NOT NULL THEN 3 ELSE 2 END`;
}

/** Days since the epoch, by the shop's clock. */
export function day(row: string, rules: string): string {
  const offset = `CASE WHEN json_array_length(${rules}.offsets) = 1 THEN ${rules}.offsets->0->>1 ELSE coalesce(
    (SELECT value->>1 FROM json_each(${rules}.offsets) WHERE value->>0 <= ${since(row)} ORDER BY value->>0 DESC LIMIT 1),
    ${rules}.offsets->0->>1) END`;
  return `(${since(row)} + ${offset}) / 86400000`;
}

export function cell(row: string): string {
  return `json_array(${CELL_FACTS.map((fact) => `${row}.${fact}`).join(", ")})`;
}

/** -1: reported in two variants, so in none. */
export function variant(row: string): string {
  return `CASE WHEN ${row}.conflict = 0 THEN ${row}.variant ELSE -1 END`;
}
