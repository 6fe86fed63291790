/**
 * Visitors and what they did, counted from the raw rows. Sums leave SQLite as text, because a JavaScript number
 * cannot hold all of them.
 */

export type Stage = "assigned" | "found" | "confirmed" | "seen";

export interface CohortQuery {
  readonly experiment: number;
  readonly phase: number;
  readonly stage: Stage;
  /** Rows known at this instant count. */
  readonly asOfMs: number;
}

export interface OutcomeQuery extends CohortQuery {
  readonly event: string;
  /** From the moment the place was found; null: no end. */
  readonly windowMs: number | null;
  /** `conversion`: 0 or 1; `count`: how often; `sum`: amounts in minor units of `currency`. */
  readonly kind: "conversion" | "count" | "sum";
  readonly currency: string;
  /** Largest number that one visitor can have. */
  readonly cap: number | null;
}

export interface VariantOutcome {
  readonly variant: number;
  readonly visitors: number;
  readonly total: bigint;
}

const STAGE_COLUMN: { readonly [stage in Stage]: string } = {
  assigned: "assigned_at",
  found: "found_at",
  confirmed: "confirmed_at",
  seen: "seen_at",
};

/** Visitors by variant; whoever was met in two variants is in none. */
export async function visitorsByVariant(db: D1Database, query: CohortQuery): Promise<Map<number, number>> {
  const { results } = await db
    .prepare(
      `SELECT variant, count(*) AS visitors FROM exposures
       WHERE experiment = ?1 AND phase = ?2 AND conflict = 0 AND ${STAGE_COLUMN[query.stage]} <= ?3 GROUP BY variant`,
    )
    .bind(query.experiment, query.phase, query.asOfMs)
    .all<{ variant: number; visitors: number }>();
  return new Map(results.map((row) => [row.variant, row.visitors]));
}

export async function visitorsInTwoVariants(db: D1Database, query: CohortQuery): Promise<number> {
  const count = await db
    .prepare(
      `SELECT count(*) AS visitors FROM exposures WHERE experiment = ?1 AND phase = ?2 AND conflict = 1 AND ${STAGE_COLUMN[query.stage]} <= ?3`,
    )
    .bind(query.experiment, query.phase, query.asOfMs)
    .first<number>("visitors");
  return count ?? 0;
}

const rank = (table: string): string =>
  `CASE ${table}.source WHEN 'webhook' THEN 4 WHEN 'backend' THEN 3 WHEN 'edge' THEN 2 ELSE 1 END`;

/**
 * One order is one event, whatever saw it: the higher source stands for it. Browsers speak for their own visitor
 * only, so that no shopper can take another's order away.
 */
const STANDS_FOR_ITS_ORDER = `(e.order_id IS NULL OR NOT EXISTS (
  SELECT 1 FROM events AS o
  WHERE o.order_id = e.order_id AND o.name = e.name AND o.received_ms <= ?4
    AND (${rank("o")} > ${rank("e")}
      OR (o.source = e.source AND (o.source <> 'browser' OR o.visitor = e.visitor)
        AND (o.at_ms, o.unit, o.id) < (e.at_ms, e.unit, e.id)))))`;

/** Events of cohort row `c` that count: after the place was found (the same instant counts as after), within the window. */
const EVENTS_THAT_COUNT = `
  FROM events AS e
  WHERE (e.unit = c.visitor OR (e.visitor = c.visitor AND e.order_id IS NOT NULL)) AND e.name = ?3 AND e.received_ms <= ?4
    AND e.at_ms >= c.since AND (?5 IS NULL OR e.at_ms < c.since + ?5)
    AND ${STANDS_FOR_ITS_ORDER}`;

/** Rial and toman are one currency, ten to one; amounts are added up in rial. */
const SAME_CURRENCY = "(e.currency = ?6 OR (?6 = 'IRR' AND e.currency = 'IRT'))";
const AMOUNT = "e.value_minor * CASE WHEN e.currency = 'IRT' AND ?6 = 'IRR' THEN 10 ELSE 1 END";

const cohort = (stage: Stage): string => `
  SELECT unit AS visitor, variant, coalesce(found_at, ${STAGE_COLUMN[stage]}) AS since FROM exposures
  WHERE experiment = ?1 AND phase = ?2 AND conflict = 0 AND ${STAGE_COLUMN[stage]} <= ?4`;

const PER_VISITOR: { readonly [kind in OutcomeQuery["kind"]]: string } = {
  conversion: `(SELECT min(count(*), 1) ${EVENTS_THAT_COUNT})`,
  count: `(SELECT count(*) ${EVENTS_THAT_COUNT})`,
  sum: `(SELECT coalesce(sum(${AMOUNT}), 0) ${EVENTS_THAT_COUNT} AND ${SAME_CURRENCY} AND e.value_minor IS NOT NULL)`,
};

export async function outcomesByVariant(db: D1Database, query: OutcomeQuery): Promise<VariantOutcome[]> {
  const perVisitor = PER_VISITOR[query.kind];
  const value = query.cap === null ? perVisitor : `min(${perVisitor}, CAST(?7 AS INTEGER))`;
  const { results } = await db
    .prepare(
      `SELECT variant, count(*) AS visitors, CAST(sum(value) AS TEXT) AS total
       FROM (SELECT c.variant AS variant, ${value} AS value FROM (${cohort(query.stage)}) AS c) GROUP BY variant ORDER BY variant`,
    )
    .bind(...bindings(query))
    .all<{ variant: number; visitors: number; total: string }>();
  return results.map((row) => ({ variant: row.variant, visitors: row.visitors, total: BigInt(row.total) }));
}

/** Events of the cohort whose amount could not be added up. */
export async function amountsLeftOut(
  db: D1Database,
  query: OutcomeQuery,
): Promise<{ otherCurrency: number; noAmount: number }> {
  const row = await db
    .prepare(
      `SELECT coalesce(sum((SELECT count(*) ${EVENTS_THAT_COUNT} AND e.value_minor IS NOT NULL AND NOT ${SAME_CURRENCY})), 0) AS otherCurrency,
         coalesce(sum((SELECT count(*) ${EVENTS_THAT_COUNT} AND e.value_minor IS NULL)), 0) AS noAmount
       FROM (${cohort(query.stage)}) AS c`,
    )
    .bind(...bindings({ ...query, cap: null }))
    .first<{ otherCurrency: number; noAmount: number }>();
  return row ?? { otherCurrency: 0, noAmount: 0 };
}

function bindings(query: OutcomeQuery): unknown[] {
  const { experiment, phase, event, asOfMs, windowMs, currency, cap, kind } = query;
  const shared = [experiment, phase, event, asOfMs, windowMs];
  return [...shared, ...(kind === "sum" || cap !== null ? [currency] : []), ...(cap === null ? [] : [cap])];
}
