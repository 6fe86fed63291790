/** What is known of a list of orders, for comparing it with the shop's own. */
import { ORDER_STAFF, ORDER_TEST } from "../domain/order.ts";
import type { Counting, RecordedOrder } from "../results/reconcile.ts";
import { since } from "./cell.ts";

export interface Asked {
  readonly experiment: number;
  readonly phase: number;
  readonly unit: "visitor" | "customer";
}

interface Row {
  readonly id: string;
  readonly marks: string | null;
  readonly visitor: string | null;
  readonly at_ms: number | null;
  readonly value_minor: number | null;
  readonly currency: string | null;
  readonly paid_at: number | null;
  readonly delivered_at: number | null;
  readonly variant: number | null;
  readonly since: number | null;
  readonly conflict: number | null;
  readonly confirmed_at: number | null;
}

/** An order that only browsers speak of has a row for each: the one that met the experiment is taken. */
const FIND = `
  SELECT w.value AS id, o.visitor, o.at_ms, o.value_minor, o.currency, o.paid_at, o.delivered_at,
    (SELECT group_concat(DISTINCT m.name) FROM events AS m
      WHERE m.order_id = w.value AND m.name IN ('${ORDER_TEST}', '${ORDER_STAFF}') AND m.source <> 'browser') AS marks,
    e.variant, ${since("e")} AS since, e.conflict, e.confirmed_at
  FROM json_each(?1) AS w
    LEFT JOIN orders AS o ON o.order_id = w.value AND o.name = 'purchase'
    LEFT JOIN exposures AS e ON e.unit = CASE WHEN ?4 = 'customer' THEN 'c.' || o.customer ELSE o.visitor END
      AND e.experiment = CAST(?2 AS INTEGER) AND e.phase = CAST(?3 AS INTEGER)
  ORDER BY e.variant IS NULL, o.claimant`;

/** By order id; `asked` null: no experiment. */
export async function recordedOrders(
  db: D1Database,
  ids: readonly string[],
  asked: Asked | null,
): Promise<Map<string, RecordedOrder>> {
  const { results } = await db
    .prepare(FIND)
    .bind(JSON.stringify(ids), asked?.experiment ?? 0, asked?.phase ?? 0, asked?.unit ?? "visitor")
    .all<Row>();
  const found = new Map<string, RecordedOrder>();
  for (const row of results) if (!found.has(row.id)) found.set(row.id, recordedOf(row));
  return found;
}

function recordedOf(row: Row): RecordedOrder {
  const marks = row.marks ?? "";
  return {
    isTest: marks.includes(ORDER_TEST),
    isStaff: marks.includes(ORDER_STAFF),
    order:
      row.at_ms === null
        ? null
        : {
            visitor: row.visitor,
            atMs: row.at_ms,
            minor: row.value_minor,
            currency: row.currency,
            isPaid: row.paid_at !== null,
            isDelivered: row.delivered_at !== null,
          },
    exposure:
      row.variant === null || row.since === null
        ? null
        : {
            variant: row.variant,
            sinceMs: row.since,
            isTwofold: row.conflict === 1,
            isConfirmed: row.confirmed_at !== null,
          },
  };
}

/** How a phase counts purchases; null: it does not. */
export async function purchaseCounting(
  db: D1Database,
  { experiment, phase }: Asked,
): Promise<Counting | null> {
  const row = await db
    .prepare(
      `SELECT state, window_ms FROM measures
       WHERE experiment = CAST(?1 AS INTEGER) AND phase = CAST(?2 AS INTEGER) AND event = 'purchase' AND state IN ('placed', 'paid', 'delivered')
       ORDER BY metric <> 'purchase', metric LIMIT 1`,
    )
    .bind(experiment, phase)
    .first<{ state: Counting["from"]; window_ms: number | null }>();
  return row === null ? null : { from: row.state, windowMs: row.window_ms };
}
