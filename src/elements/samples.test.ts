/** Every kind, as its sample: it has one, it is shown in three languages, and nothing of it is foreign to them. */
import { parseFragment, serialize } from "parse5";
import { describe, expect, it } from "vitest";
import { sharedLanguages } from "../domain/languages.ts";
import { elementKind, elementKinds } from "./index.ts";
import { LOOKS } from "./element.ts";
import { renderElement } from "./render.ts";
import { sampleFacts, samples } from "./samples.ts";
import { elementSchema } from "./schema.ts";

const NOW = Date.parse("2026-11-25T10:00:00Z");
const all = samples(NOW).map((sample) => elementSchema.parse(sample));

const shown = (element: (typeof all)[number], language: string, look = "card"): string | null => {
  const { kind, ...props } = element;
  const shop = { timeZone: "Asia/Riyadh", currency: "SAR" };
  return renderElement(
    kind,
    { ...props, look },
    { language, shop, nowMs: NOW, id: "e1", facts: sampleFacts(NOW) },
  );
};

it("there is a sample of every kind", () => {
  expect(all.map(({ kind }) => kind)).toEqual(elementKinds.map(({ kind }) => kind));
});

describe.each(all.map((element) => [element.kind, element] as const))("%s", (kind, element) => {
  it.each(["en", "fa", "ar"])("is shown in %s, in every look, as one clean root", (language) => {
    for (const look of LOOKS) {
      const markup = shown(element, language, look) ?? "";
      expect(markup).toMatch(/^<(div|section) class="lahza lahza-[a-z-]+ lz-(plain|card|bar)/);
      expect(markup).toMatch(/^[\t\n\x20-\x7e]+$/);
      expect(markup).not.toMatch(/undefined|\[object|NaN|\{\{| style="| on[a-z]+="|<script/);
      const tree = parseFragment(markup);
      expect(tree.childNodes).toHaveLength(1);
      expect(serialize(parseFragment(serialize(tree)))).toBe(serialize(tree));
      const starts = markup.match(/<[a-z][^>]*>/g)?.filter((tag) => !/\/>$|^<(img|input)/.test(tag)) ?? [];
      expect(markup.match(/<\/[a-z]/g)?.length).toBe(starts.length);
    }
  });

  it("is for our three languages, and lints clean", () => {
    const languages = sharedLanguages([{ changes: [{ selector: "p", action: "after", element }] }]);
    expect(languages === null ? null : [...languages].toSorted()).toEqual(["ar", "en", "fa"]);
    const { kind: _kind, ...props } = element;
    expect(elementKind(kind)?.lint?.(props, NOW) ?? []).toEqual([]);
  });
});
