/**
 * What the schedule does once a day about rows that nobody needs any more: from 03:17 UTC on, a share of it every minute
 * until it is done, so that neither many phases nor many rows make one minute long or wait for the next day.
 */
import { counterStatement } from "./counters.ts";
import { forgetRawRows, type Pieces } from "./forget.ts";
import { type EndedPhase, finishSeals, phasesToSeal, sealPhase } from "./seal.ts";
import { recountPhase } from "./verify.ts";

const DAY_MS = 86_400_000;
/** 03:17 UTC, when most shops that we think of are asleep. */
const BEGINS_MS = (3 * 60 + 17) * 60_000;
/** Phases that are counted anew in one minute, each of which costs what its visitors cost. */
const PHASES = 5;
const PIECES: Pieces = { rows: 5_000, most: 40 };
/** Shares of one day that may come to nothing: the database is not kept busy all day with what it cannot do. */
const MOST_TRIES = 3;

export interface Kept {
  readonly sealed: number;
  readonly deleted: number;
  /** Phases whose rollups did not agree with their raw rows: these stay, for somebody to look at. */
  readonly unsealed: readonly string[];
  /** Phases that could not be counted. Their rows stay as well. */
  readonly failed: readonly { readonly key: string; readonly reason: string }[];
  /** Where the next minute goes on; null: there is no more to do. */
  readonly next: Progress | null;
}

export interface Progress {
  /** Phases up to this one have been looked at, whatever came of it; null: none. */
  readonly after: EndedPhase | null;
}

interface Options {
  readonly pieces?: Pieces;
  /** Told before a phase is counted, which may take more than a Worker has. */
  readonly beforePhase?: (next: Progress) => Promise<void>;
  /** Told at once, because the next phase may be such a one. */
  readonly onDifference?: (phase: string) => Promise<void>;
}

const BEGINNING: Progress = { after: null };

/**
 * One share: some phases or, when none is left to look at, some rows. Whichever phases do not agree or cannot be counted,
 * those behind them are sealed. Never both, so that rows which cannot be deleted make no phase be counted twice a day.
 */
export async function keepRetention(
  db: D1Database,
  retentionDays: number,
  nowMs: number,
  { after }: Progress = BEGINNING,
  { pieces = PIECES, beforePhase = async () => {}, onDifference = async () => {} }: Options = {},
): Promise<Kept> {
  const beforeMs = nowMs - retentionDays * DAY_MS;
  const [unsealed, failed]: [string[], { key: string; reason: string }[]] = [[], []];
  let sealed = 0;
  await finishSeals(db);
  const phases = await phasesToSeal(db, beforeMs, after, PHASES);
  for (const ended of phases) {
    const { experiment, phase } = ended;
    const key = `${experiment}/${phase}`;
    await beforePhase({ after: ended });
    try {
      if ((await recountPhase(db, experiment, phase)).length > 0) {
        unsealed.push(key);
        await onDifference(key);
        continue;
      }
      await sealPhase(db, experiment, phase, nowMs);
      sealed++;
    } catch (error) {
      failed.push({ key, reason: String(error) });
    }
  }
  const last = phases.at(-1);
  if (last !== undefined) return { sealed, deleted: 0, unsealed, failed, next: { after: last } };
  const { deleted, hasMore } = await forgetRawRows(db, beforeMs, pieces);
  return { sealed, deleted, unsealed, failed, next: hasMore ? { after } : null };
}

/**
 * Today's next share, or null when today's is done. Each phase is counted once a day, also one whose counting ends the
 * Worker: the progress is noted before, and the next minute goes on behind it. Deleting is tried three times.
 */
export async function continueRetention(
  db: D1Database,
  retentionDays: () => Promise<number>,
  nowMs: number,
): Promise<Kept | null> {
  const day = Math.floor((nowMs - BEGINS_MS) / DAY_MS);
  const { next: from, tries } = await storedOf(db, day);
  if (from === null || tries >= MOST_TRIES) return null;
  const note = (next: Progress | null, tried: number): D1PreparedStatement =>
    noteStatement(db, { day, next, tries: tried }, nowMs);
  await note(from, tries + 1).run();
  const kept = await keepRetention(db, await retentionDays(), nowMs, from, {
    beforePhase: async (next) => void (await note(next, 0).run()),
    onDifference: async (subject) =>
      void (await counterStatement(db, [{ reason: "recount-differs", subject }], nowMs).run()),
  });
  await note(kept.next, 0).run();
  return kept;
}

/**
 * The progress stands in `idempotency`, whose rows are the memory of what was done already and live for a day, under a
 * name that no token has. It names phases, never a unit, so that an erasure need not look for one here.
 */
const PLACE = "token = 'schedule' AND key = 'retention'";

interface Stored {
  readonly day: number;
  readonly next: Progress | null;
  /** Shares begun since the last one that came to an end. */
  readonly tries: number;
}

async function storedOf(db: D1Database, day: number): Promise<Stored> {
  const json = await db.prepare(`SELECT response FROM idempotency WHERE ${PLACE}`).first<string>("response");
  const stored = json === null ? null : (JSON.parse(json) as Stored);
  return stored === null || stored.day < day ? { day, next: BEGINNING, tries: 0 } : stored;
}

function noteStatement(db: D1Database, stored: Stored, nowMs: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO idempotency (token, key, request, digest, response, created_at)
       VALUES ('schedule', 'retention', 'retention', '', ?1, CAST(?2 AS INTEGER))
       ON CONFLICT (token, key) DO UPDATE SET response = excluded.response, created_at = excluded.created_at`,
    )
    .bind(JSON.stringify(stored), nowMs);
}
