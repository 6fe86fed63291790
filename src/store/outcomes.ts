/**
 * Outcomes: what a unit did after its exposure, by metric, as a pure function of its raw rows (and of the orders made
 * from them). The same SQL serves a batch, the recount and the proof.
 */
import { since } from "./cell.ts";
import { MAX_NUMBER } from "./moments.ts";

export const OUTCOME_KEY = "unit, experiment, phase, metric";
export const OUTCOME_COLUMNS = `${OUTCOME_KEY}, x, raw, d, c, other_currency, no_amount, pending, payment`;

/** What a visitor did in these days before the exposure tells something of what he does after it (CUPED). */
const BEFORE_MS = 30 * 86_400_000;
const BASE = 100_000_000;

interface Branch {
  /** FROM after `units`, `e` and `r`; gives `h`. */
  readonly from: string;
  readonly reached: string;
  readonly pending: string;
  readonly value: string;
  readonly payment: string;
}

const OF_EVENTS: Omit<Branch, "from"> = {
  reached: "m.state = 'placed'",
  pending: "0",
  value: "h.value_minor",
  payment: "NULL",
};
const OF_ORDERS: Omit<Branch, "from"> = {
  reached: `CASE m.state WHEN 'placed' THEN 1 WHEN 'paid' THEN coalesce(h.paid_at, h.delivered_at) IS NOT NULL
      WHEN 'delivered' THEN h.delivered_at IS NOT NULL WHEN 'refused' THEN h.refused_at IS NOT NULL
      ELSE h.refunded_minor <> 0 END`,
  pending: `m.state IN ('paid', 'delivered') AND h.delivered_at IS NULL AND h.refused_at IS NULL
      AND (m.state = 'delivered' OR h.paid_at IS NULL)`,
  value: `CASE WHEN m.fn <> 'net' THEN h.value_minor WHEN h.refused_at IS NOT NULL THEN h.value_minor * 0
      ELSE h.value_minor - h.refunded_minor END`,
  payment: "h.payment",
};

const BRANCHES: readonly Branch[] = [
  { ...OF_EVENTS, from: "events AS h ON h.unit = e.unit AND h.order_id IS NULL" },
  { ...OF_ORDERS, from: "orders AS h ON h.visitor = e.unit" },
  {
    ...OF_EVENTS,
    from: "events AS h ON h.customer = substr(e.unit, 3) AND e.unit LIKE 'c.%' AND h.unit <> e.unit AND h.order_id IS NULL",
  },
  { ...OF_ORDERS, from: "orders AS h ON h.customer = substr(e.unit, 3) AND e.unit LIKE 'c.%'" },
];

/** In minor units of the phase's currency, to the nearest, halves away from 0; null: no rate. */
const CONVERTED = `CASE WHEN value IS NULL OR currency IS NULL THEN NULL WHEN currency = counted_in THEN value
  ELSE (2 * value * (rates->currency->>0) + CASE WHEN value < 0 THEN -1 ELSE 1 END * (rates->currency->>1)) / (2 * (rates->currency->>1)) END`;

const branch = ({ from, reached, pending, value, payment }: Branch, units: string): string => `
  SELECT e.unit, e.experiment, e.phase, m.metric, m.leg, m.fn, m.cap, h.at_ms,
    h.at_ms >= ${since("e")} + m.after_ms AND (m.window_ms IS NULL OR h.at_ms < ${since("e")} + m.window_ms) AS inside,
    h.at_ms < ${since("e")} AND h.at_ms >= ${since("e")} - ${BEFORE_MS} AS before,
    ${reached} AS reached, ${pending} AS pending,
    CASE WHEN m.fn IN ('did', 'count', 'again') THEN 1 ELSE ${value} END AS value, h.currency, r.currency AS counted_in, r.rates,
    ${payment} AS payment
  FROM (${units}) AS units CROSS JOIN exposures AS e ON e.unit = units.unit
    CROSS JOIN phase_rules AS r ON r.experiment = e.experiment AND r.phase = e.phase
    CROSS JOIN ${from}
    CROSS JOIN measures AS m ON m.experiment = e.experiment AND m.phase = e.phase AND m.event = h.name
  WHERE e.conflict = 0`;

const number = (n: string, high: string, low: string): string => `CASE fn WHEN 'did' THEN min(${n}, 1)
  WHEN 'again' THEN ${n} >= 2 WHEN 'count' THEN ${n} WHEN 'answers' THEN ${n}
  ELSE CASE WHEN abs(${high}) >= ${MAX_NUMBER / BASE} THEN (CASE WHEN ${high} < 0 THEN -${MAX_NUMBER} ELSE ${MAX_NUMBER} END)
    ELSE ${high} * ${BASE} + ${low} END END`;

/**
 * `units`: SQL of a set with the column `unit`. Gives rows of `outcomes` in the order of OUTCOME_COLUMNS, none for who did
 * nothing that any metric counts.
 */
export function outcomesOf(units: string): string {
  return `
SELECT * FROM (
  SELECT ${OUTCOME_KEY},
    sum(CASE leg WHEN 'x' THEN CASE WHEN cap IS NULL THEN number ELSE min(number, cap * CASE fn WHEN 'score' THEN max(answers, 0) ELSE 1 END) END ELSE 0 END) AS x,
    sum(CASE leg WHEN 'x' THEN number ELSE 0 END) AS raw,
    sum(CASE leg WHEN 'd' THEN CASE WHEN cap IS NULL THEN number ELSE min(number, cap) END ELSE 0 END) AS d,
    sum(CASE leg WHEN 'x' THEN CASE WHEN cap IS NULL THEN earlier ELSE min(earlier, cap) END ELSE 0 END) AS c,
    sum(other_currency) AS other_currency, sum(no_amount) AS no_amount, sum(pending) AS pending,
    coalesce(substr(min(payment), 16), '') AS payment
  FROM (
    SELECT ${OUTCOME_KEY}, leg, fn, cap, ${number("n", "high", "low")} AS number, ${number("n_before", "high_before", "low_before")} AS earlier,
      n AS answers, other_currency, no_amount, pending, payment
    FROM (
      SELECT ${OUTCOME_KEY}, leg, fn, cap,
        sum(inside AND reached AND amount IS NOT NULL) AS n,
        coalesce(sum(CASE WHEN inside AND reached THEN amount / ${BASE} END), 0) AS high,
        coalesce(sum(CASE WHEN inside AND reached THEN amount % ${BASE} END), 0) AS low,
        sum(before AND reached AND amount IS NOT NULL) AS n_before,
        coalesce(sum(CASE WHEN before AND reached THEN amount / ${BASE} END), 0) AS high_before,
        coalesce(sum(CASE WHEN before AND reached THEN amount % ${BASE} END), 0) AS low_before,
        sum(inside AND reached AND leg = 'x' AND amount IS NULL AND value IS NOT NULL) AS other_currency,
        sum(inside AND reached AND leg = 'x' AND value IS NULL) AS no_amount,
        sum(inside AND pending AND leg = 'x') AS pending,
        min(CASE WHEN inside AND reached AND leg = 'x' AND payment IS NOT NULL THEN printf('%015d', at_ms) || payment END) AS payment
      FROM (
        SELECT *, CASE fn WHEN 'sum' THEN ${CONVERTED} WHEN 'net' THEN ${CONVERTED}
            WHEN 'score' THEN CASE WHEN currency IS NULL THEN value END WHEN 'answers' THEN CASE WHEN currency IS NULL THEN value END
            ELSE value END AS amount
        FROM (${BRANCHES.map((one) => branch(one, units)).join("\n  UNION ALL")})
        WHERE inside OR before
      )
      GROUP BY ${OUTCOME_KEY}, leg
    )
  )
  GROUP BY ${OUTCOME_KEY}
)
WHERE x <> 0 OR raw <> 0 OR d <> 0 OR c <> 0 OR other_currency <> 0 OR no_amount <> 0 OR pending <> 0`;
}

/** `units` as above. Rows that no longer come out are left as zeros, for `dropEmptyStatement`. */
export function outcomeStatements(db: D1Database, units: string, json: string): D1PreparedStatement[] {
  const values = ["x", "raw", "d", "c", "other_currency", "no_amount", "pending", "payment"];
  const zeros = `SELECT ${OUTCOME_KEY}, 0, 0, 0, 0, 0, 0, 0, '' FROM stored
    WHERE (${OUTCOME_KEY}) NOT IN (SELECT ${OUTCOME_KEY} FROM fresh)`;
  return [
    db
      .prepare(
        `WITH fresh AS MATERIALIZED (${outcomesOf(units)}), stored AS MATERIALIZED (${storedOutcomes(units)})
         INSERT INTO outcomes (${OUTCOME_COLUMNS})
         SELECT * FROM (SELECT * FROM fresh EXCEPT SELECT * FROM stored UNION ALL ${zeros}) WHERE true
         ON CONFLICT (${OUTCOME_KEY}) DO UPDATE SET ${values.map((column) => `${column} = excluded.${column}`).join(", ")}`,
      )
      .bind(json),
    db
      .prepare(
        `DELETE FROM outcomes WHERE unit IN (${units})
           AND x = 0 AND raw = 0 AND d = 0 AND c = 0 AND other_currency = 0 AND no_amount = 0 AND pending = 0`,
      )
      .bind(json),
  ];
}

export function storedOutcomes(units: string): string {
  return `SELECT ${OUTCOME_COLUMNS.split(", ")
    .map((column) => `o.${column}`)
    .join(", ")} FROM (${units}) AS units CROSS JOIN outcomes AS o ON o.unit = units.unit`;
}
