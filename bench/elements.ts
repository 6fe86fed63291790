/**
 * What elements cost a shopper's page: filling each kind's template, and a page with six elements beside the same page
 * with six plain `after` changes. `node bench/elements.ts [--write]`; interleaved, medians, so that a busy machine skews
 * both alike. `--write` puts the table into docs/elements.md. Exits with 1 where a kind costs 50 µs or more.
 */
import { availableParallelism } from "node:os";
import { readFileSync, writeFileSync } from "node:fs";
import { put, target } from "../scripts/elements-docs.ts";
import { elementKinds } from "../src/elements/index.ts";
import { fillElement, liveState, type LiveEnv, templateFor } from "../src/elements/live/fill.ts";
import type { ElementPart } from "../src/elements/live/types.ts";
import { sampleFacts, samples } from "../src/elements/samples.ts";
import { elementSchema } from "../src/elements/schema.ts";
import { elementTemplates } from "../src/elements/template.ts";
import { rewriteBytes } from "../src/rewrite/rewrite-bytes.ts";
import type { PlannedChange } from "../src/rewrite/rewrite.types.ts";

const NOW = Date.parse("2026-11-25T10:00:00Z");
const facts = sampleFacts(NOW);
const env: LiveEnv = {
  nowMs: NOW,
  language: "fa",
  scripts: true,
  prefix: "/_lahza",
  resolve: () => null,
  fact: (name) => facts[name] ?? null,
  dismissed: () => false,
};

function templateOf(kind: string): readonly ElementPart[] {
  const sample = samples(NOW).find((one) => one.kind === kind);
  const { kind: _kind, ...props } = elementSchema.parse(sample);
  const shop = { timeZone: "Asia/Tehran", currency: "IRT", holidays: [] };
  const templates = elementTemplates(kind, props, { shop, languages: ["en", "fa", "ar"], id: "lahza-1-0" });
  const parts = templateFor(templates, "fa", "IR");
  if (parts === null) throw new Error(`${kind} has no Persian template`);
  return parts;
}

/** Microseconds of CPU of one run of each, round by round: the works take turns, and who begins does, too. */
function rounds(count: number, runs: number, ...works: (() => unknown)[]): number[][] {
  const times: number[][] = works.map(() => []);
  const turns = works.map((work, index) => ({ work, index }));
  for (let round = 0; round < count; round++) {
    for (const { work, index } of round % 2 === 0 ? turns : turns.toReversed()) {
      const before = process.cpuUsage();
      for (let run = 0; run < runs; run++) work();
      const { user, system } = process.cpuUsage(before);
      times[index]?.push((user + system) / runs);
    }
  }
  return times;
}

/** The value that this share of all lies below. */
function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

function measure(runs: number, ...works: (() => unknown)[]): number[] {
  return rounds(15, runs, ...works).map((times) => quantile(times, 0.5));
}

const costs = elementKinds.map(({ kind }) => {
  const parts = templateOf(kind);
  // As a page pays it: once for its tag, once for its markup.
  const warm = (): unknown => [liveState(parts, env), fillElement(parts, env)];
  // A page with other facts at another minute: what was filled in last is of no use.
  let run = 0;
  const first = (): unknown => {
    const anew = anotherPage(++run);
    return [liveState(parts, anew), fillElement(parts, anew)];
  };
  const [cost = 0, once = 0] = measure(2_000, warm, first);
  return { kind, cost, once, bytes: fillElement(parts, env)?.length ?? 0 };
});

function anotherPage(run: number): LiveEnv {
  const nowMs = NOW + (run % 1_000) * 60_000;
  return {
    ...env,
    nowMs,
    fact(name) {
      const known = facts[name];
      if (known === undefined) return null;
      const isWhole = /^\d{2,}$/.test(known.value);
      return { value: isWhole ? String(Number(known.value) + (run % 997)) : known.value, atMs: nowMs };
    },
  };
}

const rows = costs
  .toSorted((a, b) => b.once - a.once)
  .map(
    ({ kind, cost, once, bytes }) =>
      `| \`${kind}\` | ${cost.toFixed(2)} | ${once.toFixed(2)} | ${(bytes / 1024).toFixed(1)} |`,
  );
const lines = [
  "| kind | µs, the same again | µs, other numbers and minute | KB |",
  "|---|---|---|---|",
  ...rows,
];

const SIX = ["trust_badges", "price", "rating", "delivery", "payment_options", "faq"];
const row =
  "<div class=card><a href=/p/1><img src=/i.jpg alt=x><span class=name>Stoneware teapot</span></a><p class=price>$40</p></div>\n";
for (const kilobytes of [12, 100, 600]) {
  const filler = row.repeat(Math.floor((kilobytes * 1024) / row.length / 6));
  const places = SIX.map((_, index) => `<h2 id=place${index}>Place</h2>${filler}`).join("");
  const page = new TextEncoder().encode(
    `<!doctype html><html lang=fa><head><title>x</title></head><body>${places}</body></html>`,
  );
  const change = (index: number, content: string): PlannedChange => ({
    selector: `#place${index}`,
    action: "after",
    name: null,
    content,
    label: String(index),
    experiment: 1,
  });
  const templates = SIX.map(templateOf);
  const run = (contents: () => string[]) => () =>
    rewriteBytes([page], {
      utf8: true,
      plan: () => ({
        changes: contents().map((content, index) => change(index, content)),
        watch: [],
        reads: [],
        headTags: null,
        policy: null,
      }),
    });
  const plain = run(() => SIX.map(() => "<p class=note>Fourteen days to return it</p>"));
  const elements = run(() => {
    templates.forEach((parts) => liveState(parts, env));
    return templates.map((parts) => fillElement(parts, env) ?? "");
  });
  const [six = [], of = []] = rounds(45, Math.ceil(600 / kilobytes) * 2, elements, plain);
  const ratios = six.slice(5).map((time, round) => time / (of[round + 5] ?? time));
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  const cost = (times: readonly number[]): string => `${quantile(times, 0.5).toFixed(0)} µs`;
  lines.push(
    `${kilobytes === 12 ? "\n" : ""}- ${kilobytes} KB page: six elements ${cost(six)}, six plain changes ${cost(of)}, ${middle} times (half of the rounds ${low} to ${high})`,
  );
}

const [day = ""] = new Date().toISOString().split("T");
const report = `Measured on ${day}, Node ${process.versions.node}, ${availableParallelism()} cores.\n\n${lines.join("\n")}`;
console.log(report);
if (process.argv.includes("--write"))
  writeFileSync(target, put(readFileSync(target, "utf8"), "cost", report));

const MOST_US = 50;
const dear = costs.filter(({ cost, once }) => Math.max(cost, once) >= MOST_US);
for (const { kind } of dear) console.error(`${kind} costs ${MOST_US} µs or more`);
if (dear.length > 0) process.exitCode = 1;
