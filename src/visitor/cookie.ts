/**
 * The visitor's cookie, `lahza=v1.<id>.<kid>.<exposures>.<signature>`:
 * - id: base64url (22 characters) of 4 bytes of mint time, in seconds, big-endian, and 12 random bytes;
 * - kid: id of the signing key;
 * - exposures: see exposures.ts; may be empty;
 * - signature: over everything before its dot (signature.ts).
 *
 * It lives 395 days (13 months) from its mint time and is never renewed: writing it again, for new exposures
 * or a new key, keeps id and end. What is forged, foreign, malformed, expired or longer than 2 KB is null,
 * and the visitor is a new one.
 */
import type { SigningKey } from "../config.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { cookieValues } from "./cookie-header.ts";
import { type Exposures, formatExposures, parseExposures } from "./exposures.ts";
import { recent } from "./recent.ts";
import { isSigned, sign, SIGNATURE_LENGTH } from "./signature.ts";

export const VISITOR_COOKIE = "lahza";
export const MAX_AGE_SECONDS = 395 * 24 * 60 * 60;

const MAX_LENGTH = 2048;
const ID_BYTES = 16;
const ID_LENGTH = 22;
/** Clocks of the edge differ by less. */
const MAX_SKEW_MS = 60 * 60 * 1000;
/** Cookies under our name that are tried in one request: a header full of forgeries costs no more. */
const MAX_TRIED = 4;

export interface Identity {
  /** 22 characters of base64url. */
  readonly id: string;
  readonly mintedAtMs: number;
  readonly exposures: Exposures;
}

/** `random` fills the array, as `crypto.getRandomValues` does. */
export type Random = (bytes: Uint8Array) => void;

export function mintIdentity(nowMs: number, random: Random): Identity {
  const bytes = new Uint8Array(ID_BYTES);
  random(bytes);
  const seconds = Math.floor(nowMs / 1000);
  new DataView(bytes.buffer).setUint32(0, seconds);
  return { id: toBase64Url(bytes), mintedAtMs: seconds * 1000, exposures: new Map() };
}

/** When this id was minted, in ms since the epoch; null for what is no id. */
export function mintTimeOf(id: string): number | null {
  const bytes = id.length === ID_LENGTH ? fromBase64Url(id) : null;
  return bytes === null ? null : new DataView(bytes.buffer).getUint32(0) * 1000;
}

/** The cookie's value, signed with the newest key. Throws when there is no key (the configuration forbids it). */
export async function formatVisitorCookie(identity: Identity, keys: readonly SigningKey[]): Promise<string> {
  const key = keys[0];
  if (key === undefined) throw new Error("no key to sign the visitor's cookie with");
  const exposures = formatExposures(identity.exposures);
  const signed = `v1.${identity.id}.${key.id}.${exposures}`;
  const value = `${signed}.${await sign(key, signed)}`;
  // What we sign comes back with the next request: remembered as a reader would read it.
  const { id, mintedAtMs } = identity;
  memoOf(keys).set(value, { id, mintedAtMs, exposures: parseExposures(exposures) ?? new Map() });
  return value;
}

/**
 * The first cookie under our name that verifies. A value that verified lately is not verified again; the
 * memory of them belongs to the list of keys, so that another configuration never trusts it.
 */
export async function readVisitorCookie(
  header: string | null,
  keys: readonly SigningKey[],
  nowMs: number,
): Promise<Identity | null> {
  const values = header?.includes(VISITOR_COOKIE) === true ? cookieValues(header, VISITOR_COOKIE) : [];
  const verified = memoOf(keys);
  for (const value of values.slice(0, MAX_TRIED)) {
    let identity = verified.get(value);
    if (identity === undefined) {
      const parsed = await verifyVisitorCookie(value, keys);
      if (parsed === null) continue;
      verified.set(value, parsed);
      identity = parsed;
    }
    if (isAlive(identity, nowMs)) return identity;
  }
  return null;
}

/** Of one value, whatever its age; null when it is not ours. */
export async function verifyVisitorCookie(
  value: string,
  keys: readonly SigningKey[],
): Promise<Identity | null> {
  if (value.length > MAX_LENGTH) return null;
  const parts = value.split(".");
  const [version, id, keyId, exposureText, signature] = parts;
  if (parts.length !== 5 || version !== "v1" || id === undefined || exposureText === undefined) return null;
  if (signature?.length !== SIGNATURE_LENGTH) return null;
  const mintedAtMs = mintTimeOf(id);
  const exposures = parseExposures(exposureText);
  const key = keys.find((candidate) => candidate.id === keyId);
  if (mintedAtMs === null || exposures === null || key === undefined) return null;
  const signed = value.slice(0, -(SIGNATURE_LENGTH + 1));
  return (await isSigned(key, signed, signature)) ? { id, mintedAtMs, exposures } : null;
}

/** Seconds until this identity ends; what its cookie's Max-Age is. */
export function secondsLeft(identity: Identity, nowMs: number): number {
  return Math.floor((identity.mintedAtMs - nowMs) / 1000) + MAX_AGE_SECONDS;
}

function isAlive(identity: Identity, nowMs: number): boolean {
  return secondsLeft(identity, nowMs) > 0 && identity.mintedAtMs <= nowMs + MAX_SKEW_MS;
}

const MEMO_SIZE = 2000;
const memos = new WeakMap<readonly SigningKey[], ReturnType<typeof recent<Identity>>>();

function memoOf(keys: readonly SigningKey[]): ReturnType<typeof recent<Identity>> {
  let memo = memos.get(keys);
  if (memo === undefined) {
    memo = recent<Identity>(MEMO_SIZE);
    memos.set(keys, memo);
  }
  return memo;
}
