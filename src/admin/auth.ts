/**
 * Who asks. Bearer tokens (RFC 6750): the secret ADMIN_TOKEN, compared in constant time, or a stored one, looked up by
 * its SHA-256. On the dashboard's host also who signed in there, and on ADMIN_HOST who came through Cloudflare Access;
 * both are cookies that a browser sends by itself, so they count for requests of that host's own pages alone.
 */
import { createLimiter, type Limiter } from "../collect/limiter.ts";
import type { Config } from "../config.ts";
import { addressOf } from "../ofrep/keys.ts";
import { isSameText, sha256Hex } from "../ruleset/digest.ts";
import { storedSettings } from "../store/definitions.ts";
import { isUseWorthWriting, type StoredToken, tokenByHash, tokenById, writeUse } from "../store/tokens.ts";
import { ACCESS_HEADER, accessIdentity, accessRole, teamKeys } from "./access.ts";
import type { ApiContext } from "./context.ts";
import { isDashboardHost } from "./dashboard-host.ts";
import { problem } from "./problem.ts";
import { TOKEN_ROLES } from "./role.ts";
import type { Actor } from "./route.ts";
import { adminSubject, sessionSubject, type Subject } from "./session.ts";
import { looksLikeToken } from "./token.ts";

/** Tokens of one address that are none, a minute: more is no typing error, and each costs a look into the database. */
const STRANGERS_PER_MINUTE = 60;

const strangers = new WeakMap<Config, Limiter>();

function strangersOf(config: Config): Limiter {
  let limiter = strangers.get(config);
  if (limiter === undefined) {
    limiter = createLimiter(STRANGERS_PER_MINUTE);
    strangers.set(config, limiter);
  }
  return limiter;
}

/** The actor, or the answer for who is none. */
export async function whoAsks(request: Request, context: ApiContext): Promise<Actor | Response> {
  const given = bearerOf(request);
  if (given !== null) {
    // Who guesses waits, also with the right one at last.
    const limiter = strangersOf(context.config);
    const allowance = limiter.allows(addressOf(request), 1, context.nowMs());
    if (!allowance.ok) return tooManyGuesses(allowance.retryAfterS);
    const actor = await byToken(given, context);
    if (actor !== null) return actor;
    limiter.take(addressOf(request), 1, context.nowMs());
    return unauthorized(true);
  }
  const { access, adminHost } = context.config;
  if (isDashboardHost(context.config, request.url)) {
    const subject = await sessionSubject(request, context.config, context.nowMs());
    const actor = subject === null ? null : await bySubject(subject, context);
    if (actor !== null) return comesFromElsewhere(request) ? elsewhere() : actor;
  }
  const jwt = request.headers.get(ACCESS_HEADER);
  if (jwt === null || access === null || adminHost === null) return unauthorized(false);
  const keys = context.accessKeys ?? (await teamKeys(access.teamDomain));
  const identity = await accessIdentity(jwt, access, keys, context.nowMs());
  if (identity === null) return unauthorized(true);
  if (comesFromElsewhere(request)) return elsewhere();
  const roles = (await storedSettings(context.db))?.accessRoles ?? {};
  const { subject, email } = identity;
  return { id: `access:${subject}`, name: email ?? subject, role: accessRole(email, roles) };
}

/** Whether a bearer token of the right is there; for what answers everybody a little and some more. */
export async function isKnown(request: Request, context: ApiContext): Promise<boolean> {
  const who = await whoAsks(request, context);
  return !(who instanceof Response) && who.role !== "browser";
}

function bearerOf(request: Request): string | null {
  const [, token] = /^Bearer +([^\s]+) *$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  return token ?? null;
}

const ADMIN: Actor = { id: "admin", name: "ADMIN_TOKEN", role: "admin" };

async function byToken(given: string, context: ApiContext): Promise<Actor | null> {
  const { adminToken } = context.config;
  if (adminToken !== null && (await isSameText(given, adminToken))) return ADMIN;
  if (!looksLikeToken(given)) return null;
  return await actorOf(await tokenByHash(context.db, await sha256Hex(given)), context);
}

/** What a token signs in as; null for one that is not valid, and for public keys. */
export async function subjectOfToken(given: string, context: ApiContext): Promise<Subject | null> {
  const actor = await byToken(given, context);
  return actor === null || actor.role === "browser" ? null : await subjectOf(actor, context);
}

/** Null: who came through Access has a session there already. */
export async function subjectOf(actor: Actor, { config }: ApiContext): Promise<Subject | null> {
  if (actor.id !== ADMIN.id) return actor.id.startsWith("access:") ? null : actor.id;
  return config.adminToken === null ? null : await adminSubject(config.adminToken);
}

async function bySubject(subject: Subject, context: ApiContext): Promise<Actor | null> {
  const { adminToken } = context.config;
  if (adminToken !== null && subject === (await adminSubject(adminToken))) return ADMIN;
  return await actorOf(await tokenById(context.db, subject), context);
}

async function actorOf(token: StoredToken | null, { db, nowMs }: ApiContext): Promise<Actor | null> {
  const now = nowMs();
  if (token === null || token.revokedAtMs !== null) return null;
  if (token.expiresAtMs !== null && token.expiresAtMs <= now) return null;
  const role = TOKEN_ROLES.find((name) => name === token.role);
  if (role === undefined) return null;
  // Not worth failing for.
  if (isUseWorthWriting(token, now)) await writeUse(db, token.id, now).catch(() => undefined);
  return { id: token.id, name: token.name, role };
}

/**
 * Whether a browser sends it for a page of another host: a write, or a read whose answer such a page could use. Browsers
 * say so; who is no browser has no cookie of ours. An address that a person typed or followed may be read.
 */
export function comesFromElsewhere(request: Request): boolean {
  const isRead = request.method === "GET" || request.method === "HEAD";
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") {
    const isVisit = request.headers.get("sec-fetch-mode") === "navigate";
    return !(isRead && (site === "none" || isVisit));
  }
  const origin = request.headers.get("origin");
  return (
    origin !== null &&
    (!URL.canParse(origin) || new URL(origin).host.toLowerCase() !== new URL(request.url).host.toLowerCase())
  );
}

function elsewhere(): Response {
  return problem({
    status: 403,
    title: "This is taken from the dashboard's own pages, or with a bearer token",
  });
}

function tooManyGuesses(retryAfterS: number): Response {
  return problem(
    {
      status: 429,
      title: "Too many tokens from this address that are none",
      detail: `wait ${retryAfterS} s`,
    },
    { "retry-after": String(retryAfterS) },
  );
}

function unauthorized(wasGiven: boolean): Response {
  const challenge = wasGiven ? 'Bearer realm="lahza", error="invalid_token"' : 'Bearer realm="lahza"';
  return problem(
    { status: 401, title: wasGiven ? "This token is not valid" : "A bearer token is needed" },
    { "www-authenticate": challenge },
  );
}
