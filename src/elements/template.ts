/** An element → its templates, one a language: what the ruleset carries and the edge fills. */
import type { Language } from "../domain/text.ts";
import { createRenderContext } from "./context.ts";
import type { CommonProps, ElementKind, RenderContext, Shop } from "./element.ts";
import { elementKind } from "./index.ts";
import type { Digits } from "./live/digits.ts";
import type { ElementPart, Templates } from "./live/types.ts";
import { languagesOfElement } from "./texts.ts";

export interface TemplateInput {
  readonly shop: Shop;
  /** The shop's languages. */
  readonly languages: readonly Language[];
  readonly id: string;
}

/** Digits that pages of a language may want besides their default. */
const OTHER_DIGITS: { readonly [language: string]: readonly Digits[] } = { ar: ["arab"] };

/** Empty when nothing can ever be shown. */
export function elementTemplates(kindName: string, props: unknown, input: TemplateInput): Templates {
  const kind = elementKind(kindName);
  if (kind === null) return {};
  const templates: Record<string, readonly ElementPart[]> = {};
  for (const language of languagesToRender(kind, props, input.languages)) {
    const parts = elementParts(kind, props, { ...input, language });
    if (parts === null) continue;
    templates[language ?? "*"] = parts;
    for (const digits of OTHER_DIGITS[language ?? ""] ?? []) {
      const other = elementParts(kind, props, { ...input, language, digits });
      if (other !== null && JSON.stringify(other) !== JSON.stringify(parts))
        templates[`${language} ${digits}`] = other;
    }
  }
  return templates;
}

/** Null among them: a template for pages in any language. */
function languagesToRender(
  kind: ElementKind<unknown>,
  props: unknown,
  languages: readonly Language[],
): readonly (Language | null)[] {
  let shared: readonly Language[] | null = null;
  for (const limited of languagesOfElement(kind, props)) {
    if (limited === null) continue;
    shared = shared === null ? limited : shared.filter((language) => limited.includes(language));
  }
  return shared ?? [...new Set(languages), null];
}

function elementParts(
  kind: ElementKind<unknown>,
  props: unknown,
  { language, digits, shop, id }: TemplateInput & { language: Language | null; digits?: Digits },
): readonly ElementPart[] | null {
  const context: RenderContext = createRenderContext({
    language,
    shop,
    id,
    words: kind.words,
    ownWords: (props as CommonProps).words,
    ...(digits === undefined ? {} : { digits }),
  });
  const markup = kind.render(props, context);
  return markup === null ? null : context.parts(markup);
}
