/** Writes the tables of docs/elements.md from the kinds themselves: `node scripts/elements-docs.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { elementKinds } from "../src/elements/index.ts";
import { propsSchema } from "../src/elements/schema.ts";

export const target = join(import.meta.dirname, "../docs/elements.md");

/** Of every kind, and told once. */
const COMMON = new Set(["look", "headingLevel", "words", "dismissible", "maxShows"]);
/** Tests of one kind's own rules; each kind is also in samples.test.ts, languages.test.ts and the browser's. */
const TESTS: { readonly [kind: string]: string } = {
  value_proposition: "kinds.test.ts",
  trust_badges: "kinds.test.ts",
  countdown: "kinds.test.ts, time-left.test.ts, browser/elements.test.ts",
};

type Json = { readonly [name: string]: unknown };

export function withTables(text: string): string {
  return put(put(text, "journey", journey()), "kinds", kinds());
}

function put(text: string, name: string, table: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(open);
  const to = text.indexOf(close);
  if (from < 0 || to < 0) throw new Error(`docs/elements.md has no place for ${name}`);
  return `${text.slice(0, from + open.length)}\n${table}\n${text.slice(to)}`;
}

function journey(): string {
  const rows = elementKinds.map(
    ({ kind, moments, need, evidence }) =>
      `| ${moments.join(", ")} | \`${kind}\` | ${need} | ${evidence ?? "none: it claims nothing"} | ${TESTS[kind] ?? "claims.test.ts, samples.test.ts"} |`,
  );
  return [
    "| moment | kind | where the need comes from | evidence rule | test |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
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
