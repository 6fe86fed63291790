/** What this door takes. In one place, because tests and documentation name them too. */

export const MAX_BODY_BYTES = 64 * 1024;
export const MAX_TARGETING_KEY = 512;
/** Evaluations a minute, in one isolate: of one shopper's address by a public key, and of one token. */
export const BROWSER_PER_MINUTE = 240;
export const TOKEN_PER_MINUTE = 12_000;
/** Tokens that nobody knows, of one address a minute: each costs a look into the database. */
export const UNKNOWN_PER_MINUTE = 30;
