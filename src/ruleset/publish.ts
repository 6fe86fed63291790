/**
 * From definitions to the ruleset that the edge serves, in one atomic step.
 *
 * Whatever changes what the edge serves goes through `commit`: it reads a snapshot (the newest version and all
 * definitions, as of one instant), asks for the change, compiles what will then be served, and writes the change and
 * the next version in one batch. The version's key is the lock: of two at once, one is undone whole and begins again
 * with what the other wrote, so no ruleset ever lacks a change that was committed before it. What does not compile,
 * or could not be read back, is never written, and neither is the change that led to it. A crash before the batch
 * leaves the old state, a crash after it the new one.
 */
import type { Goal } from "../domain/goal.schema.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import type { RulesetHead } from "../store/rulesets.ts";
import { isLostRace } from "../store/race.ts";
import { newestHead, rulesetRow, rulesetStatements } from "../store/rulesets.ts";
import { readSnapshot, type Snapshot } from "../store/snapshot.ts";
import type { StoredExperiment } from "../store/experiments.ts";
import { parseRuleset } from "./check.ts";
import { compileRuleset, type CompileProblem, type ExperimentToCompile, sealRuleset } from "./compile.ts";
import { sha256Hex } from "./digest.ts";
import { RULESET_FORMAT, type Ruleset } from "./types.ts";

/** What the edge is to serve. */
export interface EdgeState {
  readonly settings: Settings;
  readonly goals: readonly Goal[];
  /** Running and rolled-out ones. */
  readonly live: readonly StoredExperiment[];
}

/** A snapshot with its settings read and their defaults filled. */
export interface World extends EdgeState, Omit<Snapshot, "settings" | "goals" | "live"> {}

export type Planned<Result, Refusal> =
  | {
      readonly ok: true;
      /** The rows to write. */
      readonly statements: readonly D1PreparedStatement[];
      /** What the edge serves afterwards. */
      readonly next: EdgeState;
      readonly result: Result;
    }
  | { readonly ok: false; readonly refusal: Refusal };

export type Committed<Result, Refusal> =
  | { readonly ok: true; readonly result: Result; readonly version: number; readonly published: boolean }
  | { readonly ok: false; readonly refusal: Refusal }
  /** What would be served does not compile or is too large: nothing was written. */
  | { readonly ok: false; readonly problems: readonly CompileProblem[] }
  /** Others won every race: nothing was written, try again. */
  | { readonly ok: false; readonly busy: true };

/** Of two publishers one always wins, so this bounds how many may come at once. */
const TRIES = 100;
/** D1 takes rows of 2 MB. */
const MAX_BODY = 1_900_000;

export interface CommitOptions<Result> {
  /** What else belongs into the batch, such as the answer that a retry shall be told. */
  readonly also?: (result: Result) => readonly D1PreparedStatement[];
  /** Plan and compile, and write nothing. */
  readonly dryRun?: boolean;
}

/** `plan` may be called again with a newer world when others wrote meanwhile; it must not write by itself. */
export async function commit<Result, Refusal>(
  db: D1Database,
  key: string | null,
  nowMs: number,
  plan: (world: World) => Promise<Planned<Result, Refusal>>,
  { also, dryRun = false }: CommitOptions<Result> = {},
): Promise<Committed<Result, Refusal>> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const world = await readWorld(db, key);
    const planned = await plan(world);
    if (!planned.ok) return planned;
    const release = await nextRelease(db, world, planned.next, nowMs);
    if (!release.ok) return release;
    const statements = [
      ...planned.statements,
      ...(planned.statements.length === 0 ? [] : (also?.(planned.result) ?? [])),
      ...(release.row === null ? [] : rulesetStatements(db, release.row, release.assets, nowMs)),
    ];
    try {
      if (statements.length > 0 && !dryRun) await db.batch(statements);
      return { ok: true, result: planned.result, version: release.version, published: release.row !== null };
    } catch (error) {
      if (!isLostRace(error)) throw error;
      await pause(attempt);
    }
  }
  return { ok: false, busy: true };
}

/** What is stored, as of one instant; `world.experiment` is the one with this key. */
export async function readWorld(db: D1Database, key: string | null): Promise<World> {
  const snapshot = await readSnapshot(db, RULESET_FORMAT, key);
  return { ...snapshot, settings: settingsSchema.parse(snapshot.settings ?? {}) };
}

/** Publishes what is stored; nothing is written when the newest ruleset already says it. */
export async function publishCurrent(db: D1Database, nowMs: number): Promise<Committed<null, never>> {
  return await commit(db, null, nowMs, (world) =>
    Promise.resolve({ ok: true, statements: [], next: world, result: null }),
  );
}

export type Published =
  | { readonly ok: true; readonly version: number; readonly changed: boolean }
  | { readonly ok: false; readonly reason: string };

/** Publishes a ruleset that was compiled elsewhere; its `version` is replaced by the one it gets. */
export async function publish(db: D1Database, ruleset: Ruleset, nowMs: number): Promise<Published> {
  for (let attempt = 1; ; attempt++) {
    const head = await newestHead(db, RULESET_FORMAT);
    const release = await releaseOf(head, ruleset);
    if (!release.ok) return { ok: false, reason: release.reason };
    if (release.row === null) return { ok: true, version: release.version, changed: false };
    try {
      await db.batch(rulesetStatements(db, release.row, release.assets, nowMs));
      return { ok: true, version: release.version, changed: true };
    } catch (error) {
      if (attempt >= TRIES || !isLostRace(error)) throw error;
      await pause(attempt);
    }
  }
}

interface Release {
  readonly ok: true;
  readonly version: number;
  /** Null: what is served stays as it is. */
  readonly row: Parameters<typeof rulesetStatements>[1] | null;
  readonly assets: Ruleset["assets"];
}

async function nextRelease(
  db: D1Database,
  world: World,
  state: EdgeState,
  nowMs: number,
): Promise<Release | { readonly ok: false; readonly problems: readonly CompileProblem[] }> {
  // The version is given at the end.
  const input = { settings: state.settings, goals: state.goals, version: 0, nowMs };
  const experiments = state.live.map(toCompile).sort((a, b) => a.id - b.id);
  let compiled = await compileRuleset({ ...input, experiments });
  // The kill switch works whatever else is broken.
  if (!compiled.ok && !state.settings.enabled) compiled = await compileRuleset({ ...input, experiments: [] });
  if (!compiled.ok) {
    const kept = await keptAsServed(db, world, experiments, compiled.problems);
    if (kept === null) return compiled;
    const rest = await compileRuleset({
      ...input,
      experiments: experiments.filter(({ id }) => !kept.experiments.some((old) => old.id === id)),
    });
    if (!rest.ok) return rest;
    const all = [...rest.ruleset.experiments, ...kept.experiments].sort((a, b) => a.id - b.id);
    const assets = { ...rest.ruleset.assets, ...kept.assets };
    compiled = { ok: true, ruleset: await sealRuleset({ ...input, experiments: all, assets }, 0, nowMs) };
  }
  const release = await releaseOf(world.head, compiled.ruleset);
  return release.ok
    ? release
    : { ok: false, problems: [{ experiment: "", pointer: "", message: release.reason }] };
}

/**
 * What ran before this build learnt to refuse it must not stand in the way of others, least of all of pausing one:
 * it goes on as it is served now. Null: what does not compile is the experiment that this change is about, or was
 * never served in this phase.
 */
async function keptAsServed(
  db: D1Database,
  { head, experiment }: World,
  experiments: readonly ExperimentToCompile[],
  problems: readonly CompileProblem[],
): Promise<Pick<Ruleset, "experiments" | "assets"> | null> {
  const keys = new Set(problems.map((problem) => problem.experiment));
  if (head === null || (experiment !== null && keys.has(experiment.key))) return null;
  const row = await rulesetRow(db, head.version, RULESET_FORMAT);
  const served = row === null ? null : parseRuleset(row.body);
  if (served?.ok !== true) return null;
  const broken = experiments.filter(({ definition }) => keys.has(definition.key));
  const old = broken.flatMap(({ id, phase, status }) =>
    served.ruleset.experiments.filter((it) => it.id === id && it.phase === phase && it.status === status),
  );
  if (old.length < broken.length) return null;
  const hashes = new Set(
    old.flatMap((it) => it.variants.flatMap(({ css, js, elements }) => [css, js, elements?.css ?? null])),
  );
  const assets = Object.entries(served.ruleset.assets).filter(([hash]) => hashes.has(hash));
  return { experiments: old, assets: Object.fromEntries(assets) };
}

async function releaseOf(
  head: RulesetHead | null,
  ruleset: Ruleset,
): Promise<Release | { readonly ok: false; readonly reason: string }> {
  const { digest, assets } = ruleset;
  if (head?.format === RULESET_FORMAT && head.digest === digest)
    return { ok: true, version: head.version, row: null, assets };
  const version = (head?.version ?? 0) + 1;
  const body = JSON.stringify({ ...ruleset, version });
  const size = new TextEncoder().encode(body).length;
  if (size > MAX_BODY) {
    const reason = `all running experiments together would be ${size} bytes, and the edge takes ${MAX_BODY}: finish some, or make their css, js and markup smaller`;
    return { ok: false, reason };
  }
  const checked = parseRuleset(body);
  if (!checked.ok) return { ok: false, reason: `${checked.reason} at ${checked.where || "/"}` };
  const row = { version, format: RULESET_FORMAT, digest, checksum: await sha256Hex(body), body };
  return { ok: true, version, row, assets };
}

function toCompile(stored: StoredExperiment): ExperimentToCompile {
  const { id, phase, status, rolloutVariant, definition, startedAtMs, stretches } = stored;
  const rollout = status === "rollout" && rolloutVariant !== null ? { rolloutVariant } : {};
  return {
    id,
    phase,
    status: status === "rollout" ? "rollout" : "running",
    ...rollout,
    definition,
    startedAtMs,
    stretches,
  };
}

/** Those who lost come back one after the other rather than all at once. */
async function pause(attempt: number): Promise<void> {
  const limitMs = Math.min(attempt * 10, 200);
  await new Promise((resume) => setTimeout(resume, Math.random() * limitMs));
}
