/** All texts that an element shows, the author's and ours alike: what languages it is limited to, what lint reads. */
import { languagesOf, type Language, type LocalizedText, textFor } from "../domain/text.ts";
import type { CommonProps, ElementKind, WordTable } from "./element.ts";

/** Names under which props hold texts, in every kind; a test holds schemas to it. */
const TEXT_NAMES: ReadonlySet<string> = new Set(
  (
    "headline subline points text label note title body question answer issuer alt author place name fee " +
    "condition reward level quote description hint"
  ).split(" "),
);

/** A text with its JSON pointer in the element. */
export interface PlacedText {
  readonly pointer: string;
  readonly text: LocalizedText;
}

/** The author's own texts. */
export function authorTexts(props: unknown, literal: ReadonlySet<string> = new Set()): readonly PlacedText[] {
  const found: PlacedText[] = [];
  visit(props, "", false);
  return found;

  function visit(value: unknown, pointer: string, isText: boolean): void {
    if (isText && (typeof value === "string" || isMap(value))) found.push({ pointer, text: value });
    else if (Array.isArray(value)) value.forEach((item, index) => visit(item, `${pointer}/${index}`, isText));
    else if (typeof value === "object" && value !== null) {
      for (const [name, child] of Object.entries(value)) {
        if (pointer === "" && name === "words") {
          for (const [word, text] of Object.entries((child ?? {}) as Record<string, LocalizedText>))
            found.push({ pointer: `/words/${word}`, text });
        } else visit(child, `${pointer}/${name}`, TEXT_NAMES.has(name) && !literal.has(`${pointer}/${name}`));
      }
    }
  }
}

function isMap(value: unknown): value is { readonly [language: Language]: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([key, text]) => /^[a-z]{2,3}$/.test(key) && typeof text === "string")
  );
}

/** The author's texts and the words that they leave to us. */
export function textsOf<Props>(kind: ElementKind<Props>, props: Props): readonly LocalizedText[] {
  const own = (props as Partial<CommonProps>).words ?? {};
  const shown = kind.wordsShown?.(props) ?? Object.keys(kind.words);
  const authored = authorTexts(props).filter(({ pointer }) => !pointer.startsWith("/words/"));
  return [
    ...authored.map(({ text }) => text),
    ...shown.flatMap((name): LocalizedText[] => {
      const word = merged(name, kind.words, own);
      return word === null ? [] : [word];
    }),
  ];
}

/** Languages in which the element can be shown; null: any. */
export function languagesOfElement<Props>(
  kind: ElementKind<Props>,
  props: Props,
): readonly (readonly Language[] | null)[] {
  return [kind.languages ?? null, ...textsOf(kind, props).map(languagesOf)];
}

export function wordFor(
  name: string,
  words: WordTable,
  own: CommonProps["words"],
  language: Language,
): string | null {
  const word = merged(name, words, own ?? {});
  return word === null ? null : textFor(word, language);
}

function merged(
  name: string,
  words: WordTable,
  own: { readonly [name: string]: LocalizedText },
): LocalizedText | null {
  const ours = words[name];
  const theirs = Object.hasOwn(own, name) ? own[name] : undefined;
  if (typeof theirs === "string") return theirs;
  return theirs === undefined ? (ours ?? null) : { ...ours, ...theirs };
}
