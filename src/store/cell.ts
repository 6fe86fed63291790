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

/**
 * Two more in which units are counted and nothing that they did: which browser a loss comes from, and how long the first
 * byte took. A unit of which that is not known stands in none.
 */
export const UNIT_CELLS = { browser: ["stretch", "browser"] } as const;

/** Lower end of the step in which a time of the first byte stands: fine enough for medians, coarse enough for sums. */
const STEPS = [
  [100, 10],
  [300, 20],
  [1_000, 50],
  [3_000, 200],
  [10_000, 500],
  [Infinity, 5_000],
] as const;

/** In ms, the first step that begins there: where the next one begins. */
export function stepEnd(fromMs: number): number {
  return fromMs + (STEPS.find(([below]) => fromMs < below)?.[1] ?? 0);
}

function waitCell(row: string): string {
  const ms = `${row}.first_byte_ms`;
  const steps = STEPS.map(([below, step]) =>
    below === Infinity
      ? `ELSE ${ms} / ${step} * ${step}`
      : `WHEN ${ms} < ${below} THEN ${ms} / ${step} * ${step}`,
  );
  // Of NULL no comparison is true, and what is made of it is NULL.
  return `'wait:' || CASE ${steps.join(" ")} END`;
}

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

/** Columns of the cells of a unit, and of its outcomes. */
export const CELL_COLUMNS = ["visit_cell", "person_cell"] as const;
export const UNIT_CELL_COLUMNS = [...CELL_COLUMNS, "browser_cell", "wait_cell"] as const;

/** `visit:` or `person:` and the JSON array of its facts. */
export function cell(row: string, kind: CellKind): string {
  return `'${kind}:' || json_array(${CELLS[kind].map((fact) => `${row}.${fact}`).join(", ")})`;
}

/** As `CELL_COLUMNS`. */
export function cells(row: string): string {
  return `${cell(row, "visit")} AS visit_cell, ${cell(row, "person")} AS person_cell`;
}

/** As `UNIT_CELL_COLUMNS`. */
export function unitCells(row: string): string {
  const browser = `'browser:' || json_array(${UNIT_CELLS.browser.map((fact) => `${row}.${fact}`).join(", ")})`;
  return `${cells(row)}, CASE WHEN ${row}.browser IS NOT NULL THEN ${browser} END AS browser_cell,
    ${waitCell(row)} AS wait_cell`;
}

/** -1: reported in two variants, so in none. */
export function variant(row: string): string {
  return `CASE WHEN ${row}.conflict = 0 THEN ${row}.variant ELSE -1 END`;
}
