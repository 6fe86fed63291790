/**
 * Who asks. Bearer tokens (RFC 6750): the secret ADMIN_TOKEN, compared in constant time, or a stored one, looked up by
 * its SHA-256. On ADMIN_HOST also who signed in through Cloudflare Access.
 */
import { sha256Hex } from "../ruleset/digest.ts";
import { storedSettings } from "../store/definitions.ts";
import { isUseWorthWriting, tokenByHash, writeUse } from "../store/tokens.ts";
import { ACCESS_HEADER, accessIdentity, accessRole, teamKeys } from "./access.ts";
import type { ApiContext } from "./context.ts";
import { problem } from "./problem.ts";
import { TOKEN_ROLES } from "./role.ts";
import type { Actor } from "./route.ts";
import { looksLikeToken } from "./token.ts";

const encoder = new TextEncoder();

/** The actor, or the answer for who is none. */
export async function whoAsks(request: Request, context: ApiContext): Promise<Actor | Response> {
  const given = bearerOf(request);
  if (given !== null) return (await byToken(given, context)) ?? unauthorized(true);
  const jwt = request.headers.get(ACCESS_HEADER);
  const { access, adminHost } = context.config;
  if (jwt === null || access === null || adminHost === null) return unauthorized(false);
  const keys = context.accessKeys ?? (await teamKeys(access.teamDomain));
  const identity = await accessIdentity(jwt, access, keys, context.nowMs());
  if (identity === null) return unauthorized(true);
  if (comesFromElsewhere(request, adminHost)) {
    return problem({
      status: 403,
      title: "Writes are taken from the dashboard's own pages, or with a bearer token",
    });
  }
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

async function byToken(given: string, { config, db, nowMs }: ApiContext): Promise<Actor | null> {
  if (config.adminToken !== null && (await isSame(given, config.adminToken))) {
    return { id: "admin", name: "ADMIN_TOKEN", role: "admin" };
  }
  if (!looksLikeToken(given)) return null;
  const token = await tokenByHash(db, await sha256Hex(given));
  const now = nowMs();
  if (token === null || token.revokedAtMs !== null) return null;
  if (token.expiresAtMs !== null && token.expiresAtMs <= now) return null;
  const role = TOKEN_ROLES.find((name) => name === token.role);
  if (role === undefined) return null;
  // Not worth failing for.
  if (isUseWorthWriting(token, now)) await writeUse(db, token.id, now).catch(() => undefined);
  return { id: token.id, name: token.name, role };
}

/** Compared as digests: of equal length, and without a hint where they differ. */
async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [one, other].map((text) => crypto.subtle.digest("SHA-256", encoder.encode(text))),
  );
  return a !== undefined && b !== undefined && crypto.subtle.timingSafeEqual(a, b);
}

/** A write that a browser sends for a page of another host. Browsers say so; who is no browser has no Access session. */
function comesFromElsewhere(request: Request, adminHost: string): boolean {
  if (request.method === "GET" || request.method === "HEAD") return false;
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return true;
  const origin = request.headers.get("origin");
  return origin !== null && (!URL.canParse(origin) || new URL(origin).host !== adminHost);
}

function unauthorized(wasGiven: boolean): Response {
  const challenge = wasGiven ? 'Bearer realm="lahza", error="invalid_token"' : 'Bearer realm="lahza"';
  return problem(
    { status: 401, title: wasGiven ? "This token is not valid" : "A bearer token is needed" },
    { "www-authenticate": challenge },
  );
}
