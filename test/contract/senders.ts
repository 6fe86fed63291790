/** What shoppers' browsers and shops send to a Lahza in a test, ready to be sent as often as needed. */
import { parseConfig } from "../../src/config.ts";
import { formatVisitorCookie, mintIdentity } from "../../src/visitor/cookie.ts";
import { fromOwnCode } from "../fixtures/orders/deliveries.ts";
import { COOKIE_KEYS } from "./lahza.ts";

export type Send = (url: URL) => Promise<Response>;

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0";

/** Cookies of as many new visitors. */
export async function visitorCookies(count: number): Promise<string[]> {
  const { cookieKeys } = parseConfig({ COOKIE_KEYS } as never);
  return await Promise.all(
    Array.from({ length: count }, async () => {
      const identity = mintIdentity(Date.now(), (bytes) => void crypto.getRandomValues(bytes));
      return `lahza=${await formatVisitorCookie(identity, cookieKeys)}`;
    }),
  );
}

export function cartEvent(id: string, cookie: string): Send {
  return browserEvent({ id, name: "add_to_cart" }, cookie);
}

/** An order as the data layer of a thank-you page tells it. */
export function purchaseEvent(order: string, cookie: string): Send {
  return browserEvent(
    { id: order, name: "purchase", value: 10, properties: { transaction_id: order } },
    cookie,
  );
}

function browserEvent(event: object, cookie: string): Send {
  return (url) =>
    fetch(new URL("/_lahza/events", url), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "sec-fetch-site": "same-origin",
        "user-agent": CHROME,
        cookie,
      },
      body: JSON.stringify({ events: [event] }),
    });
}

/** An order as a shop's own code tells it; signed when it is sent, as a retry would be. */
export function placedOrder(order: string, currency = "EUR"): Send {
  const at = new Date().toISOString();
  const content = { event: "order_placed", at, order: { id: order, total: "10.00", currency } };
  return (url) => {
    const { path, headers, body } = fromOwnCode(content);
    return fetch(new URL(path, url), { method: "POST", headers, body });
  };
}
