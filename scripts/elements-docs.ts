/** Writes the tables of docs/elements.md from the kinds themselves: `node scripts/elements-docs.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { elementKinds } from "../src/elements/index.ts";
import { propsSchema } from "../src/elements/schema.ts";

export const target = join(import.meta.dirname, "../docs/elements.md");

/** Of every kind, and told once. */
const COMMON = new Set(["look", "headingLevel", "words", "dismissible", "maxShows"]);
const CLAIMS = "src/elements/claims.test.ts";
const EVIDENCE = "src/elements/evidence.test.ts";
const KINDS = "src/elements/kinds.test.ts";
/**
 * The test that holds a kind's evidence rule; test/contract/rules.test.ts looks for it. Every kind, also one that claims
 * nothing, is in samples.test.ts, languages.test.ts and the browser's tests besides.
 */
const TESTS: { readonly [kind: string]: readonly [file: string, words: string] } = {
  comparison: [EVIDENCE, "comparison: its source and day are told, and it goes when they are too old"],
  trust_badges: [KINDS, "drops an authorisation at its expiry, and itself when nothing is left"],
  countdown: [KINDS, "is gone at zero, and never claims more than is left until then"],
  price: [CLAIMS, "a was-price stands only above today's, and while its evidence holds"],
  delivery: [
    CLAIMS,
    "holidays move cut-off and arrival, and nothing is promised when the shop is closed for months",
  ],
  delivery_cutoff: [CLAIMS, "days of delivery"],
  rating: [CLAIMS, "rating: from enough reviews, good or bad alike"],
  reviews: [EVIDENCE, "reviews: each has its source, its day and whether it was bought"],
  activity: ["test/edge/facts.test.ts", "are counted once a visitor and hour, without crawlers"],
  stock: [CLAIMS, "live claims are silent without fresh evidence"],
  payment_options: [EVIDENCE, "payment_options: instalments state their whole plan, and it adds up"],
  eco: [CLAIMS, "an environmental claim is checkable, dated and gone with its evidence"],
  social: [EVIDENCE, "social: a post is not quoted without the place where it stands"],
  cart_assurance: [EVIDENCE, "cart_assurance: the total is the cart's of now, or is not said"],
  saved_details: [EVIDENCE, "saved_details: only for whom the shop's cookie says so"],
  order_status: [CLAIMS, "an order's state is ours, the shop's word for it, or not shown"],
  delay_notice: [EVIDENCE, "delay_notice: one day, gone after it, and one may always cancel"],
  review_request: [EVIDENCE, "review_request: a reward is for whoever writes, whatever they write"],
  survey: [EVIDENCE, "survey: what is asked for are numbers, and no field takes words"],
  loyalty: [CLAIMS, "points are the shopper's own, or only the programme is told"],
  voucher: [CLAIMS, "a voucher goes at its end and is refused after it"],
  referral: [EVIDENCE, "referral: no reward without its conditions beside it"],
  next_purchase: [EVIDENCE, "next_purchase: says why, and has no place for a price"],
};

type Json = { readonly [name: string]: unknown };

export function withTables(text: string): string {
  return put(put(text, "journey", journey()), "kinds", kinds());
}

/** The text with this between the marks of that name. */
export function put(text: string, name: string, table: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(open);
  const to = text.indexOf(close);
  if (from < 0 || to < 0) throw new Error(`docs/elements.md has no place for ${name}`);
  return `${text.slice(0, from + open.length)}\n${table}\n${text.slice(to)}`;
}

function journey(): string {
  const rows = elementKinds.map(
    ({ kind, moments, need, evidence }) =>
      `| ${moments.join(", ")} | \`${kind}\` | ${need} | ${evidence ?? "none: it claims nothing"} | ${testOf(kind)} |`,
  );
  return [
    "| moment | kind | where the need comes from | evidence rule | test |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function testOf(kind: string): string {
  const [file, words] = TESTS[kind] ?? [
    "src/elements/samples.test.ts",
    "is shown in %s, in every look, as one clean root",
  ];
  return `\`${file}\` › ${words}`;
}

function kinds(): string {
  return elementKinds
    .map(({ kind, about, words }) => {
      const schema = z.toJSONSchema(propsSchema(kind), { io: "input", unrepresentable: "any" }) as Json;
      const required = new Set((schema["required"] as string[] | undefined) ?? []);
      const props = Object.entries((schema["properties"] as { [name: string]: Json } | undefined) ?? {})
        .filter(([name]) => !COMMON.has(name))
        .map(([name, prop]) => `\`${name}\`${required.has(name) ? "" : "?"}${boundsOf(prop)}`);
      const said = Object.keys(words);
      const own = said.length === 0 ? "" : ` Words: ${said.map((name) => `\`${name}\``).join(", ")}.`;
      return `- **\`${kind}\`** ${about} ${props.join(", ")}.${own}`;
    })
    .join("\n");
}

function boundsOf(prop: Json): string {
  const parts: string[] = [];
  if (Array.isArray(prop["enum"])) parts.push(prop["enum"].join(" / "));
  if (prop["type"] === "array")
    parts.push(`list of ${show(prop["minItems"], "0")} to ${show(prop["maxItems"], "any")}`);
  if (prop["type"] === "integer") parts.push(`${show(prop["minimum"], "")} to ${show(prop["maximum"], "")}`);
  const initial = show(prop["default"], "");
  if (initial !== "") parts.push(`default ${initial}`);
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

function show(value: unknown, otherwise: string): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : otherwise;
}

if (import.meta.main) {
  const text = readFileSync(target, "utf8");
  writeFileSync(target, withTables(text));
}
