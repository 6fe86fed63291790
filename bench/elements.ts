/**
 * What elements cost a shopper's page: filling each kind's template, and a page with six elements beside the same page
 * with six plain `after` changes. `node bench/elements.ts`; interleaved, medians, so that a busy machine skews both alike.
 */
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

/** Microseconds of CPU of one run, the median of rounds. */
function measure(runs: number, ...works: (() => unknown)[]): number[] {
  const rounds: number[][] = works.map(() => []);
  for (let round = 0; round < 15; round++) {
    works.forEach((work, index) => {
      const before = process.cpuUsage();
      for (let run = 0; run < runs; run++) work();
      const { user, system } = process.cpuUsage(before);
      rounds[index]?.push((user + system) / runs);
    });
  }
  return rounds.map((times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0);
}

const costs = elementKinds.map(({ kind }) => {
  const parts = templateOf(kind);
  // As a page pays it: once for its tag, once for its markup.
  const [cost = 0] = measure(2_000, () => [liveState(parts, env), fillElement(parts, env)]);
  return { kind, cost, bytes: fillElement(parts, env)?.length ?? 0 };
});
console.log("| kind | µs | bytes |\n|---|---|---|");
for (const { kind, cost, bytes } of costs.toSorted((a, b) => b.cost - a.cost))
  console.log(`| ${kind} | ${cost.toFixed(2)} | ${bytes} |`);

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
  const [six = 0, of = 1] = measure(Math.ceil(600 / kilobytes) * 2, elements, plain);
  console.log(
    `${kilobytes} KB: six elements ${six.toFixed(0)} µs, six plain changes ${of.toFixed(0)} µs, ratio ${(six / of).toFixed(3)}`,
  );
}
