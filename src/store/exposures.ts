/**
 * Writing exposures. One statement for any number of rows; the result is the same for every order in which the
 * same rows arrive: each stage keeps its earliest time, the facts are those of the earliest assignment, and a
 * visitor who was reported in two variants is marked for good instead of being moved.
 */
import { allowedFacts, type ExposureRecord } from "../collect/record.ts";
import { hourOf } from "./counters.ts";

const ROWS = `
  SELECT value->>0 AS experiment, value->>1 AS phase, value->>2 AS visitor, value->>3 AS variant,
    value->>4 AS assigned_at, value->>5 AS found_at, value->>6 AS confirmed_at, value->>7 AS seen_at,
    value->>8 AS device, value->>9 AS country, value->>10 AS language, value->>11 AS visitor_kind, value->>12 AS source
  FROM json_each(?1)`;

/** Counted before the rows go in, and once a visitor: who is marked already is not counted again. */
const COUNT_CONFLICTS = `
  INSERT INTO counters (hour, reason, subject, count)
  SELECT CAST(?2 AS INTEGER), 'variant-conflict', CAST(row.experiment AS TEXT), count(DISTINCT row.visitor)
  FROM (${ROWS}) AS row JOIN exposures AS old
    ON old.experiment = row.experiment AND old.phase = row.phase AND old.visitor = row.visitor
  WHERE old.variant <> row.variant AND old.conflict = 0
  GROUP BY row.experiment
  ON CONFLICT (hour, reason, subject) DO UPDATE SET count = count + excluded.count`;

const earliest = (column: string): string =>
  `coalesce(min(${column}, excluded.${column}), ${column}, excluded.${column})`;
const facts = (table: string): string =>
  `json_array(${table}assigned_at, ${["device", "country", "language", "visitor_kind", "source"].map((fact) => `${table}${fact}`).join(", ")})`;
/** Ties of the clock are broken by the facts themselves, so that the order of arrival does not matter. */
const EXCLUDED_IS_FIRST = `excluded.assigned_at < assigned_at
  OR (excluded.assigned_at = assigned_at AND ${facts("excluded.")} < ${facts("exposures.")})`;
const ofFirst = (fact: string): string =>
  `${fact} = CASE WHEN ${EXCLUDED_IS_FIRST} THEN excluded.${fact} ELSE ${fact} END`;

const UPSERT = `
  INSERT INTO exposures (experiment, phase, visitor, variant, assigned_at, found_at, confirmed_at, seen_at,
    device, country, language, visitor_kind, source)
  SELECT * FROM (${ROWS}) WHERE true
  ON CONFLICT (experiment, phase, visitor) DO UPDATE SET
    conflict = max(conflict, excluded.variant <> variant),
    assigned_at = min(assigned_at, excluded.assigned_at),
    found_at = ${earliest("found_at")},
    confirmed_at = ${earliest("confirmed_at")},
    seen_at = ${earliest("seen_at")},
    ${["device", "country", "language", "visitor_kind", "source"].map(ofFirst).join(",\n    ")}
  WHERE (excluded.variant <> variant AND conflict = 0)
    OR ${EXCLUDED_IS_FIRST}
    OR excluded.found_at < coalesce(found_at, excluded.found_at + 1)
    OR excluded.confirmed_at < coalesce(confirmed_at, excluded.confirmed_at + 1)
    OR excluded.seen_at < coalesce(seen_at, excluded.seen_at + 1)`;

/** Statements for one `batch`; `rows` is not empty. */
export function exposureStatements(
  db: D1Database,
  rows: readonly ExposureRecord[],
  nowMs: number,
): D1PreparedStatement[] {
  const json = JSON.stringify(rows.map(columnsOf));
  return [db.prepare(COUNT_CONFLICTS).bind(json, hourOf(nowMs)), db.prepare(UPSERT).bind(json)];
}

function columnsOf(row: ExposureRecord): (string | number | null)[] {
  const facts = allowedFacts(row.facts);
  return [
    row.experiment,
    row.phase,
    row.visitor,
    row.variant,
    Math.trunc(row.assignedAtMs),
    wholeMs(row.foundAtMs),
    wholeMs(row.confirmedAtMs),
    wholeMs(row.seenAtMs),
    facts.device,
    facts.country,
    facts.language,
    facts.visitor,
    facts.source,
  ];
}

function wholeMs(time: number | null | undefined): number | null {
  return time === null || time === undefined ? null : Math.trunc(time);
}
