/** `/alerts`: news of experiments on its way to where the settings send it, and another try for what was not taken. */
import * as z from "zod";
import {
  alertPage,
  countWaitingAlerts,
  type ListedAlert,
  MOST_ATTEMPTS,
  retryAlertsStatement,
} from "../store/alerts.ts";
import { commitRows } from "./commit.ts";
import { reading, writing } from "./route.ts";
import { instant, isoOf, limitSchema, many, pageOf, writeQuery } from "./shapes.ts";

const tag = "Health";

const alert = z.object({
  experiment: z.string(),
  phase: z.int(),
  event: z.string(),
  subject: z.string(),
  text: z.string(),
  /** Origin of the address: the rest of it may be a secret. */
  to: z.string(),
  state: z.enum(["delivered", "waiting", "given-up"]),
  attempts: z.int(),
  /** Of the last attempt. */
  error: z.string().nullable(),
  createdAt: instant,
  deliveredAt: instant.nullable(),
  /** Null: it is not tried again by itself. */
  nextAt: instant.nullable(),
});

const query = z.strictObject({
  limit: limitSchema,
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^\d{1,9}$/, "the next of the page before")
    .transform(Number)
    .default(0),
});

export const alertRoutes = [
  reading({
    method: "GET",
    path: "/alerts",
    role: "admin",
    tag,
    summary: "List the news that was sent, waits or was given up, the newest first",
    query,
    answer: many(alert),
    handle: async ({ api, query: { limit, after } }) => ({
      status: 200,
      body: pageOf(await alertPage(api.db, after, limit + 1), limit, shown, () => String(after + limit)),
    }),
  }),
  writing({
    method: "POST",
    path: "/alerts/retry",
    role: "admin",
    tag,
    summary: "Send again, with the next minute, whatever was not taken",
    description:
      "Once an address is mended or its secret is set: also what was given up has all its attempts again.",
    query: writeQuery,
    answer: z.object({ data: z.object({ waiting: z.int() }) }),
    bodyOptional: true,
    guarded: false,
    status: 200,
    handle: (asked) =>
      commitRows(asked, async () => {
        const { db } = asked.api;
        const data = { waiting: await countWaitingAlerts(db) };
        return {
          statements: data.waiting === 0 ? [] : [retryAlertsStatement(db, asked.nowMs)],
          audit: { action: "alerts.retry", resource: "alerts", after: data },
          answer: { status: 200, body: { data } },
        };
      }),
  }),
] as const;

function shown(row: ListedAlert): z.output<typeof alert> {
  const { experiment, phase, event, subject, text, attempts, error, deliveredAtMs } = row;
  const state = deliveredAtMs !== null ? "delivered" : attempts < MOST_ATTEMPTS ? "waiting" : "given-up";
  return {
    experiment,
    phase,
    event,
    subject,
    text,
    to: new URL(row.url).origin,
    state,
    attempts,
    error,
    createdAt: new Date(row.createdAtMs).toISOString(),
    deliveredAt: isoOf(deliveredAtMs),
    nextAt: state === "waiting" ? new Date(row.nextAtMs).toISOString() : null,
  };
}
