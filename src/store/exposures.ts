/**
 * Writing exposures. One statement for any number of rows; the result is the same for every order in which the
 * same rows arrive: each stage keeps its earliest time, who and the facts are those of the earliest assignment, and
 * a unit that was reported in two variants is marked for good, which a trigger counts.
 */
import { allowedFacts, type ExposureRecord } from "../collect/record.ts";

/** Told of the first visit, beside its time. */
const FIRST = [
  "visitor",
  "customer",
  "stretch",
  "device",
  "country",
  "region",
  "language",
  "visitor_kind",
  "source",
  "stage",
] as const;

const ROWS = `
  SELECT value->>0 AS unit, value->>1 AS experiment, value->>2 AS phase, value->>3 AS variant,
    value->>4 AS assigned_at, value->>5 AS found_at, value->>6 AS confirmed_at, value->>7 AS seen_at,
    ${FIRST.map((column, index) => `value->>${8 + index} AS ${column}`).join(", ")}
  FROM json_each(?1)`;

const earliest = (column: string): string =>
  `coalesce(min(${column}, excluded.${column}), ${column}, excluded.${column})`;
const first = (table: string): string =>
  `json_array(${FIRST.map((column) => `${table}.${column}`).join(", ")})`;
/** Ties of the clock are broken by the facts themselves, so that the order of arrival does not matter. */
const EXCLUDED_IS_FIRST = `excluded.assigned_at < assigned_at
  OR (excluded.assigned_at = assigned_at AND ${first("excluded")} < ${first("exposures")})`;

const UPSERT = `
  INSERT INTO exposures (unit, experiment, phase, variant, assigned_at, found_at, confirmed_at, seen_at,
    ${FIRST.join(", ")})
  SELECT * FROM (${ROWS}) WHERE true
  ON CONFLICT (unit, experiment, phase) DO UPDATE SET
    conflict = max(conflict, excluded.variant <> variant),
    variant = min(variant, excluded.variant),
    assigned_at = min(assigned_at, excluded.assigned_at),
    ${["found_at", "confirmed_at", "seen_at"].map((stage) => `${stage} = ${earliest(stage)}`).join(",\n    ")},
    ${FIRST.map((column) => `${column} = CASE WHEN ${EXCLUDED_IS_FIRST} THEN excluded.${column} ELSE ${column} END`).join(",\n    ")}
  WHERE excluded.variant < variant OR (excluded.variant <> variant AND conflict = 0)
    OR ${EXCLUDED_IS_FIRST}
    OR excluded.found_at < coalesce(found_at, excluded.found_at + 1)
    OR excluded.confirmed_at < coalesce(confirmed_at, excluded.confirmed_at + 1)
    OR excluded.seen_at < coalesce(seen_at, excluded.seen_at + 1)`;

/** Statements for one `batch`; `rows` is not empty. */
export function exposureStatements(db: D1Database, rows: readonly ExposureRecord[]): D1PreparedStatement[] {
  return [db.prepare(UPSERT).bind(JSON.stringify(rows.map(columnsOf)))];
}

function columnsOf(row: ExposureRecord): (string | number | null)[] {
  const facts = allowedFacts(row.facts);
  return [
    row.unit,
    row.experiment,
    row.phase,
    row.variant,
    Math.trunc(row.assignedAtMs),
    wholeMs(row.foundAtMs),
    wholeMs(row.confirmedAtMs),
    wholeMs(row.seenAtMs),
    row.visitor,
    row.customer,
    row.stretch ?? 0,
    facts.device,
    facts.country,
    facts.region,
    facts.language,
    facts.visitor,
    facts.source,
    facts.stage,
  ];
}

function wholeMs(time: number | null | undefined): number | null {
  return time === null || time === undefined ? null : Math.trunc(time);
}
