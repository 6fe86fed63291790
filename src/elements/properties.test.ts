/** Whatever an author writes and whatever a request holds: one root, ASCII, nothing active, the text as it was written. */
import * as fc from "fast-check";
import { type DefaultTreeAdapterMap, parseFragment, serialize } from "parse5";
import { expect, it } from "vitest";
import { LOOKS } from "./element.ts";
import { renderElement } from "./render.ts";
import { elementSchema } from "./schema.ts";

type Node = DefaultTreeAdapterMap["childNode"];

const NOW = Date.parse("2026-03-19T12:34:56Z");
const HOSTILE = [
  "</p>",
  "</ul></div>",
  '"><script>alert(1)</script>',
  "' onload=x ",
  "<!--",
  "]]>",
  "&lt;",
  "{{query.q}}",
  "{{city|<b>}}",
  "`",
  "\u202e",
  "می‌شود",
];
const text = fc
  .array(fc.oneof(fc.string({ unit: "binary", maxLength: 8 }), fc.constantFrom(...HOSTILE)), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(""))
  .filter((value) => value.trim() !== "");
const url = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom("/a", "/a?b='\"&c=<d>".replaceAll(" ", ""), "?x=1", 'https://a.example/"onclick=x'),
);
const secure = fc.constantFrom("https://seal.example/?id=1&c='\"<", "https://a.example/x");
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const look = fc.constantFrom(...LOOKS);
const later = fc.integer({ min: 1, max: 10 ** 11 }).map((ms) => new Date(NOW + ms).toISOString());

const element = fc.oneof(
  fc.record({
    kind: fc.constant("value_proposition"),
    headline: text,
    subline: optional(text),
    points: fc.array(text, { maxLength: 5 }),
    link: optional(fc.record({ text, href: url })),
    look,
    headingLevel: fc.constantFrom(2, 3, 4, null),
  }),
  fc.record({
    kind: fc.constant("trust_badges"),
    label: optional(text),
    look,
    items: fc.array(
      fc.oneof(
        fc.record({
          type: fc.constantFrom("guarantee", "exchange", "support"),
          label: optional(text),
          note: optional(text),
          link: optional(url),
        }),
        fc.record({ type: fc.constant("custom"), label: text, note: optional(text) }),
        fc.record({
          type: fc.constant("authorisation"),
          label: text,
          issuer: text,
          reference: fc.constantFrom("<1>", '"2"'),
          link: secure,
          expiresAt: later,
        }),
        fc.record({
          type: fc.constant("seal"),
          issuer: fc.constant("E"),
          href: secure,
          src: secure,
          alt: text,
        }),
      ),
      { minLength: 1, maxLength: 6 },
    ),
  }),
  fc.record({
    kind: fc.constant("countdown"),
    endsAt: later,
    offerId: fc.constant("o"),
    label: optional(text),
    look,
  }),
);

it("holds for random props, pages and requests", { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(
      element,
      fc.constantFrom("en", "fa", "ar"),
      fc.string({ unit: "binary" }),
      (input, language, request) => {
        const { kind, ...props } = elementSchema.parse(JSON.parse(JSON.stringify(input)));
        const markup = renderElement(kind, props, { language, nowMs: NOW, id: "e1", fill: () => request });
        if (markup === null) throw new Error("not rendered");
        expect(markup).toMatch(/^[\t\n\x20-\x7e]+$/);
        const tree = parseFragment(markup);
        expect(tree.childNodes).toHaveLength(1);
        expect(serialize(parseFragment(serialize(tree)))).toBe(serialize(tree));
        // Balanced as written: an end tag for every start tag, none invented by the parser.
        const starts =
          markup
            .match(/<[a-z][^\s/>]*[^>]*>/g)
            ?.filter((tag) => !tag.endsWith("/>") && !tag.startsWith("<img")) ?? [];
        expect(markup.match(/<\/[a-z]/g)?.length).toBe(starts.length);
        const seen = { elements: 0 };
        for (const node of tree.childNodes) inspect(node, seen);
        expect(seen.elements).toBe(markup.match(/<[a-z]/g)?.length);
      },
    ),
    { numRuns: 200 },
  );
});

const TAGS = new Set("div p h2 h3 h4 ul li span a img svg path circle rect time bdi".split(" "));

function inspect(node: Node, seen: { elements: number }): void {
  if (!("tagName" in node)) {
    expect(node.nodeName).toBe("#text");
    return;
  }
  seen.elements += 1;
  expect(TAGS).toContain(node.tagName);
  for (const { name, value } of node.attrs) {
    expect(name).not.toMatch(/^(on|style$|srcdoc$)/);
    if (name === "href" || name === "src") expect(value).toMatch(/^(https?:\/\/|\/(?!\/)|\?)/);
  }
  for (const child of node.childNodes) inspect(child, seen);
}
