/**
 * What comes late, so that an earlier instant stays as it was (docs/statistics.md, "Deterministic"). A row is cut by its
 * own times as long as they were told at once, which costs nothing. What is told later keeps beside it when it came
 * (`known_at`) and, where it changes something that was known, what stood there until then (`was`, a JSON list of
 * [until, known since, …columns], the oldest first). So neither a statement nor a row is written for it.
 *
 * `?2` of a writing statement: now; `?3` of a reading one: the instant.
 */

/**
 * What is told within this counts from its own time: the recorder tries for as long, and a browser's clock is held to
 * ours by the way there only. The answer for an instant is settled when this has passed.
 */
export const SETTLED_MS = 30_000;
/** Nobody makes a row grow without end by telling it anew; what stood there in between is then not kept. */
const MOST_VERSIONS = 50;

const NOW = "CAST(?2 AS INTEGER)";

/** SQL: whether this time was long over when it was told. */
export const isLate = (time: string): string => `${time} < ?2 - ${SETTLED_MS}`;

/** SQL of `known_at` for a new row of this time. */
export const knownAt = (time: string): string => `CASE WHEN ${isLate(time)} THEN ${NOW} END`;

/**
 * Assignments for DO UPDATE. `late`: whether the change is one of what was known before; `wasKnown`: whether the row was;
 * `columns`: what to keep of it.
 */
export function keepWhatWas(late: string, wasKnown: string, columns: readonly string[]): string {
  const version = `json_array(${NOW}, known_at, ${columns.join(", ")})`;
  return `was = CASE WHEN (${late}) AND (${wasKnown}) AND coalesce(known_at, 0) < ?2 AND coalesce(json_array_length(was), 0) < ${MOST_VERSIONS}
      THEN json_insert(coalesce(was, '[]'), '$[#]', ${version}) ELSE was END,
    known_at = CASE WHEN ${late} THEN max(coalesce(known_at, 0), ${NOW}) ELSE known_at END`;
}

const IS_LATER = "known_at > ?3";
const WAS = `(SELECT value FROM json_each(was) WHERE value->>0 > ?3 AND coalesce(value->>1, 0) <= ?3)`;

/** JSON has no types that a column could be looked up by: without the cast no index is made for a join. */
const typeOf = (column: string): string =>
  /^(?:variant|conflict|stretch|since)$|_(?:at|ms|minor)$/.test(column) ? "INTEGER" : "TEXT";

/**
 * SQL of a query: `table` as it was known, all of its rows' `columns` (as given to `keepWhatWas`) and those that never
 * change; of a row that was not known `columns` are NULL. Filter by the row's own time, and by nothing else: one table
 * in FROM, so that indexes of the columns that never change are still used.
 */
export function asKnown(table: string, columns: readonly string[], unchanging: readonly string[]): string {
  const known = columns.map(
    (column, index) =>
      `CAST(CASE WHEN ${IS_LATER} THEN ${WAS}->>${index + 2} ELSE ${column} END AS ${typeOf(column)}) AS ${column}`,
  );
  return `SELECT ${[...unchanging, ...known].join(", ")} FROM main.${table}`;
}
