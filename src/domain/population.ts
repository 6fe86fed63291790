/**
 * What may change while an experiment runs. Texts, schedule and a higher traffic may; what would mix visitors that
 * were split, chosen or treated differently starts a new phase, and what was pinned at the start waits for one. Pure.
 */
import { authorTexts } from "../elements/texts.ts";
import type { Change } from "./change.schema.ts";
import type { Experiment, ExperimentStatus, Variant } from "./experiment.schema.ts";
import type { FieldProblem } from "./field.ts";
import { trafficAt } from "./ramp.ts";
import { sharedLanguages } from "./languages.ts";

/** Whether an edit mixes populations, so that its visitors must be counted apart from those before. */
export function needsNewPhase(before: Experiment, after: Experiment): boolean {
  return mixingProblems(before, after).length > 0;
}

/** Every field whose change would mix populations, with the words to do it right. */
export function mixingProblems(before: Experiment, after: Experiment): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const differs = (pointer: string, one: unknown, other: unknown, why: string): boolean => {
    const different = canonical(one) !== canonical(other);
    if (different) problems.push({ pointer, detail: `${why}: use new-phase` });
    return different;
  };
  if (after.traffic < before.traffic) {
    const detail = `a lower traffic (it is ${before.traffic} now) would drop visitors who take part already: use new-phase, or pause`;
    problems.push({ pointer: "/traffic", detail });
  }
  const reshuffles = "this would move visitors to other variants";
  const chooses = "this would count visitors together who were chosen differently";
  differs("/seed", before.seed ?? before.key, after.seed ?? after.key, reshuffles);
  differs("/hashVersion", before.hashVersion, after.hashVersion, reshuffles);
  differs("/unit", before.unit, after.unit, reshuffles);
  differs("/layer", before.layer, after.layer, chooses);
  differs("/audience", before.audience, after.audience, chooses);
  for (const list of ["include", "exclude", "hosts"] as const)
    differs(`/pages/${list}`, before.pages[list].toSorted(), after.pages[list].toSorted(), chooses);
  differs("/fragments", before.fragments, after.fragments, chooses);
  differs(
    "/hydrated",
    before.hydrated ?? false,
    after.hydrated ?? false,
    "this would change what visitors of the variants see",
  );
  if (
    !differs(
      "/variants",
      keysOf(before),
      keysOf(after),
      "adding, removing or moving variants changes the split",
    )
  ) {
    for (const [index, variant] of after.variants.entries()) {
      const old = before.variants[index];
      if (old !== undefined) compareVariants(`/variants/${index}`, old, variant, differs);
    }
    differs(
      "/variants",
      sharedLanguages(before.variants)?.toSorted() ?? null,
      sharedLanguages(after.variants)?.toSorted() ?? null,
      "the languages in which every variant has its texts would change, and with them the pages it runs on",
    );
  }
  return problems;
}

function keysOf({ variants }: Experiment): string[] {
  return variants.map(({ key }) => key);
}

type Differs = (pointer: string, before: unknown, after: unknown, why: string) => boolean;

function compareVariants(at: string, before: Variant, after: Variant, differs: Differs): void {
  differs(`${at}/weight`, before.weight, after.weight, "other weights would move visitors between variants");
  const treats = "this variant would no longer be the one that earlier visitors saw";
  for (const field of ["css", "js", "redirect", "originPath", "value"] as const)
    differs(`${at}/${field}`, before[field], after[field], treats);
  if (differs(`${at}/changes`, before.changes.length, after.changes.length, treats)) return;
  for (const [index, change] of after.changes.entries()) {
    const old = before.changes[index];
    if (old !== undefined) compareChanges(`${at}/changes/${index}`, old, change, treats, differs);
  }
}

function compareChanges(at: string, before: Change, after: Change, treats: string, differs: Differs): void {
  differs(`${at}/selector`, before.selector, after.selector, treats);
  if (differs(`${at}/action`, before.action, after.action, treats)) return;
  const [one, other] = [before as Partial<Fields>, after as Partial<Fields>];
  differs(`${at}/name`, one.name, other.name, treats);
  const wordsOnly = `${treats} (words may change while it runs, ${after.action === "set_attribute" ? "other attributes" : "markup and settings"} may not)`;
  if ((one.element === undefined) !== (other.element === undefined)) {
    differs(at, 0, 1, treats);
  } else if (one.element !== undefined) {
    differs(`${at}/element`, withoutWords(one.element), withoutWords(other.element), wordsOnly);
  } else {
    differs(`${at}/value`, skeleton(before), skeleton(after), wordsOnly);
  }
}

interface Fields {
  readonly name: string;
  readonly value: unknown;
  readonly element: { readonly kind: string };
}

/** Attributes that people read. */
const READ = /^(?:title|alt|placeholder|label|summary|aria-[a-z]+)$/i;

/** What of a change's value is more than words: nothing of a text, the tags of markup, all of a class. */
function skeleton(change: Change): unknown {
  if (change.action === "set_text" || !("value" in change)) return null;
  if (change.action === "add_class" || change.action === "remove_class") return change.value;
  if (change.action === "set_attribute") return READ.test(change.name) ? null : change.value;
  const value = change.value ?? "";
  const texts = typeof value === "string" ? { "*": value } : value;
  return Object.fromEntries(Object.entries(texts).map(([language, markup]) => [language, tagsOf(markup)]));
}

/** Script and style with what they hold, comments, every other tag. */
function tagsOf(markup: string): string[] {
  return markup.match(/<(script|style)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->|<[^>]*>/gi) ?? [];
}

/** An element with its texts blanked: its kind, pictures, links, dates and looks. */
function withoutWords(element: Fields["element"] | undefined): unknown {
  if (element === undefined) return null;
  const { kind, ...props } = element;
  const texts = new Set<unknown>(authorTexts(props).map(({ text }) => text));
  return { kind, props: blank(props) };

  function blank(value: unknown): unknown {
    if (texts.has(value)) return "";
    if (Array.isArray(value)) return value.map(blank);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, blank(child)]));
  }
}

/** What was pinned when the phase began: how its results are judged. */
export function pinnedProblems(before: Experiment, after: Experiment): FieldProblem[] {
  const detail = "this was pinned when the phase began, so that results are judged as planned: use new-phase";
  const { autoPause: _before, ...planned } = before.analysis;
  const { autoPause: _after, ...plans } = after.analysis;
  return [
    ...(canonical(before.metrics) === canonical(after.metrics) ? [] : [{ pointer: "/metrics", detail }]),
    ...(canonical(planned) === canonical(plans) ? [] : [{ pointer: "/analysis", detail }]),
  ];
}

/** Fields of an edit that the experiment's status does not allow. A draft may become anything. */
export function refusedEdits(
  status: ExperimentStatus,
  before: Experiment,
  after: Experiment,
  nowMs: number,
  /** When each begins by its schedule; by default what `startAt` says. */
  startOf: StartOf = ({ schedule: { startAt } }) => (startAt === null ? null : Date.parse(startAt)),
): FieldProblem[] {
  if (status === "draft") return [];
  if (status === "archived") return changedFields(before, after, [], "it is archived, which is for good");
  if (status === "finished") {
    const detail =
      "it is finished: its name and hypothesis may change, nothing else; make a new experiment of it";
    return changedFields(before, after, ["name", "hypothesis"], detail);
  }
  if (status === "rollout") {
    const detail =
      "it is rolled out: names, hypothesis and words may change, nothing else; make a new experiment of it";
    return [
      ...changedFields(before, after, ["name", "hypothesis", "variants"], detail),
      ...mixingProblems(before, after)
        .filter(({ pointer }) => pointer.startsWith("/variants"))
        .map(({ pointer }) => ({ pointer, detail })),
    ];
  }
  return [
    ...mixingProblems(before, after),
    ...loweredNow(before, after, nowMs),
    ...pinnedProblems(before, after),
    ...movedStart(startOf(before), startOf(after), after, nowMs),
  ];
}

/** A step of the ramp that has come cannot be taken back. */
function loweredNow(before: Experiment, after: Experiment, nowMs: number): FieldProblem[] {
  const now = trafficAt(before, nowMs);
  if (trafficAt(after, nowMs) >= now || after.traffic < before.traffic) return [];
  const detail = `the share is ${now} by now, and a lower one would drop visitors who take part already: keep the steps that have come, or use new-phase`;
  return [{ pointer: "/schedule/ramp", detail }];
}

/** Milliseconds since the epoch; null: as soon as it is started. */
export type StartOf = (experiment: Experiment) => number | null;

function movedStart(
  old: number | null,
  next: number | null,
  after: Experiment,
  nowMs: number,
): FieldProblem[] {
  if (old === next || (old !== null && old > nowMs) || next === null || next <= nowMs) return [];
  const field = after.schedule.occasion ? "occasion" : "startAt";
  return [{ pointer: `/schedule/${field}`, detail: "it has begun; to stop it for a while use pause" }];
}

function changedFields(
  before: Experiment,
  after: Experiment,
  free: readonly string[],
  detail: string,
): FieldProblem[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const [one, other] = [before, after] as unknown as Record<string, unknown>[];
  return [...names]
    .filter((name) => !free.includes(name) && canonical(one?.[name]) !== canonical(other?.[name]))
    .map((name) => ({ pointer: `/${name}`, detail }));
}

/** JSON with keys in order, so that only content counts. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, child: unknown) =>
      typeof child === "object" && child !== null && !Array.isArray(child)
        ? Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1)))
        : child,
    ) ?? ""
  );
}
