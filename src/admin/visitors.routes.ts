/** `/visitors/:id`: what is kept of one visitor, or of a customer (`c.` and the digest); and its erasure. */
import * as z from "zod";
import { eraseStatements } from "../store/erase.ts";
import { unitDigest } from "../store/erased.ts";
import { unitRows } from "../store/units.ts";
import { commitRows } from "./commit.ts";
import { reading, writing } from "./route.ts";
import { noQuery, writeQuery } from "./shapes.ts";

const tag = "Visitors";
const params = z.object({
  id: z.string().regex(/^(?:c\.)?[A-Za-z0-9_-]{1,64}$/, "the id of a visitor, or c. and that of a customer"),
});
const row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

const kept = z.object({
  data: z.object({
    id: z.string(),
    /** What was shown: variant and times of each stage. */
    exposures: z.array(row),
    /** What was done, the oldest first. */
    events: z.array(row),
    orders: z.array(row),
    /** What counts of it, by metric. */
    outcomes: z.array(row),
  }),
});

export const visitorRoutes = [
  reading({
    method: "GET",
    path: "/visitors/:id",
    role: "viewer",
    tag,
    summary: "Show what is kept of a visitor",
    description:
      "What one visitor was shown and did, for support and for who asks for their data. Empty lists where nothing is kept. Times are in ms since the epoch, amounts in minor units.",
    params,
    query: noQuery,
    answer: kept,
    handle: async ({ api, params: { id } }) => ({
      status: 200,
      body: { data: { id, ...(await unitRows(api.db, id)) } },
    }),
  }),
  writing({
    method: "POST",
    path: "/visitors/:id/erase",
    role: "admin",
    tag,
    summary: "Erase a visitor",
    description:
      "Takes the visitor out of all results, deletes every row that names them, and keeps a digest so that what arrives late is not stored. It cannot be undone. Sealed phases hold sums only, which stay.",
    params,
    query: writeQuery,
    answer: z.object({ data: z.object({ erased: z.object({ exposures: z.int(), events: z.int() }) }) }),
    bodyOptional: true,
    guarded: false,
    status: 200,
    handle: (asked) =>
      commitRows(asked, async () => {
        const { api, params: asks, nowMs } = asked;
        const { exposures, events } = await unitRows(api.db, asks.id);
        const data = { erased: { exposures: exposures.length, events: events.length } };
        return {
          statements: await eraseStatements(api.db, asks.id, nowMs),
          // The log must not keep what was erased.
          audit: {
            action: "visitor.erase",
            resource: `visitors/erased-${await unitDigest(asks.id)}`,
            after: data,
          },
          answer: { status: 200, body: { data } },
        };
      }),
  }),
] as const;
