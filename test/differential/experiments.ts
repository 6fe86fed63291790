/** Experiments as somebody could write them for a page: selectors that it has, every action, good and bad values. */
import fc from "fast-check";
import * as z from "zod";
import { elementSchema } from "../../src/elements/schema.ts";
import { fromSchema } from "../store/fuzz.ts";
import { ACTIONS, chooseSelector, placesOf, seeded, type Random } from "./rewrite-cases.ts";
import type { Document } from "./rewrite-reference.ts";

const WORDS = [
  "Free delivery over $60",
  "a < b & c > d",
  "“quoted” 'text' \"too\"",
  "سلام، {{city|شهر شما}}",
  "مرحباً ١٢٣",
  "{{query.name|you}} from {{country}}",
  "",
  "x".repeat(300),
  "line\none\ttwo",
  "{{oops}}",
  "&amp; &#60; &notanentity; ]]> <!--",
];
const MARKUP = [
  ...WORDS,
  '<p class="note">Ships <b>today</b></p>',
  "<ul><li>one<li>two</ul>",
  '<a href="/offer?x=1&y=2" title="{{city|here}}">Offer</a>',
  "<div><img src='/a.png' alt=''><br>text</div>",
  "<svg viewBox='0 0 1 1'><path d='M0 0h1'/></svg>",
  "<table><tr><td>1</table>",
  "<script>if (a < b && c) d()</script>",
  "<style>.x > a{color:red}</style>",
  "<div><b>open</div>",
  "</div>stray",
  "<!-- a comment -->",
];
const NAMES = ["title", "alt", "href", "src", "data-x", "class", "onclick", "ARIA-Label", "style", "1bad"];
const CLASSES = ["lahza-on", "دکمه", "a b", "x<y"];

const elementArbitrary = fromSchema(z.toJSONSchema(elementSchema, { io: "input", unrepresentable: "any" }));
const ELEMENTS = [
  {
    kind: "value_proposition",
    headline: { en: "Good tea", fa: "چای خوب", ar: "شاي جيد" },
    points: ["a", "b"],
  },
  { kind: "trust_badges", items: [{ type: "custom", label: "Fourteen days <to> return" }] },
  { kind: "countdown", offerId: "o1", endsAt: "2027-01-01T00:00:00Z" },
];

/** `count` experiments for this page; most are good, some are not. */
export function experimentsFor(document: Document, seed: number, count: number): unknown[] {
  const random = seeded(seed);
  const odd = fc.sample(elementArbitrary, { numRuns: 20, seed });
  const pick = <T>(list: readonly T[]): T => {
    const item = list[Math.floor(random() * list.length)];
    if (item === undefined) throw new Error("an empty list");
    return item;
  };
  const maybe = <T>(share: number, make: () => T): T | undefined => (random() < share ? make() : undefined);
  const places = placesOf(document);

  return Array.from({ length: count }, () => {
    const keys = ["control", "b", "c"].slice(0, random() < 0.8 ? 2 : 3);
    return {
      key: "e",
      name: "An experiment",
      pages: { include: pick([["/page"], ["/*"], ["/page", "/:any"]]) },
      audience: pick([
        {},
        { device: "mobile" },
        { $or: [{ hour: { $gt: 8 } }, { country: { $in: ["IR"] } }] },
      ]),
      traffic: random(),
      layer: pick([null, { name: "pdp", range: [0.25, 0.75] }]),
      unit: pick(["visitor", "customer"]),
      variants: keys.map((key, index) => ({
        key,
        weight: 1 / keys.length,
        // The first one is what the page is today.
        changes: index === 0 ? [] : Array.from({ length: 1 + Math.floor(random() * 4) }, change),
        ...maybe(0.3, () => ({ css: ".x{color:red}" })),
        ...maybe(0.2, () => ({ js: "window.x = 1 < 2" })),
        ...maybe(0.2, () => ({ value: pick([1, "x", [true, null], { "a~/b": "‮" }]) })),
      })),
      metrics: pick([{ primary: "purchase" }, { primary: ["revenue"], guardrails: ["bounce"] }]),
      schedule: pick([
        {},
        { startAt: "2026-12-01T00:00:00+03:30", endAt: "2027-01-01T00:00:00Z" },
        { occasion: { name: "یلدا", startOffsetDays: -3 } },
      ]),
    };
  });

  function change(): object {
    const action = pick(ACTIONS);
    const selector = selectorFor(random) ?? "h1";
    switch (action) {
      case "remove":
        return { selector, action };
      case "remove_attribute":
        return { selector, action, name: pick(NAMES) };
      case "set_attribute":
        return { selector, action, name: pick(NAMES), value: localized(pick(WORDS)) };
      case "add_class":
      case "remove_class":
        return { selector, action, value: pick(CLASSES.slice(0, random() < 0.8 ? 2 : 4)) };
      case "set_text":
        return { selector, action, value: localized(pick(WORDS)) };
      default:
        if (random() < 0.4) return { selector, action, element: pick(random() < 0.6 ? ELEMENTS : odd) };
        return { selector, action, value: localized(pick(MARKUP)) };
    }
  }

  function localized(text: string): unknown {
    return random() < 0.7 ? text : { en: text, fa: pick(WORDS), ar: text };
  }

  function selectorFor(chance: Random): string | null {
    for (let attempt = 0; attempt < 10; attempt++) {
      const element = places[Math.floor(chance() * places.length)];
      const selector = element === undefined ? null : chooseSelector(document, element, chance);
      if (selector !== null) return selector;
    }
    return null;
  }
}
