/** Compiled previews. Read only for who carries a signed preview cookie; shoppers never wait for them. */
import type { Asset } from "../ruleset/types.ts";

export interface PreviewRow {
  readonly id: string;
  readonly experiment: number;
  readonly body: string;
  readonly expiresAtMs: number;
}

export async function previewBody(db: D1Database, id: string): Promise<string | null> {
  const row = await db.prepare("SELECT body FROM previews WHERE id = ?1").bind(id).first<{ body: string }>();
  return row?.body ?? null;
}

/** For one batch: the preview with its files; the same content again only lives longer. Previews that are over go. */
export function savePreviewStatements(
  db: D1Database,
  row: PreviewRow,
  assets: { readonly [hash: string]: Asset },
  nowMs: number,
): D1PreparedStatement[] {
  const files = Object.entries(assets).map(([hash, { type, body, integrity }]) =>
    db
      .prepare(
        "INSERT INTO assets (hash, type, body, integrity, created_at) VALUES (?1, ?2, ?3, ?4, CAST(?5 AS INTEGER)) ON CONFLICT DO NOTHING",
      )
      .bind(hash, type, body, integrity, nowMs),
  );
  return [
    db.prepare("DELETE FROM previews WHERE expires_at <= CAST(?1 AS INTEGER)").bind(nowMs),
    ...files,
    db
      .prepare(
        `INSERT INTO previews (id, experiment, body, created_at, expires_at)
         VALUES (?1, CAST(?2 AS INTEGER), ?3, CAST(?4 AS INTEGER), CAST(?5 AS INTEGER))
         ON CONFLICT (id) DO UPDATE SET expires_at = max(expires_at, excluded.expires_at)`,
      )
      .bind(row.id, row.experiment, row.body, nowMs, row.expiresAtMs),
  ];
}

/** Ends every link to this experiment's previews, also those that are still to end. */
export function endPreviewsStatement(db: D1Database, experiment: number): D1PreparedStatement {
  return db.prepare("DELETE FROM previews WHERE experiment = CAST(?1 AS INTEGER)").bind(experiment);
}
