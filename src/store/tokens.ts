/** Bearer tokens. The token itself is never here, only its SHA-256. */
import { onlyIf } from "./race.ts";

export interface StoredToken {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly role: string;
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  readonly createdAtMs: number;
  readonly revokedAtMs: number | null;
}

const COLUMNS =
  "id, name, prefix, role, expires_at AS expiresAtMs, last_used_at AS lastUsedAtMs, created_at AS createdAtMs, revoked_at AS revokedAtMs";

/** `hash`: hex SHA-256 of the whole token. */
export function tokenByHash(db: D1Database, hash: string): Promise<StoredToken | null> {
  return db.prepare(`SELECT ${COLUMNS} FROM tokens WHERE hash = ?1`).bind(hash).first<StoredToken>();
}

export function tokenById(db: D1Database, id: string): Promise<StoredToken | null> {
  return db.prepare(`SELECT ${COLUMNS} FROM tokens WHERE id = ?1`).bind(id).first<StoredToken>();
}

/** In the order of their ids, those behind `after` only. */
export async function tokenPage(db: D1Database, after: string, limit: number): Promise<StoredToken[]> {
  const { results } = await db
    .prepare(`SELECT ${COLUMNS} FROM tokens WHERE id > ?1 ORDER BY id LIMIT ?2`)
    .bind(after, limit)
    .all<StoredToken>();
  return results;
}

export function insertTokenStatement(db: D1Database, token: StoredToken, hash: string): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO tokens (id, name, prefix, hash, role, expires_at, created_at)
       VALUES (?1, ?2, ?3, ?4, ?5, CAST(?6 AS INTEGER), CAST(?7 AS INTEGER))`,
    )
    .bind(token.id, token.name, token.prefix, hash, token.role, token.expiresAtMs, token.createdAtMs);
}

/** Fails, and its batch with it, when somebody else has just revoked it. */
export function ifNotRevokedStatement(db: D1Database, id: string): D1PreparedStatement {
  return onlyIf(db, "EXISTS (SELECT 1 FROM tokens WHERE id = ?1 AND revoked_at IS NULL)", id);
}

export function revokeTokenStatement(db: D1Database, id: string, nowMs: number): D1PreparedStatement {
  return db
    .prepare("UPDATE tokens SET revoked_at = CAST(?2 AS INTEGER) WHERE id = ?1 AND revoked_at IS NULL")
    .bind(id, nowMs);
}

/** Written at most once a minute, so that a busy token does not write with each request. */
const USE_EVERY_MS = 60_000;

export function isUseWorthWriting(token: StoredToken, nowMs: number): boolean {
  return token.lastUsedAtMs === null || nowMs - token.lastUsedAtMs >= USE_EVERY_MS;
}

export async function writeUse(db: D1Database, id: string, nowMs: number): Promise<void> {
  await db
    .prepare(
      `UPDATE tokens SET last_used_at = CAST(?2 AS INTEGER)
       WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at <= CAST(?3 AS INTEGER))`,
    )
    .bind(id, nowMs, nowMs - USE_EVERY_MS)
    .run();
}
