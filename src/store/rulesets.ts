/** Published rulesets and their files. Rows are only ever added; old versions are dropped, files never. */
import type { Asset } from "../ruleset/types.ts";

export interface RulesetHead {
  readonly version: number;
  readonly format: number;
  readonly digest: string;
  readonly checksum: string;
}

export interface RulesetRow extends RulesetHead {
  readonly body: string;
}

/** The newest version's row: in `format` where it has one, else in what it has. Null: nothing was ever published. */
export function newestHead(db: D1Database, format: number): Promise<RulesetHead | null> {
  return db
    .prepare(
      "SELECT version, format, digest, checksum FROM rulesets ORDER BY version DESC, format = ?1 DESC LIMIT 1",
    )
    .bind(format)
    .first<RulesetHead>();
}

export function rulesetRow(db: D1Database, version: number, format: number): Promise<RulesetRow | null> {
  return db
    .prepare(
      "SELECT version, format, digest, checksum, body FROM rulesets WHERE version = ?1 AND format = ?2",
    )
    .bind(version, format)
    .first<RulesetRow>();
}

/**
 * To be run as one batch, which rejects (`UNIQUE constraint failed: rulesets.…`) when the version exists already.
 * Files that are there stay as they are.
 */
export function rulesetStatements(
  db: D1Database,
  row: RulesetRow,
  assets: { readonly [hash: string]: Asset },
  nowMs: number,
): D1PreparedStatement[] {
  const files = Object.entries(assets).map(([hash, asset]) =>
    db
      .prepare(
        "INSERT INTO assets (hash, type, body, integrity, created_at) VALUES (?1, ?2, ?3, ?4, CAST(?5 AS INTEGER)) ON CONFLICT DO NOTHING",
      )
      .bind(hash, asset.type, asset.body, asset.integrity, nowMs),
  );
  return [
    db
      .prepare(
        `INSERT INTO rulesets (version, format, digest, checksum, body, created_at)
         VALUES (CAST(?1 AS INTEGER), CAST(?2 AS INTEGER), ?3, ?4, ?5, CAST(?6 AS INTEGER))`,
      )
      .bind(row.version, row.format, row.digest, row.checksum, row.body, nowMs),
    ...files,
  ];
}

/** A file of any ruleset that was ever published, so that an open tab keeps working. */
export function assetByHash(db: D1Database, hash: string): Promise<Asset | null> {
  return db.prepare("SELECT type, body, integrity FROM assets WHERE hash = ?1").bind(hash).first<Asset>();
}

/** All but the newest `keep` versions go. */
export function dropOldRulesetsStatement(db: D1Database, keep: number): D1PreparedStatement {
  return db
    .prepare(
      "DELETE FROM rulesets WHERE version <= (SELECT max(version) FROM rulesets) - CAST(?1 AS INTEGER)",
    )
    .bind(keep);
}
