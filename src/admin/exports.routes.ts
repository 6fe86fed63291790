/** `GET <prefix>/api/experiments/:key/{exposures,outcomes}?phase=&after=&limit=`: raw rows as NDJSON, page by page. */
import * as z from "zod";
import { isSealed, phaseAsked, type PhaseAsked } from "../results/results.ts";
import { type ExportQuery, exposurePage, outcomePage } from "../store/units.ts";
import { missingPhase, sealedPhase } from "./refusals.ts";
import { reading } from "./route.ts";
import { keyParams } from "./shapes.ts";

const MAX_UNITS = 5_000;
const query = z.strictObject({
  /** The newest when left out. */
  phase: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, "a whole number from 1")
    .transform(Number)
    .optional(),
  /** From the `Lahza-Next` header of the page before. */
  after: z
    .string()
    .regex(/^(?:c\.)?[A-Za-z0-9_-]{1,64}$/, "the Lahza-Next of the page before")
    .default(""),
  /** Units on a page. */
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, `a whole number from 1 to ${MAX_UNITS}`)
    .transform(Number)
    .refine((limit) => limit <= MAX_UNITS, `a whole number from 1 to ${MAX_UNITS}`)
    .default(1_000),
});
type Row = Awaited<ReturnType<typeof exposurePage>>[number];
type Asked = z.output<typeof query>;

const shared = {
  method: "GET",
  role: "viewer",
  tag: "Results",
  params: keyParams,
  query,
  answer: z.unknown(),
} as const;
const PAGES =
  "A line of JSON a row, in the order of the units' ids. While there are more, the answer has a `Lahza-Next` header: ask again with it as `after`. Whoever was there when the first page was read stands on exactly one page, whatever is written meanwhile.";

export const exportRoutes = [
  reading({
    ...shared,
    path: "/experiments/:key/exposures",
    summary: "Export who was exposed",
    description: `${PAGES} Times are in ms since the epoch.`,
    handle: async ({ api, params, query: asked }) => {
      const found = await phaseAsked(api.db, params.key, asked.phase ?? null);
      if (!found.ok) return missingPhase(found.reason);
      if (isSealed(found)) return sealedPhase("its final results stay");
      const rows = await exposurePage(api.db, queryOf(found, asked));
      return lines(rows, variantsOf(found), asked.limit);
    },
  }),
  reading({
    ...shared,
    path: "/experiments/:key/outcomes",
    summary: "Export what the exposed did",
    description: `${PAGES} A row a unit and metric; who did nothing that a metric counts has one row with the metric null. \`x\` is the metric's number, \`raw\` the same before the cap, \`d\` what a ratio divides by, \`c\` the number of the 30 days before the exposure. \`bounce\` is kept as its opposite: 1 stayed.`,
    handle: async ({ api, params, query: asked }) => {
      const found = await phaseAsked(api.db, params.key, asked.phase ?? null);
      if (!found.ok) return missingPhase(found.reason);
      if (isSealed(found)) return sealedPhase("its final results stay");
      const rows = await outcomePage(api.db, queryOf(found, asked));
      return lines(rows, variantsOf(found), asked.limit);
    },
  }),
] as const;

function queryOf({ experiment, phase }: PhaseAsked, asked: Asked): ExportQuery {
  return {
    experiment: experiment.id,
    phase: phase?.phase ?? experiment.phase,
    afterUnit: asked.after,
    limit: asked.limit,
  };
}

function variantsOf({ experiment, phase }: PhaseAsked): readonly string[] {
  return (phase?.definition ?? experiment.definition).variants.map(({ key }) => key);
}

/** Variants by their keys; units on a full page are followed by another one. */
function lines(rows: readonly Row[], variants: readonly string[], limit: number): Response {
  const units = new Set(rows.map(({ unit }) => unit));
  const body = rows
    .map(({ variant, conflict, ...row }) =>
      JSON.stringify({ ...row, variant: variants[Number(variant)] ?? null, twoVariants: conflict === 1 }),
    )
    .map((line) => `${line}\n`)
    .join("");
  const headers = new Headers({ "content-type": "application/x-ndjson; charset=utf-8" });
  const last = rows.at(-1)?.["unit"];
  if (units.size === limit && last !== undefined && last !== null) headers.set("lahza-next", String(last));
  return new Response(body, { headers });
}
