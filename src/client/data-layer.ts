/**
 * Hears what the shop pushes into its data layer for GA4, as Google tag (`gtag("event", …)`) and as Tag Manager
 * (`{event, ecommerce}`), and passes on what goals ask for: `data-events` of its tag, pairs of the data layer's name
 * and ours. Adds nothing to the data layer, and makes none where there is none.
 */

interface Fields {
  event?: unknown;
  ecommerce?: Fields | null;
  transaction_id?: unknown;
  value?: unknown;
  currency?: unknown;
}

const tag = (document.currentScript ??
  document.querySelector("script[data-events]")) as HTMLScriptElement | null;
let wanted = new Map(JSON.parse(tag?.dataset["events"] ?? "[]") as [string, string][]);
const page = window as unknown as Record<string, unknown> & {
  lahza?: {
    track?: (name: string, detail: object) => void;
    listen?: (events: [string, string][]) => void;
  };
};
const heard = new WeakSet();
/** Of the last push that had one: Tag Manager keeps it until `ecommerce: null`. */
let ecommerce: Fields | null | undefined;

/** `gtm.js?id=…&l=name` gives the data layer another name. */
function name(): string {
  for (const { src } of document.scripts) {
    const own = /googletagmanager\.com\/.*[?&]l=(\w+)/.exec(src)?.[1];
    if (own) return own;
  }
  return "dataLayer";
}

function hear(push: unknown): void {
  if (typeof push !== "object" || push === null || heard.has(push)) return;
  heard.add(push);
  const call = push as { [index: number]: unknown };
  if (call[0] === "event") return tell(call[1], call[2] ?? {});
  const fields = push as Fields;
  if ("ecommerce" in fields) ({ ecommerce } = fields);
  tell(fields.event, { ...fields, ...ecommerce });
}

function tell(event: unknown, { transaction_id: order, value, currency }: Fields): void {
  const ours = wanted.get(String(event));
  if (!ours) return;
  const isOrder = typeof order === "string" || typeof order === "number";
  const number = typeof value === "string" && value.trim() ? Number(value) : value;
  page.lahza?.track?.(ours, {
    // The thank-you page may be loaded again.
    id: isOrder ? `${ours}:${order}` : undefined,
    value: number,
    currency: typeof currency === "string" ? currency.toUpperCase() : undefined,
    properties: {
      ...(isOrder && { transaction_id: order }),
      // `1,234.50` or «۱٬۲۳۴»: read where all ways of writing numbers are known.
      ...(Number.isNaN(number) && { value }),
    },
  });
}

const hooked = new WeakSet();

function listen(): void {
  const layer = page[name()];
  if (!Array.isArray(layer)) return;
  layer.forEach(safely);
  if (hooked.has(layer)) return;
  hooked.add(layer);
  const { push } = layer;
  layer.push = (...pushed: unknown[]) => {
    const answer = push.apply(layer, pushed);
    pushed.forEach(safely);
    return answer;
  };
}

/** Whatever is pushed, the shop's own call goes through. */
function safely(push: unknown): void {
  try {
    hear(push);
  } catch {
    // A getter that throws, a proxy: nothing of ours to tell.
  }
}

// On a page that was opened without being loaded.
if (page.lahza)
  page.lahza.listen = (events) => {
    wanted = new Map(events);
    listen();
  };
listen();
// What was made or replaced meanwhile; before the core sends what it has.
addEventListener("load", listen);
document.addEventListener("visibilitychange", listen, true);
addEventListener("pagehide", listen, true);
