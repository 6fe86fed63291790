/**
 * Experiment definitions → ruleset. Pure but for hashing; runs where experiments are saved and published,
 * never on the shopper's path.
 */
import type { Change } from "../domain/change.schema.ts";
import type { Experiment, Variant } from "../domain/experiment.schema.ts";
import { sharedLanguages } from "../domain/languages.ts";
import { scheduledWindow } from "../domain/schedule.ts";
import type { Goal } from "../domain/goal.schema.ts";
import { holidaysOf } from "../domain/calendar.ts";
import type { Settings } from "../domain/settings.schema.ts";
import type { LocalizedText } from "../domain/text.ts";
import { bucketRanges } from "../assignment/index.ts";
import { elementKind } from "../elements/index.ts";
import { elementStyles } from "../elements/render.ts";
import { elementTemplates, type TemplateInput } from "../elements/template.ts";
import { textsOf } from "../elements/texts.ts";
import { compileSelector } from "../rewrite/selector.ts";
import { assetOf } from "./asset.ts";
import { sha256Hex } from "./digest.ts";
import { compileMarkup } from "./markup.ts";
import { compileAttribute, compileText } from "./template.ts";
import {
  RULESET_FORMAT,
  type Asset,
  type EdgeChange,
  type EdgeContent,
  type EdgeExperiment,
  type EdgeRanges,
  type EdgeVariant,
  type Part,
  type Ruleset,
} from "./types.ts";

export interface CompileInput {
  readonly settings: Settings;
  readonly goals: readonly Goal[];
  readonly experiments: readonly ExperimentToCompile[];
  readonly version: number;
  readonly nowMs: number;
}

export interface ExperimentToCompile {
  /** Small integer, stable for the experiment's life. */
  readonly id: number;
  /** From 1. */
  readonly phase: number;
  readonly status: "running" | "rollout";
  /** Key of the variant that everyone gets; needed when status is rollout. */
  readonly rolloutVariant?: string;
  readonly definition: Experiment;
  /** When it was started; null: now. An occasion that it is scheduled by is the next one from then on. */
  readonly startedAtMs?: number | null;
  /** Later weights of this phase, oldest first. */
  readonly stretches?: readonly Stretch[];
}

/** From when on whoever is new is split by which weights, control first. */
export interface Stretch {
  readonly fromMs: number;
  readonly weights: readonly number[];
}

export interface CompileProblem {
  readonly experiment: string;
  /** JSON pointer into the experiment's definition. */
  readonly pointer: string;
  readonly message: string;
}

export type Compiled =
  | { readonly ok: true; readonly ruleset: Ruleset }
  | { readonly ok: false; readonly problems: readonly CompileProblem[] };

/** Every problem of every experiment at once, or a ruleset that is complete. */
export async function compileRuleset(input: CompileInput): Promise<Compiled> {
  const problems: CompileProblem[] = [];
  const assets: Record<string, Asset> = {};
  const experiments: EdgeExperiment[] = [];
  for (const item of input.experiments) {
    experiments.push(await compileExperiment(item, input, assets, problems));
  }
  if (problems.length > 0) return { ok: false, problems };
  await addElementFiles(experiments, assets, input.experiments);
  const content = { settings: input.settings, goals: input.goals, experiments, assets };
  return { ok: true, ruleset: await sealRuleset(content, input.version, input.nowMs) };
}

/** With the digest of its content. */
export async function sealRuleset(
  { settings, goals, experiments, assets }: Pick<Ruleset, "settings" | "goals" | "experiments" | "assets">,
  version: number,
  nowMs: number,
): Promise<Ruleset> {
  const content = { settings, goals, experiments, assets };
  const digest = (await sha256Hex(JSON.stringify(content))).slice(0, 16);
  return { format: RULESET_FORMAT, version, builtAtMs: nowMs, digest, ...content };
}

/** What elements are told of the shop. */
export function shopOf({ timeZone, currency, calendar }: Settings): TemplateInput["shop"] {
  return { timeZone, currency, holidays: holidaysOf(calendar) };
}

async function compileExperiment(
  { id, phase, status, rolloutVariant, definition, startedAtMs, stretches = [] }: ExperimentToCompile,
  { settings, nowMs }: Pick<CompileInput, "settings" | "nowMs">,
  assets: Record<string, Asset>,
  problems: CompileProblem[],
): Promise<EdgeExperiment> {
  const report = (pointer: string, message: string): void => {
    problems.push({ experiment: definition.key, pointer, message });
  };
  const elements = {
    shop: shopOf(settings),
    languages: settings.languages,
    id: `lahza-${id.toString(36)}`,
  };
  const variants: EdgeVariant[] = [];
  for (const [index, variant] of definition.variants.entries()) {
    const bare = unfilled(variant.originPath, definition.pages.include);
    if (bare !== null) {
      const message = `* stands for what the only * of each page's pattern, its last character, stood for; ${bare} does not fit`;
      report(`/variants/${index}/originPath`, message);
    }
    variants.push(
      await compileVariant(variant, elements, assets, (path, message) =>
        report(`/variants/${index}${path}`, message),
      ),
    );
  }
  const rolloutIndex = definition.variants.findIndex((variant) => variant.key === rolloutVariant);
  if (status === "rollout" && rolloutIndex < 0)
    report("/variants", `there is no variant ${rolloutVariant ?? "(none named)"} to roll out`);
  const steps = definition.schedule.ramp ?? [];
  const ranges = (weights: readonly number[]): EdgeRanges => {
    const at = (traffic: number) => bucketRanges(definition.variants.length, traffic, weights);
    const ramp = steps.map((step) => ({ fromMs: Date.parse(step.at), ranges: at(step.traffic) }));
    return { ranges: at(definition.traffic), ...(ramp.length === 0 ? {} : { ramp }) };
  };
  const seed = definition.seed ?? definition.key;
  // What is rolled out stays until it is taken off.
  const scheduled =
    status === "rollout"
      ? { ok: true as const, window: { startAtMs: null, endAtMs: null } }
      : scheduledWindow(definition.schedule, settings, startedAtMs ?? nowMs);
  if (!scheduled.ok) report("/schedule/occasion", scheduled.reason);
  return {
    id,
    key: definition.key,
    phase,
    status,
    rolloutVariant: status === "rollout" ? rolloutIndex : null,
    seed: phase > 1 ? `${seed}:${phase}` : seed,
    hashVersion: definition.hashVersion,
    unit: definition.unit,
    pages: definition.pages,
    audience: definition.audience,
    ...ranges(definition.variants.map((variant) => variant.weight)),
    // Left out where there is none, so that rulesets without them keep their digest.
    ...(stretches.length === 0
      ? {}
      : { stretches: stretches.map(({ fromMs, weights }) => ({ fromMs, ...ranges(weights) })) }),
    layer: definition.layer,
    startAtMs: scheduled.ok ? scheduled.window.startAtMs : null,
    endAtMs: scheduled.ok ? scheduled.window.endAtMs : null,
    fragments: definition.fragments,
    ...(definition.hydrated ? { hydrated: definition.hydrated } : {}),
    languages: sharedLanguages(definition.variants),
    variants,
    watch: [
      ...new Set(definition.variants.flatMap((variant) => variant.changes.map((change) => change.selector))),
    ],
  };
}

/** What leaves the `*` of an `originPath` without a meaning, or null: shoppers would get the page that they asked for. */
function unfilled(originPath: string | null, includes: readonly string[]): string | null {
  if (originPath?.includes("*") !== true) return null;
  if (originPath.indexOf("*") !== originPath.lastIndexOf("*")) return originPath;
  return includes.find((include) => !/^[^*:]*\*$/.test(include)) ?? null;
}

async function compileVariant(
  variant: Variant,
  elements: TemplateInput,
  assets: Record<string, Asset>,
  report: (path: string, message: string) => void,
): Promise<EdgeVariant> {
  const keep = async (type: Asset["type"], body: string | null): Promise<string | null> => {
    if (body === null || body.trim() === "") return null;
    const { hash, asset } = await assetOf(type, body);
    assets[hash] = asset;
    return hash;
  };
  return {
    key: variant.key,
    changes: variant.changes.map((change, index) =>
      compileChange(change, (path, message) => report(`/changes/${index}${path}`, message), {
        ...elements,
        id: `${elements.id}-${index}`,
      }),
    ),
    css: await keep("css", variant.css),
    js: await keep("js", variant.js),
    redirect: variant.redirect,
    originPath: variant.originPath,
    // Left out where there is none, so that rulesets without values keep their digest.
    ...(variant.value === undefined ? {} : { value: variant.value }),
  };
}

/** `report` gets a JSON pointer into the change and what is wrong there. Without `elements` none is rendered. */
export function compileChange(
  change: Change,
  report: (path: string, message: string) => void,
  elements: TemplateInput | null = null,
): EdgeChange {
  const selector = compileSelector(change.selector);
  if (!selector.ok) report("/selector", selector.message);
  const base = { selector: change.selector, action: change.action };
  switch (change.action) {
    case "remove":
      return { ...base, name: null, content: null };
    case "remove_attribute":
      return { ...base, name: change.name.toLowerCase(), content: null };
    case "add_class":
    case "remove_class":
      return { ...base, name: change.value, content: null };
    case "set_attribute": {
      const name = change.name.toLowerCase();
      return { ...base, name, content: parts(change.value, (text) => compileAttribute(name, text), report) };
    }
    case "set_text":
      return { ...base, name: null, content: parts(change.value, compileText, report) };
    default: {
      if (change.element === undefined) {
        return { ...base, name: null, content: parts(change.value ?? "", compileMarkup, report) };
      }
      const { kind, ...props } = change.element;
      checkTexts(kind, props, report);
      const templates = elements === null ? {} : elementTemplates(kind, props, elements);
      return { ...base, name: null, content: { kind: "element", element: kind, templates } };
    }
  }
}

/** One stylesheet for all elements that run: a page with several experiments loads it once. */
async function addElementFiles(
  experiments: EdgeExperiment[],
  assets: Record<string, Asset>,
  sources: readonly ExperimentToCompile[],
): Promise<void> {
  const used = experiments.flatMap(({ variants }) => variants.flatMap(kindsIn));
  if (used.length === 0) return;
  const { hash: css, asset } = await assetOf("css", elementStyles(used));
  assets[css] = asset;
  for (const [place, experiment] of experiments.entries()) {
    const variants = experiment.variants.map((variant, index) => {
      const kinds = kindsIn(variant);
      const changes = sources[place]?.definition.variants[index]?.changes ?? [];
      return kinds.length === 0 ? variant : { ...variant, elements: { css, ...needsOf(changes) } };
    });
    experiments[place] = { ...experiment, variants };
  }
}

function kindsIn({ changes }: EdgeVariant): readonly string[] {
  return changes.flatMap(({ content }) => (content?.kind === "element" ? [content.element] : []));
}

function needsOf(changes: readonly Change[]): {
  scripts: readonly string[];
  imageOrigins: readonly string[];
} {
  const scripts = new Set<string>();
  const imageOrigins = new Set<string>();
  for (const change of changes) {
    if (!("element" in change) || change.element === undefined) continue;
    const { kind: name, ...props } = change.element;
    const kind = elementKind(name);
    if (kind === null) continue;
    if (kind.script !== null) scripts.add(kind.script);
    if (canBeDismissed(props)) scripts.add("shown");
    for (const origin of kind.imageOrigins?.(props) ?? []) imageOrigins.add(origin);
  }
  return { scripts: [...scripts], imageOrigins: [...imageOrigins] };
}

function canBeDismissed(props: { readonly [name: string]: unknown }): boolean {
  return props["dismissible"] === true || typeof props["maxShows"] === "number";
}

/** Elements are rendered from texts as written; a placeholder that is none has to be told before it is shown. */
function checkTexts(kind: string, props: unknown, report: (path: string, message: string) => void): void {
  const element = elementKind(kind);
  for (const text of element === null ? [] : textsOf(element, props)) {
    for (const value of typeof text === "string" ? [text] : Object.values(text)) {
      const result = compileText(value);
      if (!result.ok) for (const problem of result.problems) report("/element", problem);
    }
  }
}

type TemplateResult =
  | { readonly ok: true; readonly parts: readonly Part[] }
  | { readonly ok: false; readonly problems: readonly string[] };

function parts(
  value: LocalizedText,
  compile: (text: string) => TemplateResult,
  report: (path: string, message: string) => void,
): EdgeContent {
  const texts = typeof value === "string" ? { "*": value } : value;
  const byLanguage: Record<string, readonly Part[]> = {};
  for (const [language, text] of Object.entries(texts)) {
    const result = compile(text);
    if (result.ok) byLanguage[language] = result.parts;
    else
      for (const problem of result.problems)
        report(typeof value === "string" ? "/value" : `/value/${language}`, problem);
  }
  return { kind: "parts", byLanguage };
}
