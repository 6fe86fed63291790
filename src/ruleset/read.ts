/**
 * The ruleset on the shopper's path: from memory, refreshed from D1 behind the request.
 *
 * | age | what a request gets |
 * |---|---|
 * | under 10 s | memory |
 * | 10 to 30 s | memory, and one request refreshes behind its own answer |
 * | over 30 s, or none yet | a bounded wait; then the origin's page |
 *
 * Fails open: no ruleset means the origin's page. A broken body, a format of the future or a failing D1 leaves the
 * last good one in place until it is too old to be trusted, and says why. Each request does its own I/O: workerd
 * ends a promise with the request that made it, so what requests share is the result, never the waiting.
 */
import { newestHead, rulesetRow, type RulesetRow } from "../store/rulesets.ts";
import { type Carrier, keepCarried, newestCarried, readCarried } from "./carriers.ts";
import { parseRuleset } from "./check.ts";
import { sha256Hex } from "./digest.ts";
import { RULESET_FORMAT, type Ruleset } from "./types.ts";

export type RulesetProblem =
  | "database-failed"
  /** There was one, and now the table is empty. */
  | "empty"
  | "too-slow"
  | "checksum-mismatch"
  | "future-format"
  | "not-json"
  | "broken"
  | "prepare-failed";

/** `ruleset` null: nothing was ever published, which is an answer too. */
export type RulesetState<Prepared> =
  | { readonly state: "warm"; readonly ruleset: Prepared | null }
  /** `refresh` belongs behind the answer, in `waitUntil`; null when another request is at it. It never rejects. */
  | {
      readonly state: "stale";
      readonly ruleset: Prepared | null;
      readonly refresh: (() => Promise<void>) | null;
    }
  | { readonly state: "cold"; readonly load: (timeoutMs: number) => ColdLoad<Prepared> };

interface ColdLoad<Prepared> {
  /** Within the time limit the ruleset, else null. Never rejects. */
  readonly ruleset: Promise<Prepared | null>;
  /** Settles when the load is over, also when that is after the limit: keep it alive with `waitUntil`. */
  readonly settled: Promise<void>;
}

export interface RulesetStatus {
  readonly version: number | null;
  readonly digest: string | null;
  /** ms since D1 last confirmed it; null: never. */
  readonly ageMs: number | null;
  readonly problem: RulesetProblem | null;
}

export interface RulesetReader<Prepared> {
  current(nowMs: number): RulesetState<Prepared>;
  status(nowMs: number): RulesetStatus;
}

export interface ReaderOptions<Prepared> {
  readonly db: D1Database;
  /** Makes a checked ruleset ready for serving; may throw, which leaves the last good one in place. */
  readonly prepare: (ruleset: Ruleset) => Prepared;
  /** Told of every failed refresh or load, to be counted. Must not throw. */
  readonly onProblem?: (problem: RulesetProblem) => void;
  readonly clock?: () => number;
  /** Nearer than D1, the nearest first. */
  readonly carriers?: readonly Carrier[];
}

const FRESH_MS = 10_000;
const COLD_MS = 30_000;
/** A refresh that took longer than this is taken for dead, and another request may try. */
const REFRESH_GUARD_MS = 5_000;
/** After a failure nobody tries again for this long; cold requests get the origin's page without waiting. */
const RETRY_MS = 1_000;

interface Loaded<Prepared> {
  readonly version: number;
  readonly digest: string;
  readonly prepared: Prepared;
}

export function createRulesetReader<Prepared>(options: ReaderOptions<Prepared>): RulesetReader<Prepared> {
  const { db, prepare, onProblem = () => undefined, clock = Date.now, carriers = [] } = options;
  let loaded: Loaded<Prepared> | null = null;
  let confirmedMs: number | null = null;
  let refreshingSinceMs: number | null = null;
  let failedMs: number | null = null;
  let problem: RulesetProblem | null = null;

  function current(nowMs: number): RulesetState<Prepared> {
    const ruleset = loaded?.prepared ?? null;
    const ageMs = confirmedMs === null ? Infinity : since(confirmedMs, nowMs);
    if (ageMs < FRESH_MS) return { state: "warm", ruleset };
    if (ageMs <= COLD_MS)
      return {
        state: "stale",
        ruleset,
        refresh: isRefreshing(nowMs) || hasJustFailed(nowMs) ? null : refresh,
      };
    if (hasJustFailed(nowMs)) return { state: "stale", ruleset: null, refresh: null };
    return { state: "cold", load };
  }

  function isRefreshing(nowMs: number): boolean {
    return refreshingSinceMs !== null && since(refreshingSinceMs, nowMs) < REFRESH_GUARD_MS;
  }

  function hasJustFailed(nowMs: number): boolean {
    return failedMs !== null && since(failedMs, nowMs) < RETRY_MS;
  }

  /** A request may be some moments older than what another one wrote down; a clock that was set back is no moment. */
  function since(thenMs: number, nowMs: number): number {
    return Math.abs(nowMs - thenMs);
  }

  async function refresh(): Promise<void> {
    if (isRefreshing(clock())) return;
    refreshingSinceMs = clock();
    await readThrough();
    refreshingSinceMs = null;
  }

  function load(timeoutMs: number): ColdLoad<Prepared> {
    const settled = readThrough();
    const ruleset = new Promise<Prepared | null>((resolve) => {
      const timer = setTimeout(() => {
        failedMs = clock();
        note("too-slow");
        resolve(null);
      }, timeoutMs);
      void settled.then(() => {
        clearTimeout(timer);
        resolve(problem === null ? (loaded?.prepared ?? null) : null);
      });
    });
    return { ruleset, settled };
  }

  /** Reads what is newest and keeps it, or says why not. Never rejects. */
  async function readThrough(): Promise<void> {
    let failure: RulesetProblem | null;
    try {
      failure = await readNewest();
    } catch {
      failure = await takeCarried();
    }
    if (failure === null) {
      confirmedMs = clock();
      failedMs = null;
      problem = null;
    } else {
      failedMs = clock();
      note(failure);
    }
  }

  async function readNewest(): Promise<RulesetProblem | null> {
    const head = await newestHead(db, RULESET_FORMAT);
    if (head === null) return loaded === null ? null : "empty";
    if (head.format !== RULESET_FORMAT) return "future-format";
    if (loaded !== null && head.version === loaded.version) return null;
    const body = await readCarried(carriers, head);
    if (body !== null && (await take({ ...head, body })) === null) return null;
    const row = await rulesetRow(db, head.version, RULESET_FORMAT);
    if (row === null) return "broken";
    const failure = await take(row);
    if (failure === null) await keepCarried(carriers, row);
    return failure;
  }

  /** D1 is away: what a carrier knows is served until D1 is back, never something older than what is in memory. */
  async function takeCarried(): Promise<RulesetProblem | null> {
    const row = await newestCarried(carriers, RULESET_FORMAT);
    if (row === null || (loaded !== null && row.version < loaded.version)) return "database-failed";
    if (loaded !== null && row.version === loaded.version) return null;
    return await take(row);
  }

  /** Checks a ruleset and puts it in force. */
  async function take(row: RulesetRow): Promise<RulesetProblem | null> {
    if ((await sha256Hex(row.body)) !== row.checksum) return "checksum-mismatch";
    const checked = parseRuleset(row.body);
    if (!checked.ok) return checked.reason;
    // A slow older answer must not replace a newer one.
    if (loaded !== null && loaded.version > row.version) return null;
    try {
      loaded = { version: row.version, digest: checked.ruleset.digest, prepared: prepare(checked.ruleset) };
    } catch {
      return "prepare-failed";
    }
    return null;
  }

  function note(reason: RulesetProblem): void {
    problem = reason;
    onProblem(reason);
  }

  return {
    current,
    status: (nowMs) => ({
      version: loaded?.version ?? null,
      digest: loaded?.digest ?? null,
      ageMs: confirmedMs === null ? null : nowMs - confirmedMs,
      problem,
    }),
  };
}
