/** The audit log: one row a write, in the same batch as what it tells of. Rows are only added. */

export interface Actor {
  /** Id of the token; `admin` for the secret ADMIN_TOKEN, `schedule` for the clock, `file` for a loaded file. */
  readonly id: string;
  /** Its name at that time. */
  readonly name: string;
  /** The request that did it, as its answer's `Lahza-Request` header names it. */
  readonly request?: string;
}

export interface AuditEntry {
  readonly actor: Actor;
  /** `experiment.start`, `goal.update`, … */
  readonly action: string;
  /** `experiments/pdp-trust`, `settings`, … */
  readonly resource: string;
  /** What it was and what it became; undefined: nothing. Never holds a secret. */
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface AuditRow {
  readonly id: number;
  readonly atMs: number;
  readonly actorId: string;
  readonly actor: string;
  readonly request: string | null;
  readonly action: string;
  readonly resource: string;
  readonly before: unknown;
  readonly after: unknown;
}

export function auditStatement(db: D1Database, entry: AuditEntry, nowMs: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO audit (at, actor_id, actor, action, resource, before, after, request)
       VALUES (CAST(?1 AS INTEGER), ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
    )
    .bind(
      nowMs,
      entry.actor.id,
      entry.actor.name,
      entry.action,
      entry.resource,
      json(entry.before),
      json(entry.after),
      entry.actor.request ?? null,
    );
}

export interface AuditQuery {
  /** `experiments/pdp-trust`; `experiments` means all of them. */
  readonly resource?: string | undefined;
  /** Id or name. */
  readonly actor?: string | undefined;
  readonly beforeId?: number | undefined;
  readonly limit: number;
}

/** The newest first; `beforeId` carries on where a page ended. */
export async function auditRows(db: D1Database, query: AuditQuery): Promise<AuditRow[]> {
  const { results } = await db
    .prepare(
      `SELECT id, at AS atMs, actor_id AS actorId, actor, action, resource, before, after, request
       FROM audit
       WHERE (?1 IS NULL OR resource = ?1 OR (resource > ?1 || '/' AND resource < ?1 || '0'))
         AND (?2 IS NULL OR id < ?2) AND (?4 IS NULL OR actor_id = ?4 OR actor = ?4)
       ORDER BY id DESC LIMIT CAST(?3 AS INTEGER)`,
    )
    .bind(query.resource ?? null, query.beforeId ?? null, query.limit, query.actor ?? null)
    .all<Omit<AuditRow, "before" | "after"> & { before: string | null; after: string | null }>();
  return results.map((row) => Object.assign(row, { before: parsed(row.before), after: parsed(row.after) }));
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function parsed(json: string | null): unknown {
  return json === null ? null : (JSON.parse(json) as unknown);
}
