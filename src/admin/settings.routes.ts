/** `/settings`: one document for the installation. The edge reads it, so that a write publishes. */
import type * as z from "zod";
import type { FieldProblem } from "../domain/field.ts";
import { scheduledWindow, type Window } from "../domain/schedule.ts";
import { type Settings, settingsSchema } from "../domain/settings.schema.ts";
import { isTimeZone } from "../elements/live/zones.ts";
import { ifSettingsUnchangedStatement, saveSettingsStatement, storedSettings } from "../store/definitions.ts";
import type { StoredExperiment } from "../store/experiments.ts";
import { movePhaseStatement } from "../store/revisions.ts";
import { checkAudience } from "../validation/audience.ts";
import { parseInWords } from "../validation/words.ts";
import { commitEdge } from "./commit.ts";
import { etagOf } from "./etag.ts";
import { startMoved } from "./experiment-edit.ts";
import { invalid } from "./refusals.ts";
import { mergePatch } from "../domain/merge-patch.ts";
import { type Answer, type AskedToWrite, reading, type Refused, writing } from "./route.ts";
import { settingsAnswer } from "./settings.schema.ts";
import { mergePatchSchema, noQuery, writeQuery } from "./shapes.ts";

const tag = "Settings";

export const settingsRoutes = [
  reading({
    method: "GET",
    path: "/settings",
    role: "viewer",
    tag,
    summary: "Get the settings",
    query: noQuery,
    answer: settingsAnswer,
    handle: async ({ api }) => {
      const settings = settingsSchema.parse((await storedSettings(api.db)) ?? {});
      return { status: 200, body: { data: settings, warnings: [] }, etag: await etagOf(settings) };
    },
  }),
  writing({
    method: "PUT",
    path: "/settings",
    role: "admin",
    tag,
    summary: "Replace the settings",
    description:
      "What is left out gets its default. `enabled: false` is the kill switch: within ten seconds Lahza passes everything through.",
    query: writeQuery,
    body: settingsSchema,
    answer: settingsAnswer,
    guarded: true,
    status: 200,
    handle: (asked) => save(asked, () => asked.body),
  }),
  writing({
    method: "PATCH",
    path: "/settings",
    role: "admin",
    tag,
    summary: "Change some settings",
    description: "A merge patch (RFC 7396): what is named is replaced, null puts the default back.",
    query: writeQuery,
    body: mergePatchSchema,
    answer: settingsAnswer,
    guarded: true,
    status: 200,
    handle: (asked) =>
      save(asked, (before) => {
        const parsed = parseInWords(settingsSchema, mergePatch(before, asked.body));
        return parsed.ok ? parsed.data : invalid(parsed.errors);
      }),
  }),
] as const;

async function save(
  asked: Pick<
    AskedToWrite<unknown, unknown, unknown>,
    "api" | "actor" | "nowMs" | "dryRun" | "keep" | "refuseUnlessCurrent"
  >,
  next: (before: Settings) => Settings | Refused,
): Promise<Answer<z.output<typeof settingsAnswer>> | Refused> {
  return await commitEdge(asked, async (world) => {
    const { db } = asked.api;
    const stored = await storedSettings(db);
    const before = settingsSchema.parse(stored ?? {});
    const lost = asked.refuseUnlessCurrent(await etagOf(before));
    if (lost !== null) return lost;
    const settings = next(before);
    if ("refused" in settings) return settings;
    const errors = [...problemsOf(settings), ...lostOccasions(world.live, before, settings)];
    if (errors.length > 0) return invalid(errors);
    const etag = await etagOf(settings);
    return {
      statements:
        etag === (await etagOf(before))
          ? []
          : [
              ifSettingsUnchangedStatement(db, stored),
              saveSettingsStatement(db, settings, asked.nowMs),
              ...movedStarts(db, world.live, before, settings, asked.nowMs),
            ],
      next: { ...world, settings },
      audit: { action: "settings.update", resource: "settings", before, after: settings },
      answer: { status: 200, body: { data: settings, warnings: [] }, etag },
    };
  });
}

function problemsOf(settings: Settings): FieldProblem[] {
  const { timeZone, exclude } = settings;
  return [
    ...(isTimeZone(timeZone)
      ? []
      : [{ pointer: "/timeZone", detail: "give an IANA time zone such as Asia/Tehran" }]),
    ...ratesOfItself(settings),
    ...(exclude === null ? [] : checkAudience(exclude, ["exclude"], settings).errors),
  ];
}

/** Rial and toman are one currency, ten to one. */
function ratesOfItself({ currency, currencyRates }: Settings): FieldProblem[] {
  const own = currency === "IRR" || currency === "IRT" ? ["IRR", "IRT"] : [currency];
  return own
    .filter((code) => currencyRates?.rates[code] !== undefined)
    .map((code) => ({
      pointer: `/currencyRates/rates/${code}`,
      detail: `amounts are counted in ${currency}, so that ${code} needs no rate`,
    }));
}

/** The calendar is edited while experiments run by it: what one of them still needs stays in it. */
function lostOccasions(live: readonly StoredExperiment[], before: Settings, after: Settings): FieldProblem[] {
  return live.flatMap((experiment) => {
    if (windowIn(before, experiment) === null || windowIn(after, experiment) !== null) return [];
    const { name } = experiment.definition.schedule.occasion ?? { name: "" };
    const detail = `experiment ${experiment.key} runs by ${name}: keep it in the calendar, or give the experiment another schedule first`;
    return [{ pointer: "/calendar", detail }];
  });
}

/** Phases that wait for a day that moved begin when it comes. */
function movedStarts(
  db: D1Database,
  live: readonly StoredExperiment[],
  before: Settings,
  after: Settings,
  nowMs: number,
): D1PreparedStatement[] {
  return live.flatMap((experiment) => {
    const [old, next] = [before, after].map((settings) => windowIn(settings, experiment)?.startAtMs ?? null);
    const moved = startMoved(old ?? null, next ?? null, nowMs);
    return moved === null ? [] : [movePhaseStatement(db, experiment.id, experiment.phase, moved)];
  });
}

/** Null: what is rolled out has no schedule, and an occasion that the calendar does not have has no days. */
function windowIn(settings: Settings, { status, definition, startedAtMs }: StoredExperiment): Window | null {
  if (status !== "running" || startedAtMs === null) return null;
  const scheduled = scheduledWindow(definition.schedule, settings, startedAtMs);
  return scheduled.ok ? scheduled.window : null;
}
