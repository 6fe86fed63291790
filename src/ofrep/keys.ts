/**
 * Who may evaluate: a `browser` key, which is public by nature, or any token of the API; as `Authorization: Bearer` or
 * `X-API-Key`. Known ones are kept in memory, so that an evaluation does not wait for the database: after 10 s a token
 * is asked for again behind the answer, so a revoked one ends within two requests.
 */
import { createLimiter } from "../collect/limiter.ts";
import { isSameText, sha256Hex } from "../ruleset/digest.ts";
import { type StoredToken, tokenByHash } from "../store/tokens.ts";
import { recent } from "../visitor/recent.ts";
import { UNKNOWN_PER_MINUTE } from "./limits.ts";

export interface Caller {
  /** Stands for the token in limits: never the token itself. */
  readonly id: string;
  /** The key is public: only flags, and limits by the shopper's address. */
  readonly isPublic: boolean;
}

export type Called =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly status: 401 }
  | { readonly ok: false; readonly status: 429; readonly retryAfterS: number }
  | { readonly ok: false; readonly status: 503 };

export interface Keys {
  callerOf(request: Request, nowMs: number, waitUntil: (work: Promise<unknown>) => void): Promise<Called>;
}

interface Known {
  /** Null: nobody's. */
  readonly token: Pick<StoredToken, "id" | "role" | "expiresAtMs"> | null;
  readonly atMs: number;
}

const FRESH_MS = 10_000;
/** Older than this, what is known is not trusted without asking. */
const TRUSTED_MS = 5 * 60_000;
const MAX_TOKEN_LENGTH = 256;
const MAX_KNOWN = 1_000;

export function createKeys(db: D1Database, adminToken: string | null): Keys {
  const known = recent<Known>(MAX_KNOWN);
  const strangers = createLimiter(UNKNOWN_PER_MINUTE);

  async function look(hash: string, nowMs: number): Promise<Known> {
    const token = await tokenByHash(db, hash);
    const found = { token: token === null || token.revokedAtMs !== null ? null : token, atMs: nowMs };
    known.set(hash, found);
    return found;
  }

  return {
    async callerOf(request, nowMs, waitUntil) {
      const given = tokenIn(request.headers);
      if (given === null || given.length > MAX_TOKEN_LENGTH) return { ok: false, status: 401 };
      // Only digests are compared and kept: no token stays in memory.
      const hash = await sha256Hex(given);
      if (adminToken !== null) {
        if (await isSameText(given, adminToken))
          return { ok: true, caller: { id: "admin", isPublic: false } };
      }
      let entry = known.get(hash);
      if (entry === undefined || nowMs - entry.atMs > (entry.token === null ? FRESH_MS : TRUSTED_MS)) {
        if (entry === undefined || entry.token === null) {
          const allowance = strangers.take(addressOf(request), 1, nowMs);
          if (!allowance.ok) return { ok: false, status: 429, retryAfterS: allowance.retryAfterS };
        }
        try {
          entry = await look(hash, nowMs);
        } catch {
          return { ok: false, status: 503 };
        }
      } else if (nowMs - entry.atMs > FRESH_MS) {
        waitUntil(look(hash, nowMs));
      }
      const { token } = entry;
      if (token === null || (token.expiresAtMs !== null && token.expiresAtMs <= nowMs))
        return { ok: false, status: 401 };
      return { ok: true, caller: { id: token.id, isPublic: token.role === "browser" } };
    },
  };
}

function tokenIn(headers: Headers): string | null {
  const [, bearer] = /^Bearer +([^\s]+) *$/i.exec(headers.get("authorization") ?? "") ?? [];
  return bearer ?? (headers.get("x-api-key")?.trim() || null);
}

/** Kept in this isolate's memory for a minute at most, never stored. */
export function addressOf(request: Request): string {
  return request.headers.get("cf-connecting-ip") ?? "";
}
