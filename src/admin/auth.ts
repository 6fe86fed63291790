/** Bearer tokens (RFC 6750). Compared as digests, in constant time. */
import { problem } from "./problem.ts";

const encoder = new TextEncoder();

/** Null: let in. Otherwise the answer. Without a configured token nobody is let in. */
export async function refuseUnlessAdmin(
  request: Request,
  adminToken: string | null,
): Promise<Response | null> {
  const [, given] = /^Bearer +([^\s]+) *$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (adminToken !== null && given !== undefined && (await isSame(given, adminToken))) return null;
  const challenge =
    given === undefined ? 'Bearer realm="lahza"' : 'Bearer realm="lahza", error="invalid_token"';
  return problem(
    { status: 401, title: given === undefined ? "A bearer token is needed" : "This token is not valid" },
    { "www-authenticate": challenge },
  );
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [one, other].map((text) => crypto.subtle.digest("SHA-256", encoder.encode(text))),
  );
  return a !== undefined && b !== undefined && crypto.subtle.timingSafeEqual(a, b);
}
