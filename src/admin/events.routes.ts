/** `POST /events`: what a shop's backend knows, with a token. */
import * as z from "zod";
import { backendRows, EXPOSURE } from "../collect/backend.ts";
import { tenfold } from "../collect/tenfold.ts";
import { backendEnvelope } from "../domain/event.schema.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import { allGoals, storedSettings } from "../store/definitions.ts";
import { parseRuleset } from "../ruleset/check.ts";
import { type EdgeExperiment, RULESET_FORMAT } from "../ruleset/types.ts";
import { newestHead, rulesetRow } from "../store/rulesets.ts";
import { invalid } from "./refusals.ts";
import { writing } from "./route.ts";
import { noQuery } from "./shapes.ts";

const eventsAnswer = z.object({
  data: z.object({
    /** Rows; those that were there already are among them. */
    stored: z.int(),
    /** What was not counted, by reason. */
    notCounted: z.record(z.string(), z.int()),
  }),
});

/** As shoppers are served them now. */
async function servedExperiments(db: D1Database): Promise<readonly EdgeExperiment[]> {
  const head = await newestHead(db, RULESET_FORMAT);
  const row = head === null ? null : await rulesetRow(db, head.version, head.format);
  const parsed = row === null ? null : parseRuleset(row.body);
  return parsed?.ok === true ? parsed.ruleset.experiments : [];
}

export const eventRoutes = [
  writing({
    method: "POST",
    path: "/events",
    role: "editor",
    tag: "Events",
    summary: "Report what happened, from a backend",
    description:
      "As the shopper's browser does, with `visitor` or `customer` on each event. Events of an order's life (`order_placed`, `order_paid`, `order_delivered`, `order_refused`, `order_refunded`) need `orderId`. Sent again under the same id, an event counts once. `lahza.exposure` with `properties.experiment` reports that a variant decided through OpenFeature was shown. See docs/orders.md and docs/openfeature.md.",
    query: noQuery,
    body: backendEnvelope,
    answer: eventsAnswer,
    guarded: false,
    status: 200,
    handle: async ({ api, body, nowMs }) => {
      const shows = body.events.some(({ name }) => name === EXPOSURE);
      const [settings, goals, experiments] = await Promise.all([
        storedSettings(api.db),
        allGoals(api.db),
        shows ? servedExperiments(api.db) : [],
      ]);
      const rows = await backendRows(body.events, {
        settings: settingsSchema.parse(settings ?? {}),
        goals,
        experiments,
        cookieKeys: api.config.cookieKeys,
        nowMs,
      });
      if (rows.problems.length > 0) return invalid(rows.problems);
      const { exposures, events } = rows;
      const counters = [...rows.counters, ...(await tenfold(api.db, events, "api/events"))];
      await api.write({ exposures, events, counters }, nowMs);
      const notCounted: { [reason: string]: number } = {};
      for (const { reason } of rows.counters) notCounted[reason] = (notCounted[reason] ?? 0) + 1;
      return { status: 200, body: { data: { stored: exposures.length + events.length, notCounted } } };
    },
  }),
] as const;
