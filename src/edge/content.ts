/**
 * What a variant puts into the page, rendered for one request: placeholders filled, elements in the page's
 * language. Pure; everything that comes out is ASCII and escaped for its place.
 *
 * A change that cannot be rendered (no text in this language, an element that must not be shown now) is left out:
 * the page keeps what it had there.
 */
import type { Language } from "../domain/text.ts";
import { digitsFor } from "../elements/live/digits.ts";
import { moneyText, numberText, readNumber } from "../elements/live/numbers.ts";
import { type Fact, fillElement, type LiveEnv, liveState, templateFor } from "../elements/live/fill.ts";
import { type ElementPart, partsWithin } from "../elements/live/types.ts";
import { languageName } from "../visitor/language.ts";
import { marked } from "./mark.ts";
import type { PlannedChange } from "../rewrite/rewrite.types.ts";
import { fillParts } from "../ruleset/fill.ts";
import type { EdgeChange, EdgeContent, EdgeExperiment, EdgeVariant } from "../ruleset/types.ts";

/** The value of a placeholder's source for this request, or null when unknown. */
export type Resolve = (from: string) => string | null;

/** What elements need to know of the request and of the moment, but for the page's language and policies. */
export interface LiveValues {
  readonly resolve: Resolve;
  /** Evidence and page facts, the same for the whole request. */
  readonly fact: (from: string) => Fact | null;
  readonly dismissed: (id: string, maxShows: number | null) => boolean;
  readonly prefix: string;
  readonly nowMs: number;
}

export interface RenderInput extends LiveValues {
  readonly language: Language;
  /** The country in the page's language tag: it decides digits. */
  readonly region: string | null;
  /** Whether the page's policies let our scripts run. */
  readonly scripts: boolean;
  /** Whether a script looks for the places of the changes: where a change hides its own, a mark is left. */
  readonly marks?: boolean;
}

/** The changes of one variant, ready for the rewriter. */
export function renderVariant(
  experiment: EdgeExperiment,
  index: number,
  input: RenderInput,
): PlannedChange[] {
  const variant = experiment.variants[index];
  if (variant === undefined) return [];
  return variant.changes.flatMap((change, position) => {
    const content = renderContent(change, input);
    if (content === null) return [];
    const planned = {
      selector: change.selector,
      action: change.action,
      name: change.name,
      content,
      label: `${experiment.key}/${variant.key}#${position}`,
      experiment: experiment.id,
    };
    return input.marks === true ? marked(planned) : [planned];
  });
}

function renderContent(change: EdgeChange, input: RenderInput): string | null {
  const { content } = change;
  if (content === null) return "";
  const resolve = written(input);
  if (content.kind === "parts") {
    const parts = content.byLanguage[input.language] ?? content.byLanguage["*"];
    return parts === undefined ? null : fillParts(parts, resolve);
  }
  const parts = templateFor(content.templates, input.language, input.region);
  return parts === null ? null : fillElement(parts, { ...input, resolve });
}

/** Placeholders for numbers of the page and names of languages, written as its readers write them. */
function written({ resolve, language, region }: RenderInput): Resolve {
  return (from) => {
    const value = resolve(from);
    if (from === "language.name") return value === null ? null : languageName(value, language);
    if (
      value === null ||
      (from !== "product.price" && from !== "product.rating" && from !== "product.reviews")
    )
      return value;
    const style = { language, digits: digitsFor(language, region) };
    const number = readNumber(value);
    if (number === null) return null;
    if (from !== "product.price") return numberText(number, style, 1);
    const currency = resolve("product.currency") ?? "";
    return /^[A-Z]{3}$/.test(currency) ? moneyText(number, currency, style) : null;
  };
}

/**
 * What a variant's elements leave open at this moment, as one text; null: nothing. Of one language, because none is
 * known before the page is asked for: conditions, evidence and steps of time are the same in all.
 */
export function stateOfElements(variant: EdgeVariant, values: LiveValues): string | null {
  let state: string | null = null;
  for (const { content } of variant.changes) {
    if (content?.kind !== "element") continue;
    const parts = Object.values(content.templates)[0];
    if (parts === undefined) continue;
    const env: LiveEnv = { ...values, language: "en", scripts: true };
    state = `${state ?? ""}\u0000${liveState(parts, env)}`;
  }
  return state;
}

/** Placeholder sources anywhere in a variant's content, sorted and without repeats. */
export function placeholdersIn(variant: EdgeVariant): readonly string[] {
  const sources = new Set<string>();
  for (const { content } of variant.changes) if (content !== null) partsIn(content).forEach(visit);
  return [...sources].sort();

  function visit(part: ElementPart): void {
    if (typeof part === "string") return;
    if (!("live" in part)) sources.add(part.from);
    else for (const inner of partsWithin(part)) visit(inner);
  }
}

export function partsIn(content: EdgeContent): readonly ElementPart[] {
  return Object.values(content.kind === "parts" ? content.byLanguage : content.templates).flat();
}
