/**
 * Cloudflare Access: who signed in with the team's identity provider comes with a JWT in `Cf-Access-Jwt-Assertion`.
 * The browser sends it by itself, so it counts on ADMIN_HOST only, and a write counts only from a page of that host.
 */
import type { JWTVerifyGetKey } from "jose";
import type { Config } from "../config.ts";
import type { Role } from "./role.ts";

export const ACCESS_HEADER = "cf-access-jwt-assertion";

export interface AccessIdentity {
  readonly subject: string;
  /** Null for service tokens of Access. */
  readonly email: string | null;
}

export type AccessKeys = JWTVerifyGetKey;

/** Null: not signed by this team for this application, expired, or not yet valid. */
export async function accessIdentity(
  jwt: string,
  { teamDomain, audience }: NonNullable<Config["access"]>,
  keys: AccessKeys,
  nowMs: number,
): Promise<AccessIdentity | null> {
  const { errors, jwtVerify } = await import("jose");
  try {
    const { payload } = await jwtVerify(jwt, keys, {
      algorithms: ["RS256"],
      issuer: `https://${teamDomain}`,
      audience,
      currentDate: new Date(nowMs),
      clockTolerance: 30,
      requiredClaims: ["exp", "iat"],
    });
    const email = typeof payload["email"] === "string" ? payload["email"].slice(0, 254) : null;
    // A service token has no subject but the name of its client.
    const name = payload.sub === undefined || payload.sub === "" ? payload["common_name"] : payload.sub;
    return typeof name === "string" && name !== "" ? { subject: name.slice(0, 200), email } : null;
  } catch (error) {
    // A key set that cannot be fetched is no fault of the token; nobody is let in all the same.
    if (!(error instanceof errors.JOSEError)) console.error("Access keys could not be read", String(error));
    return null;
  }
}

/** The team's keys, fetched when needed and remembered for ten minutes. */
export async function teamKeys(teamDomain: string): Promise<AccessKeys> {
  const { createRemoteJWKSet } = await import("jose");
  return createRemoteJWKSet(new URL(`https://${teamDomain}/cdn-cgi/access/certs`), {
    timeoutDuration: 3_000,
  });
}

/** What somebody may do who came through Access. */
export function accessRole(email: string | null, roles: { readonly [email: string]: Role }): Role {
  const name = email?.toLowerCase() ?? "";
  return (Object.hasOwn(roles, name) ? roles[name] : undefined) ?? "viewer";
}
