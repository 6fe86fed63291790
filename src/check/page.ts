/**
 * An experiment against one page as the shop sends it: for each change how often its selector matches, in which
 * markup, whether the change can be made safely, and what the place looks like before and after. Uses the rewriter
 * and the plan that shoppers get. Pure: `checkPage` takes bytes, so that saved pages are checked like live ones.
 */
import { frameworkOf, frameworkWarning } from "./framework.ts";
import { textHints } from "../validation/texts.ts";
import { factsOfPage, type PageFacts } from "../facts/product.ts";
import type { Change } from "../domain/change.schema.ts";
import { normalisePath } from "../assignment/index.ts";
import type { Experiment } from "../domain/experiment.schema.ts";
import { unscheduled } from "../domain/schedule.ts";
import type { Settings } from "../domain/settings.schema.ts";
import type { Decision } from "../edge/decide.ts";
import { assetBase, filesFor, needsOf } from "../edge/files.ts";
import type { Page } from "../edge/page.ts";
import { pagePlanner } from "../edge/page-plan.ts";
import { prepare, type PreparedRuleset } from "../edge/prepare.ts";
import { extendPolicies } from "../rewrite/csp.ts";
import { mayRewrite } from "../rewrite/gate.ts";
import { type PlannedChange, rewriteBytes } from "../rewrite/index.ts";
import { compileRuleset, type CompileProblem } from "../ruleset/compile.ts";
import { type ChangeReport, type OwnedPlaces, reportOf } from "./change.ts";
import { marker, runAlone } from "./place.ts";
import { PAGE_WORDS } from "./words.ts";

export interface CheckableExperiment {
  readonly definition: Experiment;
  readonly rules: PreparedRuleset;
}

export type Checkable =
  | { readonly ok: true; readonly experiment: CheckableExperiment }
  | { readonly ok: false; readonly problems: readonly CompileProblem[] };

/** Compiled once, for any number of pages. */
export async function checkable(definition: Experiment, settings: Settings): Promise<Checkable> {
  // Everything that will be there is looked for: what the edge leaves to the browser, too.
  const planned = unscheduled({ ...definition, hydrated: false });
  const experiments = [{ id: 1, phase: 1, status: "running" as const, definition: planned }];
  const compiled = await compileRuleset({ settings, goals: [], experiments, version: 1, nowMs: 0 });
  if (!compiled.ok) return compiled;
  return { ok: true, experiment: { definition, rules: prepare(compiled.ruleset) } };
}

export interface CheckOptions {
  /** The page's address; for a saved page the one that it was saved from. */
  readonly url: URL;
  readonly nowMs: number;
  readonly prefix: string;
  /** 200 when left out. */
  readonly status?: number;
  /** The answer's other headers: its content security policies are read. */
  readonly headers?: Headers;
}

export interface VariantReport {
  readonly variant: string;
  readonly changes: readonly ChangeReport[];
  /** Whether the page's policies let the variant's files load; null: it has none of the kind. */
  readonly files: { readonly script: boolean | null; readonly style: boolean | null };
  readonly warnings: readonly string[];
}

export interface PageReport {
  readonly url: string;
  /** Null: the page does not say, and its text does not tell. */
  readonly language: string | null;
  /** Nothing stands against the experiment on this page: every change is made wherever its selector matches. */
  readonly ok: boolean;
  readonly variants: readonly VariantReport[];
  /** What concerns the page as a whole. */
  readonly warnings: readonly string[];
}

export function checkPage(
  bytes: Uint8Array,
  contentType: string | null,
  { definition, rules }: CheckableExperiment,
  options: CheckOptions,
): PageReport {
  const headers = new Headers(options.headers);
  if (contentType !== null) headers.set("content-type", contentType);
  const url = options.url.href;
  const rewritable = mayRewrite({ status: options.status ?? 200, headers }, "GET");
  if (!rewritable.ok)
    return { url, language: null, ok: false, variants: [], warnings: [PAGE_WORDS[rewritable.reason]] };

  const page: Page = {
    url: options.url,
    host: options.url.hostname,
    pathname: options.url.pathname,
    path: normalisePath(options.url.pathname),
    fragment: false,
    method: "GET",
    prefetch: false,
  };
  const decode = decoderOf(contentType, rewritable.charset === "utf-8");
  const run = {
    bytes,
    utf8: rewritable.charset === "utf-8",
    decode,
    budget: { left: MAX_READ_AGAIN },
    // Elements see what this very page says of its product, as shoppers will.
    facts: factsOfPage(decode(bytes), options.url.pathname),
    framework: ownedPlaces(decode(bytes), bytes, rewritable.charset === "utf-8", definition),
  };
  const warnings: string[] = [];
  let blocked = false;
  if (rules.pages.find(page.host, options.url.pathname).length === 0) {
    warnings.push("this page is not among the experiment's pages: nothing is changed on it");
    blocked = true;
  }
  const rebuilt = frameworkWarning(decode(bytes), {
    hydrated: definition.hydrated ?? false,
    changes: definition.variants.some(({ changes }) => changes.length > 0),
  });
  if (rebuilt !== null) warnings.push(rebuilt);
  let language: string | null = null;
  const variants = (rules.experiments[0]?.variants ?? []).map((prepared, variantIndex) => {
    const experiment = rules.experiments[0] as PreparedRuleset["experiments"][number];
    const decision: Decision = {
      prepared: experiment,
      variantIndex,
      variant: prepared,
      counted: true,
      stretch: 0,
    };
    const shown = runVariant(decision, page, headers, run, rules, options);
    language = shown.language;
    const changes = (definition.variants[variantIndex]?.changes ?? []).map((change, index) =>
      reportOf(change, `${definition.key}/${prepared.variant.key}#${index}`, shown, run),
    );
    return {
      variant: prepared.variant.key,
      changes,
      files: shown.files,
      warnings: [
        ...variantWarnings(decision, shown.policy),
        ...wordsOf(definition.variants[variantIndex]?.changes ?? [], rules.ruleset.settings.languages),
      ],
    };
  });
  const { languages } = rules.experiments[0]?.experiment ?? { languages: null };
  const spoken = language ?? rules.ruleset.settings.languages[0] ?? "en";
  if (languages !== null && !languages.includes(spoken)) {
    warnings.push(
      `the page's language is ${spoken}, and not every variant has its texts in it: the experiment does not run here`,
    );
    blocked = true;
  }
  const ok = !blocked && variants.every((variant) => variant.changes.every((change) => change.ok));
  return { url, language, ok, variants, warnings };
}

function ownedPlaces(
  html: string,
  bytes: Uint8Array,
  utf8: boolean,
  { hydrated = false }: Experiment,
): OwnedPlaces | null {
  const framework = frameworkOf(html);
  if (framework === null) return null;
  const { starts } = runAlone({ bytes, utf8, change: marker(framework.owned, "owned") });
  return { framework, hydrated, starts: new Set(starts) };
}

/** A variant as a shopper's page gets it. */
export interface VariantRun {
  readonly planned: readonly PlannedChange[];
  readonly decisions: ReturnType<typeof rewriteBytes>["decisions"];
  readonly language: string | null;
  readonly files: VariantReport["files"];
  /** What the page's policies leave out, and why. */
  readonly policy: readonly string[];
}

/** Bytes read again to show places before and after: a few seconds at worst, however many changes there are. */
const MAX_READ_AGAIN = 64 * 1024 * 1024;

interface PageRun {
  readonly bytes: Uint8Array;
  readonly utf8: boolean;
  readonly decode: (bytes: Uint8Array) => string;
  readonly facts: PageFacts;
}

function runVariant(
  decision: Decision,
  page: Page,
  headers: Headers,
  { bytes, utf8, facts }: PageRun,
  rules: PreparedRuleset,
  options: CheckOptions,
): VariantRun {
  const decisions = [decision];
  const files = filesFor(decisions, rules.ruleset, assetBase(page.url, options.prefix));
  const needs = needsOf(files, decisions);
  const policy = extendPolicies(new Headers(headers), needs, page.url.href);
  const edge = { config: { prefix: options.prefix } };
  const { plan, planned } = pagePlanner({
    page,
    decisions,
    pageGoals: [],
    files,
    // Whom a check shows the page to is nobody.
    confirmation: null,
    cart: null,
    needs,
    policy,
    values: {
      resolve: (from) => facts[from] ?? null,
      fact: (name) => (facts[name] === undefined ? null : { value: facts[name], atMs: options.nowMs }),
      dismissed: () => false,
      prefix: options.prefix,
      nowMs: options.nowMs,
    },
    rules,
    edge,
  });
  let language: string | null = null;
  let changes: readonly PlannedChange[] = [];
  const rewritten = rewriteBytes([bytes], {
    utf8,
    plan: (start) => {
      language = start.language;
      const made = plan(start);
      ({ changes } = made);
      return made;
    },
  });
  const left = planned().counters.map(({ subject }) => subject ?? "");
  const allowed = (type: "js" | "css", kind: string): boolean | null =>
    files.some((file) => file.type === type) ? !left.some((subject) => subject.startsWith(kind)) : null;
  return {
    planned: changes,
    decisions: rewritten.decisions,
    language,
    files: { script: allowed("js", "script"), style: allowed("css", "style") },
    policy: left,
  };
}

/** What readers of each language would stumble over, with the place in the variant. */
function wordsOf(changes: readonly Change[], languages: readonly string[]): readonly string[] {
  return changes.flatMap((change, index) =>
    textHints(change, languages).map(({ pointer, detail }) => `changes/${index}${pointer}: ${detail}`),
  );
}

function variantWarnings({ variant: { variant } }: Decision, policy: readonly string[]): string[] {
  const warnings = policy.map(
    (subject) => `the page's content security policy keeps files of this variant out (${subject})`,
  );
  if (variant.redirect !== null)
    warnings.push(`shoppers of this variant are led to ${variant.redirect}: check that page, too`);
  if (variant.originPath !== null)
    warnings.push(
      `shoppers of this variant get the page at ${variant.originPath} under this address: check that page, too`,
    );
  return warnings;
}

/** A placeholder shows its fallback: nobody in particular asks. */

/** For showing: what cannot be decoded becomes a replacement character. */
function decoderOf(contentType: string | null, utf8: boolean): (bytes: Uint8Array) => string {
  const label = /charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? "")?.[1] ?? "utf-8";
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(utf8 ? "utf-8" : label);
  } catch {
    decoder = new TextDecoder();
  }
  return (bytes) => decoder.decode(bytes);
}
