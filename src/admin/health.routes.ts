/**
 * `GET <prefix>/api/health`. Without a token: whether all is well, nothing else. With it: which ruleset is served, what
 * was not counted in the last 24 hours and why, and what is wrong.
 */
import * as z from "zod";
import { settingsSchema } from "../domain/settings.schema.ts";
import { countStuckAlerts } from "../store/alerts.ts";
import { storedSettings } from "../store/definitions.ts";
import { countersOfLastDay, type CountedReason } from "../store/counters.ts";
import { countDeadLetters } from "../store/dead-letters.ts";
import { newestHead } from "../store/rulesets.ts";
import { RULESET_FORMAT } from "../ruleset/types.ts";
import { isKnown } from "./auth.ts";
import { reading } from "./route.ts";

/** Older news is none any more. */
const ALERTS_LOOKED_AT_MS = 7 * 86_400_000;

const counted = z.object({ reason: z.string(), subject: z.string(), count: z.number() });

const healthAnswer = z.object({
  ok: z.boolean(),
  ruleset: z
    .object({
      version: z.number().nullable(),
      digest: z.string().nullable(),
      ageMs: z.number().nullable(),
      newestVersion: z.number().nullable(),
    })
    .optional(),
  notCounted: z.array(counted).nullable().optional(),
  /** Of the isolate that answered: not written yet. */
  unsaved: z.array(counted).optional(),
  problems: z.array(z.string()).optional(),
});

export const healthRoutes = [
  reading({
    method: "GET",
    path: "/health",
    role: null,
    tag: "Health",
    summary: "Whether all is well",
    description:
      "Answers 503 when it is not. With a token: which ruleset is served, and what was not counted and why.",
    answer: healthAnswer,
    handle: async ({ api, request, nowMs }) => {
      const { db, config } = api;
      const status = api.rulesetStatus(nowMs);
      const problems = [...config.problems];
      if (status.problem !== null) problems.push(`ruleset: ${status.problem}`);
      let stored: CountedReason[] | null = null;
      let letters = 0;
      let stuck = 0;
      let newest: number | null = null;
      try {
        stored = await countersOfLastDay(db, nowMs);
        letters = await countDeadLetters(db);
        const { alerts } = settingsSchema.parse((await storedSettings(db)) ?? {});
        const urls = alerts.map(({ url }) => url);
        stuck = await countStuckAlerts(db, urls, nowMs - ALERTS_LOOKED_AT_MS);
        newest = (await newestHead(db, RULESET_FORMAT))?.version ?? null;
      } catch {
        problems.push("database: cannot be read");
      }
      if (letters > 0)
        problems.push(
          `recording: ${letters} messages of the queue were not stored; GET /dead-letters tells why, npm run replay tries again`,
        );
      if (stuck > 0)
        problems.push(
          `alerts: ${stuck} could not be sent to where the settings say; GET /alerts tells why, POST /alerts/retry tries again`,
        );
      const ok = problems.length === 0;
      const code = ok ? 200 : 503;
      if (!(await isKnown(request, api).catch(() => false))) return Response.json({ ok }, { status: code });
      return Response.json(
        {
          ok,
          ruleset: {
            version: status.version,
            digest: status.digest,
            ageMs: status.ageMs,
            newestVersion: newest,
          },
          notCounted: stored,
          unsaved: api.recorder.unsaved(),
          problems,
        },
        { status: code },
      );
    },
  }),
] as const;
