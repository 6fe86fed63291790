/** What validation accepts compiles, and stays the same through JSON. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { experimentSchema } from "../domain/experiment.schema.ts";
import { needsNewPhase } from "../domain/population.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import { checkRuleset } from "../ruleset/check.ts";
import { compileRuleset } from "../ruleset/compile.ts";
import { checkExperiment } from "./experiment.ts";

const NOW = Date.UTC(2026, 10, 22);
const settings = settingsSchema.parse({ languages: ["en", "fa"], cookies: ["city"] });
const context = {
  settings,
  goals: [],
  metrics: [],
  running: [],
  before: null,
  wasStarted: false,
  startedAtMs: null,
  willRun: false,
  prefix: "/_lahza",
  nowMs: NOW,
};

const word = fc.constantFrom(
  "Hello",
  "سلام",
  "a < b & c",
  "{{city|there}}",
  "{{query.name}}",
  "{{oops}}",
  "<b>x</b>",
  "<b>x",
  "",
);
const text = fc.oneof(
  word,
  fc.record({ en: word, fa: word }),
  fc.record({ en: word }),
  fc.string({ maxLength: 30 }),
);
const selector = fc.constantFrom(
  "h1",
  ".title",
  "main > p.x",
  "li:nth-child(2)",
  "a[href^='/x']",
  "h1:hover",
  "p:has(a)",
  "h1[",
);
const element = fc.oneof(
  fc.record({
    kind: fc.constant("value_proposition"),
    headline: text,
    points: fc.array(text, { maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constant("countdown"),
    offerId: fc.constantFrom("o1", "o 2"),
    endsAt: fc.constantFrom("2027-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
  }),
  fc.record({ kind: fc.constant("trust_badges"), items: fc.constant([{ type: "custom", label: "Ours" }]) }),
);
const change = fc.oneof(
  fc.record({ selector, action: fc.constant("set_text"), value: text }),
  fc.record({ selector, action: fc.constantFrom("set_html", "before", "append"), value: text }),
  fc.record({ selector, action: fc.constantFrom("after", "replace"), element }),
  fc.record({ selector, action: fc.constant("remove") }),
  fc.record({
    selector,
    action: fc.constant("set_attribute"),
    name: fc.constantFrom("title", "href", "onclick", "data-x"),
    value: text,
  }),
  fc.record({
    selector,
    action: fc.constantFrom("add_class", "remove_class"),
    value: fc.constantFrom("x", "a b"),
  }),
);
const variant = (key: string, weight: number) =>
  fc.record(
    {
      key: fc.constant(key),
      weight: fc.constant(weight),
      changes: fc.array(change, { maxLength: 3 }),
      css: fc.constantFrom(null, ".x{color:red}"),
      value: fc.constantFrom(null, 1, "x", [1, { a: true }]),
    },
    { requiredKeys: ["key", "weight"] },
  );
const experiment = fc
  .record(
    {
      traffic: fc.double({ min: 0, max: 1, noNaN: true }),
      pages: fc.record({
        include: fc.array(fc.constantFrom("/", "/products/*", "*", "/a/:id", "/b?c"), {
          minLength: 1,
          maxLength: 3,
        }),
        exclude: fc.array(fc.constantFrom("/products/x", "/*"), { maxLength: 1 }),
      }),
      audience: fc.constantFrom(
        {},
        { device: "mobile" },
        { country: { $in: ["IR"] } },
        { $or: [{ hour: { $gt: 8 } }] },
        { a: { $in: 1 } },
      ),
      unit: fc.constantFrom("visitor", "customer"),
      seed: fc.constantFrom(null, "s"),
      layer: fc.constantFrom(null, { name: "pdp", range: [0, 0.5] }),
      variants: fc.tuple(variant("control", 0.5), variant("b", 0.5)),
      metrics: fc.constantFrom(
        { primary: "purchase" },
        { primary: ["revenue", "bounce"] },
        { primary: "gone" },
      ),
      schedule: fc.constantFrom(
        {},
        { startAt: "2026-12-01T00:00:00+03:30", endAt: "2027-01-01T00:00:00Z" },
        { endAt: "2020-01-01T00:00:00Z" },
      ),
    },
    { requiredKeys: ["pages", "variants"] },
  )
  .map((fields) => ({ key: "e", name: "An experiment", ...fields }));

it("what is accepted compiles into a ruleset that the edge reads, and round-trips through JSON; the rest is told", async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(experiment, async (input) => {
      const checked = checkExperiment(input, context);
      if (!checked.ok) {
        expect(checked.errors.length).toBeGreaterThan(0);
        for (const { pointer, detail } of checked.errors) {
          expect(pointer).toMatch(/^(?:\/[^/]+)*$/);
          expect(detail.length).toBeGreaterThan(5);
        }
        return;
      }
      accepted++;
      const { definition } = checked;
      const compiled = await compileRuleset({
        settings,
        goals: [],
        experiments: [{ id: 1, phase: 1, status: "running", definition }],
        version: 1,
        nowMs: NOW,
      });
      expect(compiled.ok ? [] : compiled.problems).toEqual([]);
      if (compiled.ok)
        expect(checkRuleset(JSON.parse(JSON.stringify(compiled.ruleset)))).toMatchObject({ ok: true });
      const copy = JSON.parse(JSON.stringify(definition)) as unknown;
      expect(experimentSchema.parse(copy)).toEqual(definition);
      const again = checkExperiment(copy, context);
      expect(again.ok && again.definition).toEqual(definition);
      expect(needsNewPhase(definition, experimentSchema.parse(copy))).toBe(false);
    }),
    { numRuns: 400 },
  );
  expect(accepted).toBeGreaterThan(20);
});

it("no JSON at all makes it throw", () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 5 }),
      fc.constantFrom("variants", "pages", "audience", "layer", "metrics", "analysis", "schedule", "key"),
      (value, field) => {
        for (const input of [value, { ...experimentOf(), [field]: value }]) {
          const checked = checkExperiment(input, context);
          if (!checked.ok) expect(checked.errors.length).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 500 },
  );
});

function experimentOf(): object {
  return {
    key: "e",
    name: "n",
    pages: { include: ["/"] },
    variants: [
      { key: "a", weight: 0.5 },
      { key: "b", weight: 0.5 },
    ],
  };
}
