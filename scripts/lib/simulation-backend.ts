/** The shop's backend: tells of orders with a token, or by signed webhooks where it has a secret. */
import { createHmac } from "node:crypto";

export interface OrderTold {
  readonly event: "order_placed" | "order_paid" | "order_delivered" | "order_refused" | "order_refunded";
  readonly orderId: string;
  /** Minor units. */
  readonly minor?: number;
  readonly refundId?: string;
  readonly customer?: string;
  /** The cart's token; webhooks only. */
  readonly cart?: string;
  readonly test?: boolean;
  readonly staff?: boolean;
}

export interface Backend {
  readonly url: string;
  /** Role editor. */
  readonly token: string;
  /** Signs the generic webhook; null: there is none. */
  readonly webhookSecret: string | null;
}

const CURRENCY = "USD";
const AGAIN_MS = 500;

export async function tellByApi(backend: Backend, order: OrderTold): Promise<void> {
  const { event: name, orderId, minor, refundId, customer, test, staff } = order;
  const event = {
    id: `${orderId}-${name}-${refundId ?? ""}`,
    name,
    orderId,
    ...(minor === undefined ? {} : { value: minor / 100, currency: CURRENCY }),
    ...(refundId === undefined ? {} : { refundId }),
    ...(customer === undefined ? {} : { customer }),
    ...(test === true ? { test } : {}),
    ...(staff === true ? { staff } : {}),
  };
  await deliver(backend, "/_lahza/api/events", () => ({
    headers: { authorization: `Bearer ${backend.token}` },
    body: JSON.stringify({ events: [event] }),
  }));
}

/** Needs the secret. */
export async function tellByWebhook(backend: Backend, order: OrderTold): Promise<void> {
  const { event, orderId: id, minor, refundId, customer, cart, test, staff } = order;
  const amount = minor === undefined ? undefined : (minor / 100).toFixed(2);
  const body = JSON.stringify({
    event,
    at: Date.now(),
    order: {
      id,
      currency: CURRENCY,
      ...(amount === undefined || refundId !== undefined ? {} : { total: amount }),
      ...(customer === undefined ? {} : { customer }),
      ...(cart === undefined ? {} : { lahza: cart }),
      ...(test === true ? { test } : {}),
      ...(staff === true ? { staff } : {}),
    },
    ...(refundId === undefined ? {} : { refund: { id: refundId, amount } }),
  });
  await deliver(backend, "/_lahza/hooks/generic", () => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac("sha256", backend.webhookSecret ?? "")
      .update(`${timestamp}.${body}`)
      .digest("hex");
    return { headers: { "lahza-timestamp": timestamp, "lahza-signature": signature }, body };
  });
}

/** What is not stored is sent again, as a backend has to. */
async function deliver(
  { url }: Backend,
  path: string,
  signed: () => { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<void> {
  for (;;) {
    const { headers, body } = signed();
    const answer = await fetch(new URL(path, url), {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    const text = await answer.text();
    if (answer.status === 200) return;
    if (answer.status !== 503 && answer.status !== 429)
      throw new Error(`an order was answered with ${answer.status}: ${text}`);
    await new Promise((resume) => setTimeout(resume, AGAIN_MS));
  }
}

/** Path of a link that takes a browser out of the count. */
export async function staffLink({ url, token }: Backend): Promise<string> {
  const answer = await fetch(new URL("/_lahza/api/staff-links", url), {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  if (answer.status !== 201) throw new Error(`a staff link was answered with ${answer.status}`);
  const { data } = (await answer.json()) as { data: { url: string } };
  return new URL(data.url).pathname;
}
