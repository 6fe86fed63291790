/**
 * What audiences can ask about a visitor, computed only as far as they ask: the names come from
 * `attributesUsed` of the conditions that matter to this page. What is not known is left out, which
 * conditions read as null. Never throws.
 */
import type { Attributes } from "../assignment/condition.ts";
import { normalisePath } from "../assignment/path.ts";
import { isHoliday, occasionOn } from "../domain/calendar.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { shopClock } from "./clock.ts";
import { cookieValue } from "./cookie-header.ts";
import { deviceOf } from "./device.ts";
import { preferredLanguage } from "./language.ts";
import { percentDecoded } from "./percent.ts";
import { beginVisit, UTM_NAMES, type UtmName, type Visit } from "./session.ts";

export type { Attributes } from "../assignment/condition.ts";

export interface AttributeSource {
  readonly headers: Headers;
  readonly url: URL;
  /** Where the request comes from, by its network address. */
  readonly place: Place | null;
  readonly visitor: { readonly isNew: boolean; readonly customer: string | null };
  /** Facts of the visit's first page; null: this request is taken as its first page. */
  readonly visit: Visit | null;
  readonly settings: Pick<Settings, "timeZone" | "cookies" | "headers" | "segmentCookie"> &
    // Rulesets of earlier builds have none.
    Partial<Pick<Settings, "calendar">>;
  readonly nowMs: number;
  /** Facts that others know, by their first name: `stage`, `cart`, `product`. */
  readonly known?: { readonly [name: string]: unknown };
}

export interface Place {
  readonly country?: string | undefined;
  readonly region?: string | undefined;
  /** ISO 3166-2, without the country. */
  readonly regionCode?: string | undefined;
  readonly city?: string | undefined;
}

/** Facts of the visit's first page: an experiment that asks for one of these needs the session cookie. */
export const VISIT_ATTRIBUTES: ReadonlySet<string> = new Set([
  "visitor",
  "device",
  "country",
  "referrer",
  ...UTM_NAMES,
]);

/** Every attribute that has no dot in its name, for editors and checks. */
export const ATTRIBUTE_NAMES: readonly string[] = [
  ...VISIT_ATTRIBUTES,
  "browser",
  "os",
  "inApp",
  "region",
  "city",
  "language",
  "url",
  "path",
  "customer",
  "segment",
  "hour",
  "weekday",
  "stage",
  "occasion",
  "holiday",
];

export function attributesFor(names: Iterable<string>, source: AttributeSource): Attributes {
  const attributes: Holder = {};
  for (const name of names) {
    const head = name.split(".", 1)[0] ?? name;
    if (source.known !== undefined && Object.hasOwn(source.known, head)) {
      attributes[head] = source.known[head];
      continue;
    }
    const value = attribute(name, source);
    if (value !== null && value !== undefined) put(attributes, name, value);
  }
  return attributes;
}

/** The country of a request, or null where the network does not tell (Tor and the unknown are no country). */
export function countryOf(place: Place | null): string | null {
  const country = place?.country;
  return country === undefined || country === "T1" || country === "XX" ? null : country;
}

/** The visit that a request begins. */
export function visitFrom(
  source: Pick<AttributeSource, "headers" | "url" | "place" | "visitor" | "nowMs">,
): Visit {
  return beginVisit({
    url: source.url,
    referer: source.headers.get("referer"),
    isNew: source.visitor.isNew,
    device: deviceOf(source.headers).device,
    country: countryOf(source.place),
    nowMs: source.nowMs,
  });
}

function attribute(name: string, source: AttributeSource): unknown {
  const { headers, url, visit, settings } = source;
  switch (name) {
    case "visitor":
      return visit?.visitor ?? (source.visitor.isNew ? "new" : "returning");
    case "device":
      return visit?.device ?? deviceOf(headers).device;
    case "country":
      return visit === null ? countryOf(source.place) : visit.country;
    case "referrer":
      return (visit ?? visitFrom(source)).referrer;
    case "utm_source":
    case "utm_medium":
    case "utm_campaign":
    case "utm_term":
    case "utm_content":
      return utmOf(name, source);
    case "browser":
    case "os":
    case "inApp":
      return deviceOf(headers)[name];
    case "region":
    case "city":
      return source.place?.[name];
    case "language":
      return preferredLanguage(headers.get("accept-language"));
    case "url":
      return url.href;
    case "path":
      return normalisePath(url.pathname);
    case "customer":
      return source.visitor.customer !== null;
    case "segment":
      return settings.segmentCookie === null ? null : cookieOf(headers, settings.segmentCookie);
    case "hour":
    case "weekday":
      return shopClock(source.nowMs, settings.timeZone)[name];
    case "occasion":
      return occasionOn(settings.calendar ?? [], shopClock(source.nowMs, settings.timeZone).day);
    case "holiday":
      return isHoliday(settings.calendar ?? [], shopClock(source.nowMs, settings.timeZone).day);
    default:
      return dotted(name, source);
  }
}

function utmOf(name: UtmName, { visit, url }: AttributeSource): string | null {
  if (visit !== null) return visit.utm[name] ?? null;
  return url.search.includes(name) ? url.searchParams.get(name) : null;
}

/** `query.x`, and those of `cookie.x` and `header.x` that the settings name. */
function dotted(name: string, { headers, url, settings }: AttributeSource): unknown {
  const dot = name.indexOf(".");
  const head = dot < 0 ? name : name.slice(0, dot);
  const rest = dot < 0 ? "" : name.slice(dot + 1);
  switch (head) {
    case "query":
      return url.search === "" ? null : url.searchParams.get(rest);
    case "cookie":
      return settings.cookies.includes(rest) ? cookieOf(headers, rest) : null;
    case "header":
      return settings.headers.some((allowed) => allowed.toLowerCase() === rest.toLowerCase())
        ? headers.get(rest)
        : null;
    default:
      return null;
  }
}

function cookieOf(headers: Headers, name: string): string | null {
  const value = cookieValue(headers.get("cookie"), name);
  return value === null ? null : percentDecoded(value);
}

interface Holder {
  [name: string]: unknown;
}

/** Where the condition's dotted path will look for it. */
function put(attributes: Holder, path: string, value: unknown): void {
  const steps = path.split(".");
  // Conditions read own properties only, so no name can reach a prototype but this one.
  if (steps.includes("__proto__")) return;
  const last = steps.pop() ?? path;
  let holder = attributes;
  for (const step of steps) {
    const next = holder[step];
    if (typeof next === "object" && next !== null) {
      holder = next as Holder;
    } else {
      const made: Holder = {};
      holder[step] = made;
      holder = made;
    }
  }
  holder[last] = value;
}
