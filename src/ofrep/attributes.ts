/**
 * What audiences ask about, from the evaluation context: the same names as at the edge, and only those. What the
 * context does not say is taken from the request where the shopper's own browser sends it, and is else unknown.
 */
import type { Settings } from "../domain/settings.schema.ts";
import { primaryLanguage } from "../domain/text.ts";
import { ATTRIBUTE_NAMES, type Attributes, attributesFor, type Place } from "../visitor/attributes.ts";
import type { BuyerStage } from "../visitor/buyer.ts";
import type { Visit } from "../visitor/session.ts";
import { type EvaluationContext, isRecord } from "./context.ts";

export interface Asking {
  readonly context: EvaluationContext;
  /** The shopper's browser asks itself: its headers and its place are the shopper's. Null: a server asks for somebody. */
  readonly browser: { readonly headers: Headers; readonly place: Place | null } | null;
  /** Facts of the visit, where its signed cookie came along. */
  readonly visit: Visit | null;
  /** How often the visitor of the signed cookie bought; null: not known. */
  readonly stage?: BuyerStage | null;
  readonly signedIn: boolean;
  readonly settings: Settings;
  readonly nowMs: number;
}

export function audienceAttributes(names: ReadonlySet<string>, asking: Asking): Attributes {
  if (names.size === 0) return {};
  const { context, browser, visit, settings } = asking;
  const told = knownIn(context.fields, settings);
  const { stage = null } = asking;
  const known = stage === null || Object.hasOwn(told, "stage") ? told : { ...told, stage };
  const headers =
    browser?.headers ?? new Headers(context.userAgent === null ? {} : { "user-agent": context.userAgent });
  const unknown = new Set<string>();
  if (context.url === null) for (const name of OF_ADDRESS) unknown.add(name);
  if (browser === null && context.userAgent === null) for (const name of OF_AGENT) unknown.add(name);
  if (visit !== null) for (const name of OF_VISIT) unknown.delete(name);
  else for (const name of ["visitor", "referrer"]) unknown.add(name);
  const asked = [...names].filter((name) => {
    const head = headOf(name);
    return Object.hasOwn(known, head) || !unknown.has(head);
  });
  return attributesFor(asked, {
    headers,
    url: context.url ?? NOWHERE,
    place: browser?.place ?? null,
    visitor: { isNew: false, customer: asking.signedIn ? "signed-in" : null },
    visit,
    settings,
    nowMs: asking.nowMs,
    known,
  });
}

/** Stands where no page was named; nothing that is asked reads it. */
const NOWHERE = new URL("https://nowhere.invalid/");
const OF_ADDRESS = [
  "url",
  "path",
  "query",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_term",
  "utm_content",
];
const OF_AGENT = ["device", "browser", "os", "inApp"];
const OF_VISIT = ["device", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];
const PLAIN: ReadonlySet<string> = new Set(ATTRIBUTE_NAMES);
const HOLDERS: ReadonlySet<string> = new Set(["cart", "product", "query", "cookie", "header"]);
/** The page's address is read by its own field. */
const OWN: ReadonlySet<string> = new Set(["url", "path", "hour", "weekday", "occasion", "holiday"]);

/** Allow-listed fields by their first name, `a.b` put where `a: {b}` would be. */
function knownIn(
  fields: { readonly [name: string]: unknown },
  settings: Pick<Settings, "cookies" | "headers">,
): { readonly [name: string]: unknown } {
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const head = headOf(name);
    if (head === name && PLAIN.has(name) && !OWN.has(name)) known[name] = normalised(name, value);
    if (!HOLDERS.has(head)) continue;
    const members =
      head === name ? (isRecord(value) ? Object.entries(value) : []) : [[name.slice(head.length + 1), value]];
    const holder = (known[head] as Record<string, unknown> | undefined) ?? Object.create(null);
    for (const [member, of] of members as [string, unknown][]) {
      if (isReadable(head, member, settings)) holder[member] = of;
    }
    known[head] = holder;
  }
  const locale = fields["locale"];
  if (known["language"] === undefined && typeof locale === "string")
    known["language"] = primaryLanguage(locale);
  return known;
}

/** Cookies and headers only as far as the settings name them, as at the edge. */
function isReadable(head: string, member: string, settings: Pick<Settings, "cookies" | "headers">): boolean {
  if (member === "__proto__" || member.includes(".")) return false;
  if (head === "cookie") return settings.cookies.includes(member);
  if (head === "header") return settings.headers.some((name) => name.toLowerCase() === member.toLowerCase());
  return true;
}

function normalised(name: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (name === "language") return primaryLanguage(value);
  return name === "country" ? value.toUpperCase() : value;
}

function headOf(name: string): string {
  const dot = name.indexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
}
