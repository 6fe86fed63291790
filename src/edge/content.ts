/**
 * What a variant puts into the page, rendered for one request: placeholders filled, elements in the page's
 * language. Pure; everything that comes out is ASCII and escaped for its place.
 *
 * A change that cannot be rendered (no text in this language, an element that must not be shown now) is left out:
 * the page keeps what it had there.
 */
import { textFor, type Language, type LocalizedText } from "../domain/text.ts";
import { createRenderContext } from "../elements/context.ts";
import { elementKind } from "../elements/index.ts";
import { renderElement } from "../elements/render.ts";
import { marked } from "./mark.ts";
import type { PlannedChange } from "../rewrite/rewrite.types.ts";
import { fillParts } from "../ruleset/fill.ts";
import { textParts } from "../ruleset/text-parts.ts";
import type { EdgeChange, EdgeContent, EdgeExperiment, EdgeVariant, Part } from "../ruleset/types.ts";

/** The value of a placeholder's source for this request, or null when unknown. */
export type Resolve = (from: string) => string | null;

export interface RenderInput {
  readonly language: Language;
  /** The country in the page's language tag: it decides digits. */
  readonly region: string | null;
  readonly nowMs: number;
  readonly assetBase: string;
  /** The shop's zone. */
  readonly timeZone: string;
  /** Whether the page's policies let our scripts run. */
  readonly scripts: boolean;
  /** Whether a script looks for the places of the changes: where a change hides its own, a mark is left. */
  readonly marks?: boolean;
  readonly resolve: Resolve;
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
    const content = renderContent(change, `${experiment.id.toString(36)}-${position}`, input);
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

function renderContent(change: EdgeChange, id: string, input: RenderInput): string | null {
  const { content } = change;
  if (content === null) return "";
  if (content.kind === "parts") {
    const parts = content.byLanguage[input.language] ?? content.byLanguage["*"];
    return parts === undefined ? null : fillParts(parts, input.resolve);
  }
  const context = createRenderContext({
    language: input.language,
    country: input.region,
    nowMs: input.nowMs,
    assetBase: input.assetBase,
    id: `lahza-${id}`,
    timeZone: input.timeZone,
    scripts: input.scripts,
    fill: input.resolve,
  });
  return renderElement(content.element, content.props, context);
}

export interface ElementUse {
  readonly element: string;
  readonly props: unknown;
}

/** The elements that a variant puts into the page. */
export function elementsIn(variant: EdgeVariant): readonly ElementUse[] {
  return variant.changes.flatMap(({ content }) => (content?.kind === "element" ? [content] : []));
}

/** Placeholder sources anywhere in a variant's content, sorted and without repeats. */
export function placeholdersIn(variant: EdgeVariant): readonly string[] {
  const sources = new Set<string>();
  for (const { content } of variant.changes) {
    for (const part of content === null ? [] : partsIn(content)) {
      if (typeof part !== "string") sources.add(part.from);
    }
  }
  return [...sources].sort();
}

function partsIn(content: EdgeContent): readonly Part[] {
  if (content.kind === "parts") return Object.values(content.byLanguage).flat();
  const texts = elementKind(content.element)?.texts(content.props) ?? [];
  return texts.flatMap(stringsOf).flatMap(textParts);
}

function stringsOf(text: LocalizedText): readonly string[] {
  return typeof text === "string"
    ? [text]
    : Object.keys(text).flatMap((language) => textFor(text, language) ?? []);
}
