/**
 * Two sources of one order that differ by a factor of ten: one of them says rial where it means toman. Counted as
 * `factor-of-ten`, so that health tells it; nothing is changed. Fails open: what cannot be looked up is not warned of.
 */
import { amountsTold, type ToldAmount } from "../store/order-amounts.ts";
import { inRial } from "./currency.ts";
import type { CounterRecord, EventRecord } from "./record.ts";
import { within } from "./within.ts";

const LOOK_MS = 1_000;

/** To be asked when `rows` are stored, or before. `subject` is what the counter says of where they came from. */
export async function tenfold(
  db: D1Database,
  rows: readonly EventRecord[],
  subject: string,
): Promise<CounterRecord[]> {
  const told = rows.flatMap(({ orderId, refundId, valueMinor: minor, currency }) =>
    orderId === null || refundId !== null || minor === null || currency === null
      ? []
      : [{ orderId, minor, currency }],
  );
  if (told.length === 0) return [];
  try {
    const known = await within(LOOK_MS, amountsTold(db, [...new Set(told.map(({ orderId }) => orderId))]));
    const apart = told.filter((one) => known?.some((other) => isTenfold(one, other)));
    const count = new Set(apart.map(({ orderId }) => orderId)).size;
    return count === 0 ? [] : [{ reason: "factor-of-ten", subject, count }];
  } catch {
    return [];
  }
}

function isTenfold(one: ToldAmount, other: ToldAmount): boolean {
  if (one.orderId !== other.orderId || one.minor === 0) return false;
  const [a, b] = [inRial(one.minor, one.currency), inRial(other.minor, other.currency)];
  return a.currency === b.currency && (a.minor === b.minor * 10 || a.minor * 10 === b.minor);
}
