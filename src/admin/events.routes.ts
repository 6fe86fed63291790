/** `POST /events`: what a shop's backend knows, with a token. */
import * as z from "zod";
import { backendRows } from "../collect/backend.ts";
import { tenfold } from "../collect/tenfold.ts";
import { backendEnvelope } from "../domain/event.schema.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import { allGoals, storedSettings } from "../store/definitions.ts";
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

export const eventRoutes = [
  writing({
    method: "POST",
    path: "/events",
    role: "editor",
    tag: "Events",
    summary: "Report what happened, from a backend",
    description:
      "As the shopper's browser does, with `visitor` or `customer` on each event. Events of an order's life (`order_placed`, `order_paid`, `order_delivered`, `order_refused`, `order_refunded`) need `orderId`. Sent again under the same id, an event counts once. See docs/orders.md.",
    query: noQuery,
    body: backendEnvelope,
    answer: eventsAnswer,
    guarded: false,
    status: 200,
    handle: async ({ api, body, nowMs }) => {
      const [settings, goals] = await Promise.all([storedSettings(api.db), allGoals(api.db)]);
      const rows = await backendRows(body.events, {
        settings: settingsSchema.parse(settings ?? {}),
        goals,
        cookieKeys: api.config.cookieKeys,
        nowMs,
      });
      if (rows.problems.length > 0) return invalid(rows.problems);
      const { events } = rows;
      const counters = [...rows.counters, ...(await tenfold(api.db, events, "api/events"))];
      await api.write({ exposures: [], events, counters }, nowMs);
      const notCounted: { [reason: string]: number } = {};
      for (const { reason } of rows.counters) notCounted[reason] = (notCounted[reason] ?? 0) + 1;
      return { status: 200, body: { data: { stored: events.length, notCounted } } };
    },
  }),
] as const;
