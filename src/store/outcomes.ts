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

interface Branch {
  /** FROM after `units`, `e` and `r`; gives `h`. */
  readonly from: string;
  readonly reached: string;
  readonly pending: string;
  readonly value: string;
  /** The same of what was done before the exposure, as it stood then: what a variant can change is no past of its own. */
  readonly past: { readonly reached: string; readonly value: string };
  readonly payment: string;
  /** Only for units that are customers; what another visitor's row says of the customer counts for these. */
  readonly ofCustomers?: true;
}

const OF_EVENTS: Omit<Branch, "from"> = {
  reached: "m.state = 'placed'",
  pending: "0",
  value: "h.value_minor",
  past: { reached: "m.state = 'placed'", value: "h.value_minor" },
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
  // Refunds are added up without their times, so that none counts.
  past: {
    reached: `CASE m.state WHEN 'placed' THEN 1 WHEN 'paid' THEN min(coalesce(h.paid_at, h.delivered_at), coalesce(h.delivered_at, h.paid_at)) < e.since
      WHEN 'delivered' THEN h.delivered_at < e.since WHEN 'refused' THEN h.refused_at < e.since ELSE 0 END`,
    value: "CASE WHEN m.fn = 'net' AND h.refused_at < e.since THEN h.value_minor * 0 ELSE h.value_minor END",
  },
  payment: "h.payment",
};

const BRANCHES: readonly Branch[] = [
  { ...OF_EVENTS, from: "events AS h ON h.unit = e.unit AND h.order_id IS NULL" },
  { ...OF_ORDERS, from: "orders AS h ON h.visitor = e.unit" },
  {
    ...OF_EVENTS,
    from: "events AS h ON h.customer = substr(e.unit, 3) AND h.unit <> e.unit AND h.order_id IS NULL",
    ofCustomers: true,
  },
  { ...OF_ORDERS, from: "orders AS h ON h.customer = substr(e.unit, 3)", ofCustomers: true },
];

/**
 * Where what a unit did is found: FROM after a row `e` of its exposure; gives `h` with `name` and `at_ms`. `reached`, over
 * `h` and its measure `m`: whether it has come to the state that counts; `value`: its amount.
 */
export const DEEDS: readonly Pick<Branch, "from" | "reached" | "value" | "ofCustomers">[] = BRANCHES;
/** Units that are customers: `c.` and their digest. */
export const isCustomer = (unit: string): string => `${unit} >= 'c.' AND ${unit} < 'c/'`;

/** In minor units of the phase's currency, to the nearest, halves away from 0; null: no rate. */
const CONVERTED = `CASE WHEN value IS NULL OR currency IS NULL THEN NULL WHEN currency = counted_in THEN value
  WHEN currency = 'IRT' AND counted_in = 'IRR' THEN value * 10
  ELSE (2 * value * (rates->currency->>0) + CASE WHEN value < 0 THEN -1 ELSE 1 END * (rates->currency->>1)) / (2 * (rates->currency->>1)) END`;

/** Held within this before it is added up, so that a sum of nine hundred thousand of them is exact. */
const MAX_AMOUNT = 10_000_000_000_000;
const within = (value: string, most: number): string => `max(-${most}, min(${most}, ${value}))`;

/** What a unit's row in `cohort` and something that it did come to. Null: nothing. */
const SLOT = {
  inNumerator: 1,
  inDenominator: 2,
  before: 3,
  pending: 4,
  otherCurrency: 5,
  noAmount: 6,
  stored: 7,
} as const;

/**
 * `LIMIT -1`: a query of its own. SQLite would put each expression into those that name it, again and again, which makes
 * the statement twice as long to compile and no quicker to run.
 */
const branch = ({ from, reached, pending, value, past, payment, ofCustomers }: Branch): string => `
  SELECT n, unit, experiment, phase, metric, fn, cap, amount, CASE WHEN payment IS NOT NULL THEN printf('%015d', at_ms) || payment END AS payment,
    CASE WHEN NOT inside THEN CASE WHEN reached AND amount IS NOT NULL THEN ${SLOT.before} END
      WHEN reached AND amount IS NOT NULL THEN CASE leg WHEN 'x' THEN ${SLOT.inNumerator} ELSE ${SLOT.inDenominator} END
      WHEN leg = 'd' THEN NULL
      WHEN reached THEN CASE WHEN value IS NULL THEN ${SLOT.noAmount} ELSE ${SLOT.otherCurrency} END
      WHEN pending THEN ${SLOT.pending} END AS slot
  FROM (
    SELECT *, CASE fn WHEN 'sum' THEN ${within(CONVERTED, MAX_AMOUNT)} WHEN 'net' THEN ${within(CONVERTED, MAX_AMOUNT)}
      WHEN 'score' THEN CASE WHEN currency IS NULL THEN ${within("value", MAX_AMOUNT)} END
      WHEN 'priced' THEN ${CONVERTED} IS NOT NULL OR NULL
      WHEN 'answers' THEN CASE WHEN currency IS NULL AND value IS NOT NULL THEN 1 END ELSE 1 END AS amount
    FROM (
      SELECT e.n, e.unit, e.experiment, e.phase, m.metric, m.leg, m.fn, m.cap, h.at_ms, h.at_ms >= e.since AS inside, ${pending} AS pending,
        CASE WHEN h.at_ms >= e.since THEN ${reached} ELSE ${past.reached} END AS reached,
        CASE WHEN m.fn IN ('did', 'count', 'again') THEN 1 WHEN h.at_ms >= e.since THEN ${value} ELSE ${past.value} END AS value, h.currency, e.counted_in, e.rates,
        ${payment} AS payment
      FROM cohort AS e CROSS JOIN ${from}
        CROSS JOIN measures AS m ON m.experiment = e.experiment AND m.phase = e.phase AND m.event = h.name
      WHERE e.conflict = 0 AND ${ofCustomers ? `${isCustomer("e.unit")} AND` : ""} h.at_ms >= e.since - ${BEFORE_MS}
        AND CASE WHEN h.at_ms < e.since THEN m.leg = 'x'
          ELSE h.at_ms >= e.since + m.after_ms AND (m.window_ms IS NULL OR h.at_ms < e.since + m.window_ms) END
      LIMIT -1
    )
    LIMIT -1
  )`;

/** What is stored of a unit, whether it still comes out or not. */
const STORED = `
  SELECT e.n, e.unit, e.experiment, e.phase, o.metric, NULL, NULL, NULL, NULL, ${SLOT.stored}
  FROM cohort AS e CROSS JOIN outcomes AS o ON o.unit = e.unit AND o.experiment = e.experiment AND o.phase = e.phase`;

const number = (fn: string, sum: string): string =>
  `CASE ${fn} WHEN 'did' THEN min(${sum}, 1) WHEN 'again' THEN ${sum} >= 2 ELSE ${within(sum, MAX_NUMBER)} END`;
const capped = (value: string, cap: string): string =>
  `CASE WHEN ${cap} IS NULL THEN ${value} ELSE min(${value}, ${cap}) END`;
const sumOf = (slot: number): string => `coalesce(sum(CASE slot WHEN ${slot} THEN amount END), 0)`;

/**
 * `units`: SQL of a set with the column `unit`. Gives rows of `outcomes` in the order of OUTCOME_COLUMNS, none for who did
 * nothing that any metric counts; `withStored`: a row of zeros there, where one is stored.
 */
export function outcomesOf(units: string, withStored = false): string {
  return `
WITH cohort AS MATERIALIZED (
  SELECT row_number() OVER () AS n, e.unit, e.experiment, e.phase, ${since("e")} AS since, e.conflict, r.currency AS counted_in, r.rates
  FROM (${units}) AS units CROSS JOIN exposures AS e ON e.unit = units.unit
    CROSS JOIN phase_rules AS r ON r.experiment = e.experiment AND r.phase = e.phase
  ${withStored ? "" : "WHERE e.conflict = 0"}
)
SELECT unit, experiment, phase, metric,
  ${capped("raw", "CASE fn WHEN 'score' THEN cap * d ELSE cap END")} AS x, raw,
  ${capped("d", "d_cap")} AS d, ${capped("c", "cap")} AS c, other_currency, no_amount, pending, coalesce(substr(payment, 16), '') AS payment
FROM (
  SELECT unit, experiment, phase, metric, fn, cap, d_cap, ${number("fn", "x_sum")} AS raw, ${number("fn", "c_sum")} AS c, ${number("d_fn", "d_sum")} AS d,
    other_currency, no_amount, pending, payment${withStored ? ", is_stored" : ""}
  FROM (
    SELECT unit, experiment, phase, metric,
      max(CASE slot WHEN ${SLOT.inDenominator} THEN NULL ELSE fn END) AS fn, max(CASE slot WHEN ${SLOT.inDenominator} THEN fn END) AS d_fn,
      max(CASE slot WHEN ${SLOT.inDenominator} THEN NULL ELSE cap END) AS cap, max(CASE slot WHEN ${SLOT.inDenominator} THEN cap END) AS d_cap,
      ${sumOf(SLOT.inNumerator)} AS x_sum, ${sumOf(SLOT.inDenominator)} AS d_sum, ${sumOf(SLOT.before)} AS c_sum,
      sum(slot = ${SLOT.otherCurrency}) AS other_currency, sum(slot = ${SLOT.noAmount}) AS no_amount, sum(slot = ${SLOT.pending}) AS pending,
      min(CASE WHEN slot IN (${SLOT.inNumerator}, ${SLOT.otherCurrency}, ${SLOT.noAmount}) THEN payment END) AS payment${withStored ? `, max(slot = ${SLOT.stored}) AS is_stored` : ""}
    FROM (${BRANCHES.map(branch).join("\n  UNION ALL")}${withStored ? `\n  UNION ALL${STORED}` : ""})
    WHERE slot IS NOT NULL GROUP BY n, metric
  )
)
WHERE x <> 0 OR raw <> 0 OR d <> 0 OR c <> 0 OR other_currency <> 0 OR no_amount <> 0 OR pending <> 0 ${withStored ? "OR is_stored" : ""}`;
}
