/** `/elements`: the library as data, from which pickers and forms are made. It says nothing of the shop. */
import * as z from "zod";
import { elementKinds } from "../elements/index.ts";
import { samples } from "../elements/samples.ts";
import { propsSchema } from "../elements/schema.ts";
import { elementsAnswer } from "./elements.schema.ts";
import { reading } from "./route.ts";
import { noQuery } from "./shapes.ts";

export const elementRoutes = [
  reading({
    method: "GET",
    path: "/elements",
    role: "viewer",
    tag: "Elements",
    summary: "List the kinds of elements, with schema, words and a sample of each",
    query: noQuery,
    answer: elementsAnswer,
    handle: ({ nowMs }) => Promise.resolve({ status: 200 as const, body: { data: listed(nowMs) } }),
  }),
] as const;

function listed(nowMs: number): z.input<typeof elementsAnswer>["data"] {
  const all = samples(nowMs);
  return elementKinds.map(({ kind, moments, about, need, evidence, words }) => ({
    kind,
    moments: [...moments],
    about,
    need,
    evidence,
    words: Object.fromEntries(Object.entries(words).map(([name, word]) => [name, { ...word }])),
    schema: z.toJSONSchema(propsSchema(kind), { io: "input", unrepresentable: "any" }),
    sample: { ...(all.find((sample) => sample.kind === kind) ?? { kind }) },
  }));
}
