/**
 * What the clock looks at in experiments that run: news is told to whom the settings name, and one that hurts is paused
 * where it asks for that (`analysis.autoPause`). Looking costs nothing: the tests hold however often one looks.
 */
import { settingsSchema } from "../domain/settings.schema.ts";
import { analyse } from "../results/analysis.ts";
import { type News, newsOf } from "../results/news.ts";
import { analysisInput, phaseAsked } from "../results/results.ts";
import { commit } from "../ruleset/publish.ts";
import { auditStatement } from "../store/audit.ts";
import { storedSettings } from "../store/definitions.ts";
import { runningKeys } from "../store/experiments.ts";
import { deliver, tell } from "./alerts.ts";
import { planAction } from "./experiment-action.ts";
import type { Writer } from "./experiment-plan.ts";

/** Analysing costs some milliseconds an experiment; every minute would tell nothing sooner that matters. */
const LOOK_EVERY_MS = 10 * 60_000;
const MINUTE_MS = 60_000;

const ACTOR = { id: "schedule", name: "schedule" };

export interface Watched {
  readonly paused: readonly string[];
  readonly delivered: number;
}

/** `finished`: keys that the clock has just finished. `secrets`: by name, of alerts that are signed. */
export async function watchExperiments(
  db: D1Database,
  nowMs: number,
  finished: readonly string[],
  secrets: Readonly<Record<string, string>>,
  send: typeof fetch = fetch,
): Promise<Watched> {
  const settings = settingsSchema.parse((await storedSettings(db)) ?? {});
  const paused: string[] = [];
  const isTime = nowMs % LOOK_EVERY_MS < MINUTE_MS;
  const running = isTime ? await runningKeys(db) : [];
  for (const key of [...running, ...finished]) {
    const asked = await phaseAsked(db, key, null);
    if (!asked.ok || asked.phase === null) continue;
    const query = { phase: null, population: null, asOfMs: null, nowMs, segment: null, metric: null };
    const body = analyse(await analysisInput(db, asked, { ...query, fromDay: null, toDay: null }));
    const ended: News[] = finished.includes(key)
      ? [
          {
            event: "end",
            subject: "",
            text: `${key}: its scheduled end has passed. ${body.decision.reason}`,
            harm: false,
          },
        ]
      : [];
    const news = [...newsOf(body), ...ended];
    await tell(db, { experiment: key, phase: body.phase }, news, settings.alerts, nowMs);
    const harm = news.find((one) => one.harm);
    const { autoPause } = asked.experiment.definition.analysis;
    if (
      harm !== undefined &&
      autoPause &&
      !finished.includes(key) &&
      (await pause(db, key, harm.text, nowMs))
    )
      paused.push(key);
  }
  const { delivered } = await deliver(db, settings.alerts, secrets, nowMs, send);
  return { paused, delivered };
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
