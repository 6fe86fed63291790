/** `/events` as they arrive, and how many there were: is the tracking right? */
import * as z from "zod";
import { keySchema } from "../domain/experiment.schema.ts";
import {
  type Arrival,
  arrivalPage,
  type EventCount,
  eventCounts,
  watchedUntil,
  watchStatement,
} from "../store/arrivals.ts";
import { commitRows } from "./commit.ts";
import { iso } from "./experiment-view.ts";
import { reading, refused, writing } from "./route.ts";
import { instant, noQuery, writeQuery } from "./shapes.ts";
import { within } from "../collect/within.ts";

const tag = "Events";
const MAX_LIMIT = 200;

const arrivalsQuery = z.strictObject({
  /** The `next` of the answer before; left out: the newest. */
  after: z
    .string()
    .regex(/^\d{1,15}$/, "the next of the answer before")
    .transform(Number)
    .optional(),
  /** Only events of this name. */
  name: z.string().max(64).optional(),
  /** Only exposures and confirmations of this experiment. */
  experiment: keySchema.optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `a whole number from 1 to ${MAX_LIMIT}`)
    .transform(Number)
    .refine((limit) => limit <= MAX_LIMIT, `a whole number from 1 to ${MAX_LIMIT}`)
    .default(50),
});

const arrival = z.object({
  number: z.int(),
  receivedAt: instant,
  at: instant,
  name: z.string(),
  source: z.string(),
  visitor: z.string().nullable(),
  customer: z.string().nullable(),
  valueMinor: z.int().nullable(),
  currency: z.string().nullable(),
  orderId: z.string().nullable(),
  experiment: z.string().nullable(),
  variant: z.string().nullable(),
});

const arrivalsAnswer = z.object({
  data: z.array(arrival),
  /** Ask again with it as `after`. */
  next: z.string(),
  /** Until when is watched; null: nobody watches, so that nothing is added. */
  watchedUntil: instant.nullable(),
});

const watchBody = z.strictObject({ minutes: z.int().min(1).max(120).default(30) });
const watchAnswer = z.object({ data: z.object({ watchedUntil: instant }) });

const countsAnswer = z.object({
  data: z.array(z.object({ name: z.string(), lastHour: z.int(), lastDay: z.int(), lastAt: instant })),
  /** When they were counted; a minute old at the most. */
  countedAt: instant,
});

/** Longer nobody waits for it. */
const COUNT_MS = 10_000;
const COUNTED_FOR_MS = 60_000;
let counted: {
  readonly db: D1Database;
  readonly atMs: number;
  readonly counts: readonly EventCount[];
} | null = null;

export const arrivalRoutes = [
  reading({
    method: "GET",
    path: "/events",
    role: "viewer",
    tag,
    summary: "Show events as they arrive",
    description:
      "Only what arrived while somebody watched (`POST /events/watch`), the last 500, the oldest first. Exposures are `lahza.exposure`, their confirmation by the browser `lahza.confirm`. An event that was sent again does not arrive again.",
    query: arrivalsQuery,
    answer: arrivalsAnswer,
    handle: async ({ api, query, nowMs }) => {
      const { after = null, name = null, experiment = null, limit } = query;
      const [rows, untilMs] = await Promise.all([
        arrivalPage(api.db, { after, name, experiment, limit }),
        watchedUntil(api.db),
      ]);
      return {
        status: 200,
        body: {
          data: rows.map(shown),
          next: String(rows.at(-1)?.number ?? after ?? 0),
          watchedUntil: untilMs === null || untilMs <= nowMs ? null : iso(untilMs),
        },
      };
    },
  }),
  writing({
    method: "POST",
    path: "/events/watch",
    role: "viewer",
    tag,
    summary: "Watch events arrive",
    description:
      "From now on, for 30 minutes or as many as `minutes` says, what arrives is kept to be shown by `GET /events`. While nobody watches nothing is, because every row is paid for.",
    query: writeQuery,
    body: watchBody,
    answer: watchAnswer,
    bodyOptional: true,
    guarded: false,
    status: 200,
    handle: (asked) =>
      commitRows(asked, () => {
        const untilMs = asked.nowMs + asked.body.minutes * 60_000;
        return Promise.resolve({
          statements: [watchStatement(asked.api.db, untilMs)],
          audit: { action: "events.watch", resource: "events", after: { until: iso(untilMs) } },
          answer: { status: 200, body: { data: { watchedUntil: iso(untilMs) } } },
        });
      }),
  }),
  reading({
    method: "GET",
    path: "/events/counts",
    role: "viewer",
    tag,
    summary: "Count the events of the last hour and the last day, by name",
    description: "Counted from the raw rows at most once a minute. Answers 503 where that takes too long.",
    query: noQuery,
    answer: countsAnswer,
    handle: async ({ api, nowMs }) => {
      if (counted === null || counted.db !== api.db || nowMs - counted.atMs > COUNTED_FOR_MS) {
        const counts = await within(COUNT_MS, eventCounts(api.db, nowMs));
        if (counts === null)
          return refused({ status: 503, title: "Counting takes too long now" }, { "retry-after": "60" });
        counted = { db: api.db, atMs: nowMs, counts };
      }
      const { counts, atMs } = counted;
      return {
        status: 200,
        body: {
          data: counts.map(({ lastMs, ...count }) => ({ ...count, lastAt: iso(lastMs) })),
          countedAt: iso(atMs),
        },
      };
    },
  }),
] as const;

function shown({ receivedMs, atMs, ...row }: Arrival) {
  return { ...row, receivedAt: iso(receivedMs), at: iso(atMs) };
}
