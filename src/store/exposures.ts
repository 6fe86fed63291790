/**
 * Writing exposures. One statement for any number of rows; the result is the same for every order in which the
 * same rows arrive: each stage keeps its earliest time, who and the facts are those of the earliest assignment, and
 * a unit that was reported in two variants is marked for good, which a trigger counts.
 */
import { allowedFacts, type ExposureRecord } from "../collect/record.ts";
import { type Digests, isErased } from "./erased.ts";
import { isLate, keepWhatWas, knownAt } from "./late.ts";

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
  "browser",
] as const;
const STAGES = ["found_at", "confirmed_at", "seen_at"] as const;

export const EXPOSURE_COLUMNS = [
  "unit",
  "experiment",
  "phase",
  "variant",
  "conflict",
  "assigned_at",
  ...STAGES,
  "first_byte_ms",
  ...FIRST,
] as const;

/** `?1`: what `exposuresJson` gives. */
const told = (column: string, index: number): string =>
  column === "visitor" || column === "customer"
    ? `CASE WHEN ${isErased(EXPOSURE_COLUMNS.length + (column === "visitor" ? 1 : 2))} THEN NULL ELSE value->>${index} END`
    : `value->>${index}`;
const ROWS = `SELECT ${EXPOSURE_COLUMNS.map((column, index) => `${told(column, index)} AS ${column}`).join(", ")}
  FROM json_each(?1) WHERE NOT ${isErased(EXPOSURE_COLUMNS.length)}`;

const first = (table: string): string =>
  `json_array(${FIRST.map((column) => `${table}.${column}`).join(", ")})`;
/** Ties of the clock are broken by the facts themselves, so that the order of arrival does not matter. */
const NEW_IS_FIRST = `(old.unit IS NULL OR new.assigned_at < old.assigned_at
  OR (new.assigned_at = old.assigned_at AND ${first("new")} < ${first("old")}))`;

/** Of the earliest confirmation; of two at once the shorter one. */
const FIRST_BYTE = `CASE
      WHEN old.confirmed_at IS NULL OR new.confirmed_at < old.confirmed_at THEN new.first_byte_ms
      WHEN new.confirmed_at IS NULL OR new.confirmed_at > old.confirmed_at THEN old.first_byte_ms
      ELSE coalesce(min(new.first_byte_ms, old.first_byte_ms), new.first_byte_ms, old.first_byte_ms) END`;

/** Rows as they will stand after the batch, one a key; whoever is erased, or whose phase is sealed, has none. */
export const MERGED_EXPOSURES = `
  SELECT new.unit, new.experiment, new.phase,
    min(new.variant, coalesce(old.variant, new.variant)) AS variant,
    max(new.conflict, coalesce(old.conflict, 0), coalesce(new.variant <> old.variant, 0)) AS conflict,
    min(new.assigned_at, coalesce(old.assigned_at, new.assigned_at)) AS assigned_at,
    ${STAGES.map((stage) => `coalesce(min(new.${stage}, old.${stage}), new.${stage}, old.${stage}) AS ${stage}`).join(",\n    ")},
    ${FIRST_BYTE} AS first_byte_ms,
    ${FIRST.map((column) => `CASE WHEN ${NEW_IS_FIRST} THEN new.${column} ELSE old.${column} END AS ${column}`).join(",\n    ")}
  FROM (${ROWS}) AS new LEFT JOIN exposures AS old
    ON old.unit = new.unit AND old.experiment = new.experiment AND old.phase = new.phase`;

const KEY = ["unit", "experiment", "phase"];
const REST = EXPOSURE_COLUMNS.filter((column) => !KEY.includes(column));

/** What a count needs of an exposure, and may be told anew: what `was` keeps. */
export const COUNTED_COLUMNS = REST.filter((column) => column !== "visitor" && column !== "customer");

/** A stage that is reached now was not known before, and everybody can see that by its time. */
const IN_TIME = new Map<string, string>(
  STAGES.map((stage) => [
    stage,
    `coalesce(${isLate(`exposures.${stage}`)}, 0) = 0 AND NOT ${isLate(`excluded.${stage}`)}`,
  ]),
);
IN_TIME.set("first_byte_ms", `coalesce(NOT ${isLate("excluded.confirmed_at")}, 0)`);
const CHANGES = COUNTED_COLUMNS.map(
  (column) =>
    `(excluded.${column} IS NOT exposures.${column}${IN_TIME.has(column) ? ` AND NOT (${IN_TIME.get(column)})` : ""})`,
).join(" OR ");

/** `?2`: now. */
const UPSERT = `
  INSERT INTO exposures (${EXPOSURE_COLUMNS.join(", ")}, known_at)
  SELECT *, ${knownAt("assigned_at")} FROM (${MERGED_EXPOSURES}) WHERE true
  ON CONFLICT (unit, experiment, phase) DO UPDATE SET ${REST.map((column) => `${column} = excluded.${column}`).join(", ")},
    ${keepWhatWas(`${isLate("excluded.assigned_at")} AND (${CHANGES})`, isLate("exposures.assigned_at"), COUNTED_COLUMNS)}
  WHERE (${REST.map((column) => `excluded.${column}`).join(", ")}) IS NOT (${REST.join(", ")})`;

export function exposureStatement(db: D1Database, json: string, nowMs: number): D1PreparedStatement {
  return db.prepare(UPSERT).bind(json, nowMs);
}

type Cell = string | number | null;

/** One row a key: what the batch itself says twice is put together by the same rules as with what is stored. */
export function exposuresJson(records: readonly ExposureRecord[], digests: Digests): string {
  const rows = new Map<string, Cell[]>();
  for (const record of records) {
    const row = columnsOf(record, digests);
    const key = JSON.stringify(row.slice(0, KEY.length));
    const known = rows.get(key);
    rows.set(key, known === undefined ? row : merged(known, row));
  }
  return JSON.stringify([...rows.values()]);
}

const VARIANT = EXPOSURE_COLUMNS.indexOf("variant");
const CONFLICT = EXPOSURE_COLUMNS.indexOf("conflict");
const ASSIGNED = EXPOSURE_COLUMNS.indexOf("assigned_at");
const CONFIRMED = EXPOSURE_COLUMNS.indexOf("confirmed_at");
const BYTE = EXPOSURE_COLUMNS.indexOf("first_byte_ms");
const FIRST_FACT = BYTE + 1;

function merged(a: Cell[], b: Cell[]): Cell[] {
  const number = (row: Cell[], index: number): number => Number(row[index]);
  const isFirst =
    number(a, ASSIGNED) < number(b, ASSIGNED) ||
    (number(a, ASSIGNED) === number(b, ASSIGNED) &&
      JSON.stringify(a.slice(FIRST_FACT)) <= JSON.stringify(b.slice(FIRST_FACT)));
  return [
    ...a.slice(0, VARIANT),
    Math.min(number(a, VARIANT), number(b, VARIANT)),
    Math.max(number(a, CONFLICT), number(b, CONFLICT), a[VARIANT] === b[VARIANT] ? 0 : 1),
    Math.min(number(a, ASSIGNED), number(b, ASSIGNED)),
    ...STAGES.map((_, index) => earliest(a[ASSIGNED + 1 + index], b[ASSIGNED + 1 + index])),
    firstByteOf(a, b),
    ...(isFirst ? a : b).slice(FIRST_FACT),
  ];
}

function firstByteOf(a: Cell[], b: Cell[]): Cell {
  const [one, other] = [a, b].map((row) => row[CONFIRMED] ?? Infinity);
  if (one === other) return earliest(a[BYTE], b[BYTE]);
  return (Number(one) < Number(other) ? a[BYTE] : b[BYTE]) ?? null;
}

function earliest(a: Cell | undefined, b: Cell | undefined): number | null {
  if (typeof a !== "number") return typeof b === "number" ? b : null;
  return typeof b === "number" ? Math.min(a, b) : a;
}

function columnsOf(row: ExposureRecord, digests: Digests): Cell[] {
  const facts = allowedFacts(row.facts);
  return [
    row.unit,
    row.experiment,
    row.phase,
    row.variant,
    0,
    Math.trunc(row.assignedAtMs),
    wholeMs(row.foundAtMs),
    wholeMs(row.confirmedAtMs),
    wholeMs(row.seenAtMs),
    row.confirmedAtMs === undefined || row.confirmedAtMs === null ? null : wholeMs(row.firstByteMs),
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
    facts.browser,
    digests.of(row.unit),
    digests.of(row.visitor),
    digests.ofCustomer(row.customer),
  ];
}

function wholeMs(time: number | null | undefined): number | null {
  return time === null || time === undefined ? null : Math.trunc(time);
}
