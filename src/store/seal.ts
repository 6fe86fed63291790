/**
 * The end of raw rows. When a phase has been over for the settings' time, it is counted once more; agrees everything,
 * it is sealed: its rules go, so that nothing can change its rollups any more, and their digest is kept. What of its raw
 * rows can go then: forget.ts. Rollups stay.
 */
import { MOMENT_COLUMNS } from "./moments.ts";
import { UNIT_COLUMNS } from "./recount.ts";
import { ROLLUP_KEY, UNITS_KEY } from "./rollups.ts";

export interface Seal {
  readonly experiment: number;
  readonly phase: number;
  readonly sealedAtMs: number;
  /** Empty while the phase is being sealed. */
  readonly digest: string;
  readonly units: number;
}

export async function sealsOf(db: D1Database): Promise<Seal[]> {
  const { results } = await db
    .prepare(
      "SELECT experiment, phase, sealed_at AS sealedAtMs, digest, units FROM seals ORDER BY experiment, phase",
    )
    .all<Seal>();
  return results;
}

/** Hex SHA-256 of a phase's rollups: a line of JSON a row, in the order of the keys. */
export async function sealDigest(db: D1Database, experiment: number, phase: number): Promise<string> {
  const rows = await db.batch<{ line: string }>([
    db
      .prepare(
        `SELECT json_array(${UNIT_COLUMNS}) AS line FROM rollup_units WHERE experiment = ?1 AND phase = ?2 ORDER BY ${UNITS_KEY}`,
      )
      .bind(experiment, phase),
    db
      .prepare(
        `SELECT json_array(${ROLLUP_KEY}, ${MOMENT_COLUMNS.join(", ")}) AS line FROM rollups
         WHERE experiment = ?1 AND phase = ?2 ORDER BY ${ROLLUP_KEY}`,
      )
      .bind(experiment, phase),
  ]);
  const text = rows.flatMap(({ results }) => results.map(({ line }) => `${line}\n`)).join("");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export interface EndedPhase {
  readonly endedAtMs: number;
  readonly experiment: number;
  readonly phase: number;
}

/** Phases that ended before this instant and are not sealed, the oldest first; `after`: only those behind this one. */
export async function phasesToSeal(
  db: D1Database,
  endedBeforeMs: number,
  after: EndedPhase | null = null,
  limit = 5,
): Promise<EndedPhase[]> {
  const { results } = await db
    .prepare(
      `SELECT p.ended_at AS endedAtMs, p.experiment, p.phase FROM phases AS p JOIN phase_rules USING (experiment, phase)
       WHERE p.ended_at < ?1 AND (?2 IS NULL OR (p.ended_at, p.experiment, p.phase) > (?2, ?3, ?4))
       ORDER BY p.ended_at, p.experiment, p.phase LIMIT CAST(?5 AS INTEGER)`,
    )
    .bind(endedBeforeMs, after?.endedAtMs ?? null, after?.experiment ?? null, after?.phase ?? null, limit)
    .all<EndedPhase>();
  return results;
}

/** Nothing changes the phase's rollups from here on. */
export async function sealPhase(
  db: D1Database,
  experiment: number,
  phase: number,
  nowMs: number,
): Promise<void> {
  await db.batch([
    db
      .prepare(
        `INSERT INTO seals (experiment, phase, sealed_at, digest, units)
         SELECT CAST(?1 AS INTEGER), CAST(?2 AS INTEGER), CAST(?3 AS INTEGER), '',
           coalesce((SELECT sum(assigned) FROM rollup_units WHERE experiment = ?1 AND phase = ?2 AND kind = ''), 0)
         WHERE true ON CONFLICT DO NOTHING`,
      )
      .bind(experiment, phase, nowMs),
    db.prepare("DELETE FROM phase_rules WHERE experiment = ?1 AND phase = ?2").bind(experiment, phase),
    db.prepare("DELETE FROM measures WHERE experiment = ?1 AND phase = ?2").bind(experiment, phase),
  ]);
  await finishSeals(db);
}

/** Also those whose sealing was interrupted. */
export async function finishSeals(db: D1Database): Promise<void> {
  for (const { experiment, phase, digest } of await sealsOf(db)) {
    if (digest !== "") continue;
    await db
      .prepare("UPDATE seals SET digest = ?3 WHERE experiment = ?1 AND phase = ?2 AND digest = ''")
      .bind(experiment, phase, await sealDigest(db, experiment, phase))
      .run();
  }
}
