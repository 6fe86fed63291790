/**
 * The clock moves the weights of bandits, at most once a day: each move is a stretch of its own, for whoever is new from
 * then on, and stands in the audit log. A failure leaves the weights as they are; the next minute tries again.
 */
import { nextWeights } from "../results/bandit.ts";
import { DAY_MS } from "../results/day.ts";
import { analysisInput, phaseAsked, wholePhase } from "../results/results.ts";
import { eachKey, type Failure } from "./each-key.ts";
import { commit } from "../ruleset/publish.ts";
import { auditStatement } from "../store/audit.ts";
import { runningBandits, type StoredExperiment } from "../store/experiments.ts";
import { stretchStatement } from "../store/stretches.ts";

/**
 * Until every isolate has the new ruleset, or none at all: one that is behind would give somebody new the old weights,
 * and the next one would move them.
 */
const LEAD_MS = 120_000;

const ACTOR = { id: "schedule", name: "bandit" };

/** Keys of those whose weights were moved, and why others could not be. */
export async function moveBandits(
  db: D1Database,
  nowMs: number,
): Promise<{ moved: string[]; failed: Failure[] }> {
  const moved: string[] = [];
  const failed = await eachKey(await runningBandits(db, nowMs - DAY_MS), async (key) => {
    const done = await moveOne(db, key, nowMs);
    if (done === null) return null;
    if (done.ok) moved.push(key);
    return "problems" in done ? done.problems.map(({ message }) => message).join("; ") : null;
  });
  return { moved, failed };
}

/** Null: there is nothing to move. */
async function moveOne(db: D1Database, key: string, nowMs: number) {
  const asked = await phaseAsked(db, key, null);
  if (!asked.ok || asked.phase === null) return null;
  const input = await analysisInput(db, asked, wholePhase(nowMs));
  const move = nextWeights(input);
  if (!move.moves) return null;
  return await commit(
    db,
    key,
    nowMs,
    (world) => {
      const { experiment } = world;
      if (experiment === null || !isStill(experiment, asked.experiment))
        return Promise.resolve({ ok: false as const, refusal: null });
      const before = input.stretches.at(-1)?.weights ?? [];
      const stretch = { fromMs: nowMs + LEAD_MS, weights: move.weights };
      const number = experiment.stretches.length + 1;
      const after = { ...experiment, stretches: [...experiment.stretches, stretch] };
      return Promise.resolve({
        ok: true as const,
        statements: [
          stretchStatement(
            db,
            { experiment: experiment.id, phase: experiment.phase, stretch: number },
            stretch,
          ),
        ],
        next: { ...world, live: world.live.map((one) => (one.id === after.id ? after : one)) },
        result: { before, number },
      });
    },
    {
      also: ({ before, number }) => [
        auditStatement(
          db,
          {
            actor: ACTOR,
            action: "experiment.weights",
            resource: `experiments/${key}`,
            before: { weights: before },
            after: { stretch: number, weights: move.weights, chancesToBeBest: move.chances },
          },
          nowMs,
        ),
      ],
    },
  );
}

/** Nothing that the weights were worked out from was changed meanwhile. */
function isStill(now: StoredExperiment, then: StoredExperiment): boolean {
  return (
    now.status === "running" &&
    now.phase === then.phase &&
    now.stretches.length === then.stretches.length &&
    now.definition.analysis.method === "bandit"
  );
}
