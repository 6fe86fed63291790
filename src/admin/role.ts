/** What somebody may do. Each role may do what those before it may. */

export const ROLES = ["viewer", "editor", "publisher", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Also what a token may be: `browser` keys are public, evaluate flags and open nothing of the API. */
export const TOKEN_ROLES = ["browser", ...ROLES] as const;
export type TokenRole = (typeof TOKEN_ROLES)[number];

export function atLeast(role: TokenRole, needed: Role): boolean {
  return TOKEN_ROLES.indexOf(role) >= TOKEN_ROLES.indexOf(needed);
}
