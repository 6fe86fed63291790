/** What variants do to a page: selectors, texts, markup and elements tried with what the edge itself runs. */
import type { Change } from "../domain/change.schema.ts";
import type { Experiment, Variant } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import { sharedLanguages } from "../domain/languages.ts";
import { canonical } from "../domain/population.ts";
import { type Countdown, extensionProblem } from "../elements/kinds/countdown.ts";
import { elementKind } from "../elements/index.ts";
import { compilePages, matchesPages } from "../assignment/pages.ts";
import { compileChange } from "../ruleset/compile.ts";
import { textHints } from "./texts.ts";
import { distinct } from "./words.ts";

export interface VariantsChecked {
  readonly errors: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
}

/** What is known to be well-formed of a variant, so that one wrong field does not hide the next. */
export interface VariantParts {
  readonly key: string | null;
  readonly weight: number | null;
  /** Null in the place of one that is not well-formed. */
  readonly changes: readonly (Change | null)[];
  readonly redirect: string | null;
  readonly originPath: string | null;
  /** Null unless all of it is well-formed. */
  readonly whole: Variant | null;
}

export interface VariantsContext {
  readonly pages: Experiment["pages"] | null;
  readonly languages: readonly string[];
  /** The definition before this edit; null: a new experiment. */
  readonly before: Experiment | null;
  /** Whether shoppers may have seen it. */
  readonly wasStarted: boolean;
  readonly nowMs: number;
}

export function checkVariants(variants: readonly VariantParts[], context: VariantsContext): VariantsChecked {
  const errors: FieldProblem[] = [];
  const warnings: FieldProblem[] = [];
  variants.forEach((variant, index) => {
    const at = `/variants/${index}`;
    variant.changes.forEach((change, place) => {
      if (change !== null) checkChange(change, `${at}/changes/${place}`, variant.key);
    });
    if (context.pages !== null) errors.push(...addressProblems(variant, at, context.pages));
    if (variant.weight === 0)
      warnings.push({ pointer: `${at}/weight`, detail: "with a weight of 0 nobody sees this variant" });
  });
  const whole = variants.flatMap((variant) => variant.whole ?? []);
  if (whole.length === variants.length) checkTogether(whole);
  return { errors: distinct(errors), warnings: distinct(warnings) };

  function checkChange(change: Change, at: string, variant: string | null): void {
    compileChange(change, (pointer, detail) => errors.push({ pointer: `${at}${pointer}`, detail }));
    // What is missing is told for the whole variant; here it would be told for every text of it.
    for (const { pointer, detail } of textHints(change, context.languages, ["missing-translation"]))
      warnings.push({ pointer: `${at}${pointer}`, detail });
    const wide = wideSelector(change);
    if (wide !== null) warnings.push({ pointer: `${at}/selector`, detail: wide });
    if ("element" in change && change.element !== undefined)
      checkElement(change.element, `${at}/element`, variant);
  }

  function checkElement(element: { readonly kind: string }, at: string, variant: string | null): void {
    const { kind, ...props } = element;
    const old = elementsOf(context.before, variant).filter((other) => other.kind === kind);
    const isOld = old.some((other) => canonical(other) === canonical(element));
    for (const { pointer, message } of elementKind(kind)?.lint?.(props, context.nowMs) ?? []) {
      // What was fine when it was saved must not stand in the way of another edit.
      (isOld && context.wasStarted ? warnings : errors).push({ pointer: `${at}${pointer}`, detail: message });
    }
    if (!HAS_OFFER.has(kind) || !context.wasStarted) return;
    for (const other of old) {
      const detail = extensionProblem(other as unknown as Countdown, element as unknown as Countdown);
      if (detail !== null) errors.push({ pointer: `${at}/endsAt`, detail });
    }
  }

  function checkTogether(all: readonly Variant[]): void {
    const shared = sharedLanguages(all);
    if (shared !== null && shared.length === 0) {
      const detail =
        "there is no language in which every variant has all its texts, so it would run on no page";
      errors.push({ pointer: "/variants", detail });
    } else if (shared !== null) {
      const missing = context.languages.filter((language) => !shared.includes(language));
      const detail = `not every text is there in ${missing.join(", ")}: on pages in ${missing.length === 1 ? "that language" : "these languages"} it does not run, and nobody is counted`;
      if (missing.length > 0) warnings.push({ pointer: "/variants", detail });
    }
    if (all.every(changesNothing)) {
      const detail =
        "no variant changes anything: this is an A/A test, in which nobody meets a place and nobody is counted";
      warnings.push({ pointer: "/variants", detail });
    }
  }
}

/** Kinds that say until when an offer stands: none gets a later end under the same id. */
const HAS_OFFER: ReadonlySet<string> = new Set(["countdown", "voucher"]);

function changesNothing({ changes, css, js, redirect, originPath, value }: Variant): boolean {
  return (
    changes.length === 0 &&
    isEmpty(css) &&
    isEmpty(js) &&
    redirect === null &&
    originPath === null &&
    value === undefined
  );
}

function isEmpty(text: string | null): boolean {
  return text === null || text.trim() === "";
}

function elementsOf(experiment: Experiment | null, variant: string | null): { readonly kind: string }[] {
  const changes =
    experiment?.variants.filter(({ key }) => key === variant).flatMap(({ changes }) => changes) ?? [];
  return changes.flatMap((change) =>
    "element" in change && change.element !== undefined ? [change.element] : [],
  );
}

const WHOLE_PAGE = /^(?:html|body|head|:root)$/i;
const COMMON = /^(?:\*|a|p|div|span|li|ul|section|button|img|input|td|tr|h2|h3)$/i;

function wideSelector(change: Change): string | null {
  const selector = change.selector.trim();
  if (WHOLE_PAGE.test(selector) && ["remove", "replace", "set_html", "set_text"].includes(change.action))
    return "this takes the whole page away; what stands in it is gone for the shopper";
  if (COMMON.test(selector))
    return "this selector usually matches many places, and each of them is changed: name a class or an id";
  return null;
}

function addressProblems(
  { redirect, originPath }: VariantParts,
  at: string,
  pages: Experiment["pages"],
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (redirect !== null) {
    const pointer = `${at}/redirect`;
    const path = redirect.replace(/[?#].*$/s, "");
    if (redirect.includes("*"))
      problems.push({ pointer, detail: "a redirect leads to one address: * stands for nothing here" });
    else if (matchesPages(compilePages({ ...pages, hosts: [] }), "", path)) {
      const detail =
        "this address is one of the experiment's own pages, so the redirect would lead to itself: add it to pages/exclude";
      problems.push({ pointer, detail });
    }
  }
  if (originPath?.includes("*") === true) {
    const pointer = `${at}/originPath`;
    if (originPath.indexOf("*") !== originPath.lastIndexOf("*"))
      problems.push({ pointer, detail: "one * at most" });
    const carries = pages.include.some((pattern) => /^[^*:]*\*$/.test(pattern));
    const detail =
      "the * stands for what the * at the end of a page's pattern stood for, and none of pages/include ends with its only *";
    if (!carries) problems.push({ pointer, detail });
  }
  return problems;
}
