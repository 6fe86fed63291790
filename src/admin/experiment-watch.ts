/**
 * What the clock looks at in experiments that run, and in those that are over until their last windows have closed: news is told to whom the settings name, and one that hurts is paused
 * where it asks for that (`analysis.autoPause`). Looking costs nothing: the tests hold however often one looks.
 */
import { LONGEST_WINDOW_HOURS } from "../domain/metric.schema.ts";
import { type Settings, settingsSchema } from "../domain/settings.schema.ts";
import { analyse } from "../results/analysis.ts";
import { rolesOf, windowOf } from "../results/design.ts";
import { newsOf } from "../results/news.ts";
import { DAY_MS } from "../results/day.ts";
import { analysisInput, phaseAsked, wholePhase } from "../results/results.ts";
import { commit } from "../ruleset/publish.ts";
import { auditStatement } from "../store/audit.ts";
import { storedSettings } from "../store/definitions.ts";
import { finishedKeys, runningKeys, type StoredPhase } from "../store/experiments.ts";
import { compileMeasures } from "../store/measures.ts";
import { ORDER_LIFE_MS } from "../store/orders.ts";
import { deliver, tell } from "./alerts.ts";
import { eachKey, type Failure } from "./each-key.ts";
import { planAction } from "./experiment-action.ts";
import { endedBySchedule } from "./experiment-schedule.ts";
import type { Writer } from "./experiment-plan.ts";

/** Analysing costs some milliseconds an experiment; every minute would tell nothing sooner that matters. */
const LOOK_EVERY_MS = 10 * 60_000;
/** Nothing but windows that close and orders that come to their state can change what is over. */
const LOOK_BACK_EVERY_MS = 60 * 60_000;
const MINUTE_MS = 60_000;
/** After the last window has closed, whose day has to be over: time enough for looks that fail. */
const LOOKED_AT_MS = 3 * DAY_MS;
/** No metric has a longer window. */
const LONGEST_MS = LONGEST_WINDOW_HOURS * 3_600_000 + ORDER_LIFE_MS + LOOKED_AT_MS;

const ACTOR = { id: "schedule", name: "schedule" };

export interface Watched {
  readonly paused: readonly string[];
  readonly delivered: number;
  readonly failed: readonly Failure[];
}

/**
 * `finished`: keys that the clock has just finished. `secrets`: by name, of alerts that are signed. What is to be told
 * follows from what is stored, so that a look that failed loses nothing: the next one tells it.
 */
export async function watchExperiments(
  db: D1Database,
  nowMs: number,
  finished: readonly string[],
  secrets: Readonly<Record<string, string>>,
  send: typeof fetch = fetch,
): Promise<Watched> {
  const settings = settingsSchema.parse((await storedSettings(db)) ?? {});
  const paused: string[] = [];
  const running = nowMs % LOOK_EVERY_MS < MINUTE_MS ? await runningKeys(db) : [];
  const over = nowMs % LOOK_BACK_EVERY_MS < MINUTE_MS ? await finishedKeys(db, nowMs - LONGEST_MS) : [];
  const failed = await eachKey(new Set([...running, ...finished, ...over]), async (key) => {
    if (await lookAt(db, key, settings, nowMs)) paused.push(key);
    return null;
  });
  const { delivered } = await deliver(db, settings.alerts, secrets, nowMs, send);
  return { paused, delivered, failed };
}

/** Whether it was paused. */
async function lookAt(db: D1Database, key: string, settings: Settings, nowMs: number): Promise<boolean> {
  const asked = await phaseAsked(db, key, null);
  if (!asked.ok || asked.phase === null) return false;
  const { experiment, phase } = asked;
  if (phase.endedAtMs !== null && nowMs > phase.endedAtMs + lastChangeOf(phase) + LOOKED_AT_MS) return false;
  const body = analyse(await analysisInput(db, asked, wholePhase(nowMs)));
  const news = newsOf(body);
  if (endedBySchedule(experiment, settings))
    news.push({
      event: "end",
      subject: "",
      text: `${key}: its scheduled end has passed. ${body.decision.reason}`,
      harm: false,
    });
  await tell(db, { experiment: key, phase: body.phase }, news, settings.alerts, nowMs);
  const harm = news.find((one) => one.harm);
  if (harm === undefined || !experiment.definition.analysis.autoPause) return false;
  // It runs no more where it is over, and then this does nothing.
  return await pause(db, key, harm.text, nowMs);
}

/**
 * ms after its end until what decides, guardrails too, cannot change any more: windows have closed for the last visitor,
 * and orders have come to the state that counts, or will not.
 */
function lastChangeOf({ definition, metrics, rules }: StoredPhase): number {
  const decide = new Set(
    rolesOf(definition.metrics)
      .filter(({ role }) => role !== "secondary")
      .map(({ key }) => key),
  );
  const windows = metrics.filter(({ key }) => decide.has(key)).map((metric) => windowOf(metric, metrics));
  const changes = compileMeasures(metrics, rules.purchaseFrom ?? "placed").some(
    ({ metric, state, fn }) => decide.has(metric) && (state !== "placed" || fn === "net"),
  );
  return Math.max(0, ...windows) + (changes ? ORDER_LIFE_MS : 0);
}

async function pause(db: D1Database, key: string, why: string, nowMs: number): Promise<boolean> {
  const writer: Writer = {
    db,
    actor: ACTOR,
    mayPublish: true,
    prefix: "/_lahza",
    nowMs,
    note: `paused by its guardrail: ${why}`,
    refuseUnlessCurrent: () => null,
  };
  const done = await commit(
    db,
    key,
    nowMs,
    async (world) => {
      if (world.experiment?.status !== "running") return { ok: false as const, refusal: null };
      const plan = await planAction(world, "pause", {}, writer);
      if ("refused" in plan) return { ok: false as const, refusal: null };
      return { ok: true as const, statements: plan.statements, next: plan.next, result: plan };
    },
    { also: ({ audit }) => [auditStatement(db, { actor: ACTOR, ...audit }, nowMs)] },
  );
  return done.ok;
}
