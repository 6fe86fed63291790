/** Fields that the shops' platforms write in several ways. Schemas drop every key that they do not name. */
import * as z from "zod";
import type { OrderReport, OrderState, Reading } from "./source.ts";

/** A number or a text; as text. What is too long to be an id is none. */
export const id = z.union([z.string().max(200), z.number()]).transform((value) => String(value).trim());

export const text = z.string().max(500);

/** `"199.00"`, `199`, `{ "amount": 199 }`: major units. */
export const amount = z.union([z.string().max(40), z.number()]);

/** Custom data of an order, as the platforms name its halves. */
export const attributes = z
  .array(z.object({ name: text.optional(), key: text.optional(), value: z.unknown() }))
  .nullish();

/** Lines of an order; a line without a SKU is of no product that a page could name. */
export const lines = z.array(z.object({ sku: z.string().max(200).nullish() })).nullish();

export function skusOf(list: z.output<typeof lines>): readonly string[] {
  return (list ?? []).flatMap(({ sku }) => sku ?? []);
}

/** Names under which the cart's token travels; with `_` in front shops hide it from the shopper. */
const TOKEN_NAMES: ReadonlySet<string> = new Set(["lahza", "_lahza"]);

export function cartTokenIn(list: z.output<typeof attributes>): string | null {
  for (const { name, key, value } of list ?? []) {
    if (TOKEN_NAMES.has(name ?? key ?? "") && typeof value === "string") return value;
  }
  return null;
}

/** ISO 8601; `zone` is for texts that name none: an IANA name. Null: not told, or no time. */
export function instant(value: string | null | undefined, zone = "UTC"): number | null {
  if (value === null || value === undefined) return null;
  const isZoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(value);
  const ms = Date.parse(isZoned ? value : `${value.replace(" ", "T")}Z`);
  if (!Number.isFinite(ms) || ms <= 0) return null;
  if (isZoned || zone === "UTC") return ms;
  // The offset at that hour of UTC may be the one of the other side of a change to summer time.
  return ms - offsetOf(zone, ms - offsetOf(zone, ms));
}

/** ms that a zone's clocks are ahead of UTC; an unknown zone is UTC. */
function offsetOf(timeZone: string, ms: number): number {
  try {
    const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(
      ms,
    );
    const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    if (sign === undefined) return 0;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  } catch {
    return 0;
  }
}

/** A state of an order with nothing but its time. */
export function bare(name: OrderState["name"], at: string | null | undefined): OrderState {
  return { name, atMs: instant(at), amounts: [], currency: null, refundId: null };
}

/** The report that a body of this schema makes, or in words why it makes none: names of fields, never their values. */
export function reading<S extends z.ZodType>(
  schema: S,
  json: unknown,
  report: (value: z.output<S>) => OrderReport,
): Reading {
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, report: report(parsed.data) };
  const [issue] = parsed.error.issues;
  const detail = `${issue?.path.map(String).join(".") || "the body"}: ${issue?.message ?? "not understood"}`;
  return { ok: false, reason: "not-readable", detail };
}
