/**
 * The visit: facts of its first page, kept in the signed cookie
 * `lahza_s=v1.<kid>.<started>.<seen>.<facts>.<signature>` while experiments run on its pages (the caller
 * decides). Times are seconds in base 36, facts base64url of JSON. A visit ends after some idle minutes (30, unless the
 * settings say otherwise), so whoever reads it on a touched page also writes it again. The signature covers the visitor's id: another
 * visitor's session is no session.
 */
import type { Config, SigningKey } from "../config.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { cookieValues } from "./cookie-header.ts";
import type { Device } from "./device.ts";
import { setCookie } from "./set-cookie.ts";
import { type Recent, recent } from "./recent.ts";
import { isSigned, sign, SIGNATURE_LENGTH } from "./signature.ts";

export const SESSION_COOKIE = "lahza_s";
const IDLE_MINUTES = 30;

const MAX_LENGTH = 2048;
const MAX_TRIED = 2;
const MAX_UTM = 100;
const MAX_REFERRER = 200;
const MAX_SKEW_MS = 60 * 60 * 1000;

export interface Visit {
  readonly startedAtMs: number;
  /** New: the id was minted in this visit. */
  readonly visitor: "new" | "returning";
  readonly device: Device["device"];
  readonly country: string | null;
  /** Host and path of the page that led here, without its query; null: none, or the shop itself. */
  readonly referrer: string | null;
  /** `utm_source` to `utm_content`, those that the first page's address named. */
  readonly utm: { readonly [name in UtmName]?: string };
}

/** Rulesets of earlier builds do not say. */
type VisitSettings = Partial<Pick<Settings, "visitLengthMinutes">>;

function idleSeconds({ visitLengthMinutes = IDLE_MINUTES }: VisitSettings): number {
  return visitLengthMinutes * 60;
}

export const UTM_NAMES = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"] as const;
export type UtmName = (typeof UTM_NAMES)[number];

/** What a visit that begins with this page knows. */
export function beginVisit(first: {
  readonly url: URL;
  readonly referer: string | null;
  readonly isNew: boolean;
  readonly device: Device["device"];
  readonly country: string | null;
  readonly nowMs: number;
}): Visit {
  const utm: { [name in UtmName]?: string } = {};
  if (first.url.search.includes("utm_")) {
    for (const name of UTM_NAMES) {
      const value = first.url.searchParams.get(name);
      if (value !== null && value !== "") utm[name] = clipped(value, MAX_UTM);
    }
  }
  return {
    startedAtMs: Math.floor(first.nowMs / 1000) * 1000,
    visitor: first.isNew ? "new" : "returning",
    device: first.device,
    country: first.country,
    referrer: referrerOf(first.referer, first.url),
    utm,
  };
}

/** The visit that goes on, or null: a new one begins. */
export async function readVisit(...asked: Parameters<typeof readSession>): Promise<Visit | null> {
  return (await readSession(...asked))?.visit ?? null;
}

/** The same, with when its cookie was last written, in ms since the epoch. */
export async function readSession(
  cookieHeader: string | null,
  visitorId: string,
  keys: readonly SigningKey[],
  settings: VisitSettings,
  nowMs: number,
): Promise<Seen | null> {
  if (cookieHeader?.includes(SESSION_COOKIE) !== true) return null;
  for (const value of cookieValues(cookieHeader, SESSION_COOKIE).slice(0, MAX_TRIED)) {
    const memo = memoOf(keys);
    const name = bound(value, visitorId);
    const seen = memo.get(name) ?? (await verifyVisit(value, visitorId, keys));
    if (seen === null) continue;
    memo.set(name, seen);
    const idleMs = nowMs - seen.atMs;
    if (idleMs < idleSeconds(settings) * 1000 && idleMs > -MAX_SKEW_MS) return seen;
  }
  return null;
}

/** The Set-Cookie header that carries the visit on from now. Throws when there is no key. */
export async function visitSetCookie(
  visit: Visit,
  visitorId: string,
  config: Pick<Config, "cookieKeys" | "cookieDomain">,
  settings: VisitSettings,
  url: URL,
  nowMs: number,
): Promise<string> {
  const value = await formatVisit(visit, visitorId, config.cookieKeys, nowMs);
  const maxAgeSeconds = idleSeconds(settings);
  return setCookie(SESSION_COOKIE, value, { maxAgeSeconds, domain: config.cookieDomain, url });
}

export async function formatVisit(
  visit: Visit,
  visitorId: string,
  keys: readonly SigningKey[],
  nowMs: number,
): Promise<string> {
  const key = keys[0];
  if (key === undefined) throw new Error("no key to sign the session cookie with");
  let facts = encodeFacts(visit);
  // Texts that grow when encoded: the attribution goes before the cookie does.
  if (facts.length > MAX_FACTS_LENGTH) facts = encodeFacts({ ...visit, referrer: null, utm: {} });
  const signed = `v1.${key.id}.${base36(visit.startedAtMs)}.${base36(nowMs)}.${facts}`;
  const value = `${signed}.${await sign(key, bound(signed, visitorId))}`;
  // It comes back with the next request: remembered as a reader would read it.
  const visitAsRead = decodeFacts(facts, Math.floor(visit.startedAtMs / 1000) * 1000);
  if (visitAsRead !== null) {
    memoOf(keys).set(bound(value, visitorId), { visit: visitAsRead, atMs: Math.floor(nowMs / 1000) * 1000 });
  }
  return value;
}

/** A visit and when it was last written. */
interface Seen {
  readonly visit: Visit;
  readonly atMs: number;
}

async function verifyVisit(
  value: string,
  visitorId: string,
  keys: readonly SigningKey[],
): Promise<Seen | null> {
  if (value.length > MAX_LENGTH) return null;
  const parts = value.split(".");
  const [version, keyId, started, seen, facts, signature] = parts;
  if (parts.length !== 6 || version !== "v1" || started === undefined || seen === undefined) return null;
  if (facts === undefined || signature?.length !== SIGNATURE_LENGTH) return null;
  const key = keys.find((candidate) => candidate.id === keyId);
  const signed = value.slice(0, -(SIGNATURE_LENGTH + 1));
  if (key === undefined || !(await isSigned(key, bound(signed, visitorId), signature))) return null;
  const visit = decodeFacts(facts, Number.parseInt(started, 36) * 1000);
  const atMs = Number.parseInt(seen, 36) * 1000;
  return visit === null || Number.isNaN(atMs) ? null : { visit, atMs };
}

/** No other cookie's text is signed in this form. */
function bound(signed: string, visitorId: string): string {
  return `${SESSION_COOKIE}|${visitorId}|${signed}`;
}

/** As for the visitor's cookie: what verified lately is not verified again, under the same keys. */
const MEMO_SIZE = 1000;
const memos = new WeakMap<readonly SigningKey[], Recent<Seen>>();

function memoOf(keys: readonly SigningKey[]): Recent<Seen> {
  let memo = memos.get(keys);
  if (memo === undefined) {
    memo = recent<Seen>(MEMO_SIZE);
    memos.set(keys, memo);
  }
  return memo;
}

const MAX_FACTS_LENGTH = 1800;

/** Facts in a fixed order, so that the cookie stays short. */
type Packed = [
  visitor: 0 | 1,
  device: string,
  country: string | null,
  referrer: string | null,
  ...utm: (string | null)[],
];

function encodeFacts(visit: Visit): string {
  const packed: Packed = [
    visit.visitor === "new" ? 1 : 0,
    visit.device,
    visit.country,
    visit.referrer,
    ...UTM_NAMES.map((name) => visit.utm[name] ?? null),
  ];
  return toBase64Url(new TextEncoder().encode(JSON.stringify(packed)));
}

/** Signed by us, so the shape is ours; an older build's is told by what is missing. */
function decodeFacts(text: string, startedAtMs: number): Visit | null {
  const bytes = fromBase64Url(text);
  if (bytes === null) return null;
  try {
    const [isNew, device, country, referrer, ...values] = JSON.parse(
      new TextDecoder().decode(bytes),
    ) as Packed;
    if (device !== "mobile" && device !== "tablet" && device !== "desktop") return null;
    const utm: { [name in UtmName]?: string } = {};
    UTM_NAMES.forEach((name, index) => {
      const value = values[index];
      if (typeof value === "string") utm[name] = value;
    });
    return { startedAtMs, visitor: isNew === 1 ? "new" : "returning", device, country, referrer, utm };
  } catch {
    return null;
  }
}

/** Host and path only; the shop's own pages lead nowhere new. */
function referrerOf(referer: string | null, url: URL): string | null {
  if (referer === null || !URL.canParse(referer)) return null;
  const from = new URL(referer);
  if (!/^https?:$/.test(from.protocol) || from.host === url.host) return null;
  return clipped(from.host + from.pathname, MAX_REFERRER);
}

/** Not in the middle of a surrogate pair. */
function clipped(text: string, length: number): string {
  return text
    .slice(0, length)
    .toWellFormed()
    .replace(/\ufffd$/, "");
}

function base36(ms: number): string {
  return Math.floor(ms / 1000).toString(36);
}
