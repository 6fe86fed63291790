/** `/experiments/:key/claims`: what shoppers were told, from which source, on whose word, who approved it, and from when until when. */
import * as z from "zod";
import { claimsCsv, claimsLog, type ClaimRow } from "../domain/claims-log.ts";
import { experimentByKey } from "../store/experiments.ts";
import { approvalsOf, type Revision, revisionsOf } from "../store/revisions.ts";
import { iso } from "./experiment-view.ts";
import { notThere } from "./refusals.ts";
import { reading } from "./route.ts";
import { instant, keyParams } from "./shapes.ts";

const claimsQuery = z.strictObject({ format: z.enum(["json", "csv"]).default("json") });

const claimsAnswer = z.union([
  z.object({
    data: z.array(
      z.object({
        phase: z.int(),
        variant: z.string(),
        change: z.int(),
        kind: z.string(),
        claim: z.string(),
        statement: z.string(),
        source: z.string(),
        by: z.string(),
        approvedBy: z.string().nullable(),
        approvedAt: instant.nullable(),
        from: instant,
        until: instant.nullable(),
      }),
    ),
  }),
  z.string(),
]);

export const claimRoutes = [
  reading({
    method: "GET",
    path: "/experiments/:key/claims",
    role: "viewer",
    tag: "Experiments",
    summary: "Export what its elements claimed, per variant and interval, and who approved it",
    description:
      "From the revisions, which are kept for good. A claim that is live has an empty statement: its source says where it was read.",
    params: keyParams,
    query: claimsQuery,
    answer: claimsAnswer,
    handle: async ({ api, params, query, nowMs }) => {
      const experiment = await experimentByKey(api.db, params.key);
      if (experiment === null) return notThere("experiment");
      const rows = claimsLog(
        await allRevisions(api.db, experiment.id),
        await approvalsOf(api.db, experiment.id),
        nowMs,
      );
      if (query.format === "json") return { status: 200, body: { data: rows.map(shown) } };
      return new Response(claimsCsv(rows), {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="claims-${params.key}.csv"`,
        },
      });
    },
  }),
] as const;

const PAGE = 200;

/** The oldest first. */
async function allRevisions(db: D1Database, experiment: number): Promise<Revision[]> {
  const all: Revision[] = [];
  for (let before: number | null = null; ;) {
    const rows: Revision[] = await revisionsOf(db, experiment, PAGE, before);
    all.push(...rows);
    before = rows.at(-1)?.revision ?? null;
    if (rows.length < PAGE || before === null) return all.reverse();
  }
}

function shown({ approvedAtMs, fromMs, untilMs, ...row }: ClaimRow) {
  const instantOf = (ms: number | null) => (ms === null ? null : iso(ms));
  return { ...row, approvedAt: instantOf(approvedAtMs), from: iso(fromMs), until: instantOf(untilMs) };
}
