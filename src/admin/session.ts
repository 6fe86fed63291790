/**
 * Signed in by cookie, on the dashboard's host alone. The cookie names who signed in and until when, and is signed; who
 * that is now, and whether they still may, is asked anew with every request: a revoked token's sessions are over at once.
 *
 * `__Host-`: set by this very host, so that a script of the shop on a neighbouring host cannot put its own in place.
 */
import type { Config } from "../config.ts";
import { spendStatement } from "../store/idempotency.ts";
import { toBase64Url } from "../visitor/base64url.ts";
import { cookieValues } from "../visitor/cookie-header.ts";
import { sha256Hex } from "../ruleset/digest.ts";
import { formatTicket, readTicket } from "./ticket.ts";

const COOKIE = "__Host-lahza_session";
const SESSION_SECONDS = 12 * 60 * 60;
const CODE_SECONDS = 10 * 60;

/** `admin-<digest of ADMIN_TOKEN>`, so that another secret ends its sessions; else a stored token's id. */
export type Subject = string;

export async function adminSubject(adminToken: string): Promise<Subject> {
  return `admin-${(await sha256Hex(adminToken)).slice(0, 24)}`;
}

type Keys = Pick<Config, "cookieKeys">;

export async function sessionCookie(subject: Subject, { cookieKeys }: Keys, nowMs: number): Promise<string> {
  const ticket = await formatTicket("session", [subject], nowMs + SESSION_SECONDS * 1000, cookieKeys);
  return cookie(ticket, SESSION_SECONDS);
}

export function endedSessionCookie(): string {
  return cookie("", 0);
}

function cookie(value: string, seconds: number): string {
  return `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Strict`;
}

/** Who the request's session cookie names; whether they still may come in is not asked here. */
export async function sessionSubject(
  request: Request,
  { cookieKeys }: Keys,
  nowMs: number,
): Promise<Subject | null> {
  const [value] = cookieValues(request.headers.get("cookie"), COOKIE);
  const ticket = value === undefined ? null : await readTicket("session", value, cookieKeys, nowMs);
  return ticket?.fields[0] ?? null;
}

/** A code that signs `subject` in, once, within ten minutes. */
export async function signInCode(
  subject: Subject,
  { cookieKeys }: Keys,
  random: (bytes: Uint8Array) => void,
  nowMs: number,
): Promise<{ readonly code: string; readonly endsAtMs: number }> {
  const nonce = new Uint8Array(12);
  random(nonce);
  const endsAtMs = nowMs + CODE_SECONDS * 1000;
  return {
    code: await formatTicket("sign-in", [subject, toBase64Url(nonce)], endsAtMs, cookieKeys),
    endsAtMs,
  };
}

/** Whose code it is; null for one that is forged, over, or was used before. */
export async function spendSignInCode(
  code: string,
  { cookieKeys }: Keys,
  db: D1Database,
  nowMs: number,
): Promise<Subject | null> {
  const ticket = await readTicket("sign-in", code, cookieKeys, nowMs);
  const [subject, nonce] = ticket?.fields ?? [];
  if (subject === undefined || nonce === undefined) return null;
  const { meta } = await spendStatement(db, "sign-in", nonce, nowMs).run();
  return meta.changes === 1 ? subject : null;
}
