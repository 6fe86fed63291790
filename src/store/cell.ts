/**
 * Where a unit stands in the rollups, as SQL over a row of `exposures` (or of the same columns) and its phase's row in
 * `phase_rules`.
 */

/**
 * Beside everyone's, a unit stands in two cells: one of facts that noise is taken out by (strata), of which there are some
 * dozens, and one of the others, of which there are some hundreds. All eight in one cell would make so many that reading
 * them would cost what the visitors cost.
 */
export const CELLS = {
  visit: ["stretch", "device", "visitor_kind", "source"],
  person: ["country", "region", "language", "stage"],
} as const;
export type CellKind = keyof typeof CELLS;

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

/** `visit:` or `person:` and the JSON array of its facts. */
export function cell(row: string, kind: CellKind): string {
  return `'${kind}:' || json_array(${CELLS[kind].map((fact) => `${row}.${fact}`).join(", ")})`;
}

/** Both, as the columns `visit_cell` and `person_cell`. */
export function cells(row: string): string {
  return `${cell(row, "visit")} AS visit_cell, ${cell(row, "person")} AS person_cell`;
}

/** -1: reported in two variants, so in none. */
export function variant(row: string): string {
  return `CASE WHEN ${row}.conflict = 0 THEN ${row}.variant ELSE -1 END`;
}
