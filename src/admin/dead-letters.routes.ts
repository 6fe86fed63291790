/** `/dead-letters`: what the queue could not store, and its replay. */
import * as z from "zod";
import { deadLetterPage, dropDeadLettersStatement, type DeadLetter } from "../store/dead-letters.ts";
import { writeRecords } from "../store/records.ts";
import { commitRows } from "./commit.ts";
import { reading, writing } from "./route.ts";
import { instant, limitSchema, many, pageOf, writeQuery } from "./shapes.ts";

const tag = "Recording";

const deadLetter = z.object({
  id: z.string(),
  at: instant,
  reason: z.enum(["not-readable", "refused", "retries-exhausted"]),
  attempts: z.int(),
  /** Rows in it; null: it could not be read, and nothing of it is kept. */
  rows: z.object({ exposures: z.int(), events: z.int(), counters: z.int() }).nullable(),
});

const query = z.strictObject({
  limit: limitSchema,
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^\d{1,15}\..{1,200}$/, "the next of the page before")
    .transform((text) => ({ atMs: Number(text.split(".", 1)[0]), id: text.slice(text.indexOf(".") + 1) }))
    .optional(),
});

const replayAnswer = z.object({
  data: z.object({ replayed: z.int(), failed: z.int(), dropped: z.int(), left: z.boolean() }),
});

/** Letters of one replay: few enough for one request. Ask again while some are left. */
const LETTERS = 100;

export const deadLetterRoutes = [
  reading({
    method: "GET",
    path: "/dead-letters",
    role: "admin",
    tag,
    summary: "List messages of the queue that could not be stored",
    query,
    answer: many(deadLetter),
    handle: async ({ api, query: { limit, after } }) => ({
      status: 200,
      body: pageOf(await deadLetterPage(api.db, after ?? null, limit + 1), limit, shown, cursorOf),
    }),
  }),
  writing({
    method: "POST",
    path: "/dead-letters/replay",
    role: "admin",
    tag,
    summary: "Try again to store them, the oldest first",
    description:
      "Rows that are there already stay as they are, so nothing counts twice. What still cannot be stored stays; what could not even be read is dropped and counted. `left`: there are more, ask again.",
    query: writeQuery,
    answer: replayAnswer,
    bodyOptional: true,
    guarded: false,
    status: 200,
    handle: (asked) =>
      commitRows(asked, async () => {
        const { api, dryRun } = asked;
        const letters = await deadLetterPage(api.db, null, LETTERS + 1);
        const tried = letters.slice(0, LETTERS);
        const done: string[] = [];
        const unreadable = tried.filter(({ records }) => records === null).map(({ id }) => id);
        let failed = 0;
        for (const { id, records } of tried) {
          if (records === null || dryRun) continue;
          try {
            await writeRecords(api.db, records, asked.nowMs, records.atMs);
            done.push(id);
          } catch {
            failed++;
          }
        }
        const data = {
          replayed: dryRun ? tried.length - unreadable.length : done.length,
          failed,
          dropped: unreadable.length,
          left: letters.length > LETTERS,
        };
        const gone = [...done, ...unreadable];
        return {
          statements: gone.length === 0 ? [] : [dropDeadLettersStatement(api.db, gone)],
          audit: { action: "dead-letters.replay", resource: "dead-letters", after: data },
          answer: { status: 200, body: { data } },
        };
      }),
  }),
] as const;

function shown({ id, atMs, reason, attempts, records }: DeadLetter): z.output<typeof deadLetter> {
  return {
    id,
    at: new Date(atMs).toISOString(),
    reason,
    attempts,
    rows:
      records === null
        ? null
        : {
            exposures: records.exposures.length,
            events: records.events.length,
            counters: records.counters.length,
          },
  };
}

function cursorOf({ atMs, id }: DeadLetter): string {
  return `${atMs}.${id}`;
}
