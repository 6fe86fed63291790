/**
 * For random experiments on every page of the corpus: what the API accepts compiles, round-trips through files, and
 * never breaks the page. More of them: `LAHZA_EXPERIMENTS=50 npx vitest run --project node test/differential/experiments.test.ts`.
 */
import { describe, expect, it } from "vitest";
import { updatedText, readText, textOf, definitionIn } from "../../scripts/lib/files-text.ts";
import { SCHEMAS } from "../../scripts/lib/files-kinds.ts";
import type { Experiment } from "../../src/domain/experiment.schema.ts";
import { settingsSchema } from "../../src/domain/settings.schema.ts";
import { assetBase, filesFor, needsOf } from "../../src/edge/files.ts";
import { pagePlanner } from "../../src/edge/page-plan.ts";
import { prepare, type PreparedRuleset } from "../../src/edge/prepare.ts";
import { extendPolicies } from "../../src/rewrite/csp.ts";
import { mayRewrite } from "../../src/rewrite/gate.ts";
import { rewriteBytes } from "../../src/rewrite/rewrite-bytes.ts";
import type { PlannedChange } from "../../src/rewrite/rewrite.types.ts";
import { checkRuleset } from "../../src/ruleset/check.ts";
import { compileRuleset } from "../../src/ruleset/compile.ts";
import { checkExperiment } from "../../src/validation/experiment.ts";
import { type CorpusEntry, findCorpus } from "./corpus.ts";
import { experimentsFor } from "./experiments.ts";
import { judge, openPage, type Page } from "./rewrite-judge.ts";
import { type Document, type Element, parseAgain, sameTree, selectElements } from "./rewrite-reference.ts";

const NOW = Date.UTC(2026, 10, 22);
const PER_PAGE = Number(process.env["LAHZA_EXPERIMENTS"] ?? 2);
const SEED = Number(process.env["FC_SEED"] ?? 20_261_122);
const PREFIX = "/_lahza";
const settings = settingsSchema.parse({
  languages: ["en", "fa", "ar"],
  customerCookie: "customer",
  calendar: [{ name: "یلدا", date: "2026-12-21" }],
});
const context = {
  settings,
  goals: [],
  metrics: [],
  running: [],
  before: null,
  wasStarted: false,
  startedAtMs: null,
  willRun: false,
  prefix: PREFIX,
  nowMs: NOW,
};
const corpus = findCorpus();
const counts = { sent: 0, accepted: 0, variants: 0, exact: 0, skipped: 0 };

describe.skipIf(corpus === null)("random experiments", () => {
  it.each((corpus ?? []).map((entry, number) => [entry.name, entry, number] as const))(
    "on %s",
    async (_name, entry, number) => {
      const page = openPage(entry.name, entry.bytes());
      const { length } = page.bytes;
      for (const input of experimentsFor(
        page.document,
        SEED + number,
        length > 300_000 ? Math.ceil(PER_PAGE / 2) : PER_PAGE,
      ))
        await holds(input, page, entry);
    },
    60_000 * PER_PAGE,
  );

  it("were mostly good ones, made on the pages", () => {
    console.log(JSON.stringify(counts));
    expect(counts.accepted / counts.sent).toBeGreaterThan(0.3);
    expect(counts.accepted).toBeGreaterThan(25);
    expect(counts.exact / counts.variants).toBeGreaterThan(0.4);
  });
});

async function holds(input: unknown, page: Page, entry: CorpusEntry): Promise<void> {
  counts.sent++;
  const checked = checkExperiment(input, context);
  if (!checked.ok) {
    for (const { pointer, detail } of checked.errors) {
      expect(pointer).toMatch(/^(?:\/[^/]+)*$/);
      expect(detail.length).toBeGreaterThan(5);
    }
    return;
  }
  counts.accepted++;
  const { definition } = checked;
  roundTrips(definition);
  const rules = await compiled(definition);
  const [experiment] = rules.experiments;
  if (experiment === undefined) throw new Error("nothing was compiled");
  for (const [variantIndex, variant] of experiment.variants.entries()) {
    const decision = { prepared: experiment, variantIndex, variant, counted: true, stretch: 0 } as const;
    shows(page, entry, [decision], rules, definition);
  }
}

function roundTrips(definition: Experiment): void {
  for (const format of ["yaml", "json"] as const) {
    const text = textOf("experiments", definition, format);
    for (const told of [text, updatedText("experiments", text, definition, format)]) {
      const { value, problems } = readText(told);
      expect(problems).toEqual([]);
      expect(SCHEMAS.experiments.parse(definitionIn(value))).toEqual(definition);
      const again = checkExperiment(definitionIn(value), context);
      expect(again.ok && again.definition).toEqual(definition);
    }
  }
}

async function compiled(definition: Experiment): Promise<PreparedRuleset> {
  const experiments = [{ id: 1, phase: 1, status: "running" as const, definition }];
  const made = await compileRuleset({ settings, goals: [], experiments, version: 1, nowMs: NOW });
  expect(made.ok ? [] : made.problems).toEqual([]);
  if (!made.ok) throw new Error("what is accepted compiles");
  const read = checkRuleset(JSON.parse(JSON.stringify(made.ruleset)));
  expect(read).toMatchObject({ ok: true });
  return prepare(made.ruleset);
}

type Decisions = Parameters<typeof filesFor>[0];

/** The page as this variant's shoppers get it. */
function shows(
  page: Page,
  entry: CorpusEntry,
  decisions: Decisions,
  rules: PreparedRuleset,
  definition: Experiment,
): void {
  const about = JSON.stringify([page.name, definition.variants[decisions[0]?.variantIndex ?? 0]]);
  const headers = new Headers({ "content-type": entry.contentType });
  const rewritable = mayRewrite({ status: 200, headers }, "GET");
  if (!rewritable.ok) return;
  counts.variants++;
  const url = new URL("https://shop.example/page");
  const files = filesFor(decisions, rules.ruleset, assetBase(url, PREFIX));
  const needs = needsOf(files, decisions);
  const planner = pagePlanner({
    page: {
      url,
      host: url.hostname,
      pathname: "/page",
      path: "/page",
      fragment: false,
      method: "GET",
      prefetch: false,
    },
    decisions,
    pageGoals: [],
    files,
    confirmation: null,
    cart: null,
    needs,
    policy: extendPolicies(headers, needs, url.href),
    values: {
      resolve: () => null,
      fact: () => null,
      dismissed: () => false,
      prefix: PREFIX,
      nowMs: NOW,
    },
    rules,
    edge: { config: { prefix: PREFIX } },
  });
  let changes: readonly PlannedChange[] = [];
  const { bytes, outcome } = rewriteBytes([page.bytes], {
    utf8: rewritable.charset === "utf-8",
    plan: (start) => {
      const plan = planner.plan(start);
      ({ changes } = plan);
      return plan;
    },
  });
  expect([about, outcome.failure]).toEqual([about, null]);
  const output = parseAgain(Buffer.from(bytes).toString("latin1"));
  const hasFiles = planner.planned().shown.length > 0 && files.length > 0;
  if (changes.length === 0 && !hasFiles) {
    // Control, or a language that is not all there: the shop's page to the byte.
    expect([about, Buffer.from(bytes).equals(page.bytes)]).toEqual([about, true]);
  }
  const verdict = judge(page, { changes, content: "" });
  expect([about, verdict.kind === "damaged" || verdict.kind === "missed" ? verdict : null]).toEqual([
    about,
    null,
  ]);
  counts[verdict.kind === "exact" ? "exact" : "skipped"]++;
  // With the tags of our files it is still that page, and nothing else.
  const alone = rewriteBytes([page.bytes], {
    utf8: rewritable.charset === "utf-8",
    plan: () => ({ changes, watch: [], reads: [], headTags: null, policy: null }),
  });
  const expected = parseAgain(Buffer.from(alone.bytes).toString("latin1"));
  expect([about, sameTree(withoutOurs(expected), withoutOurs(output))]).toEqual([about, true]);
}

/** Without the tags of our files, and without what a policy in a meta tag says. */
function withoutOurs(document: Document): Document {
  for (const element of selectElements(document, "script, link, meta")) {
    const value = (name: string): string => element.attrs.find((one) => one.name === name)?.value ?? "";
    if (`${value("src")}${value("href")}`.includes(`https://shop.example${PREFIX}/a/`)) detach(element);
    else if (/^content-security-policy$/i.test(value("http-equiv").trim()))
      element.attrs = element.attrs.filter(({ name }) => name !== "content");
  }
  return document;
}

function detach(element: Element): void {
  const nodes = element.parentNode?.childNodes ?? [];
  nodes.splice(nodes.indexOf(element), 1);
}
