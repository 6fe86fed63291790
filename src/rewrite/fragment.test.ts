import * as fc from "fast-check";
import { expect, it } from "vitest";
import { endsOpen } from "./edit-rules.ts";
import { forgetFits, fragmentFits } from "./fragment.ts";
import { createTree } from "./tree.ts";
import type { OpenElement } from "./tree.types.ts";

const TAGS =
  "div p ul li a b table tr td form select option h2 span button svg template nobr dl dt body main".split(
    " ",
  );
const FRAGMENTS = [
  "<p>x</p>",
  "<div><p>x</p></div>",
  "<li>x</li>",
  "<form><input></form>",
  "<tr><td>x</td></tr>",
  "<a href=/>x</a>",
  "<section class='lahza'><ul><li>x</ul></section>",
  "text",
  "<option>x",
];

const soup = fc.array(
  fc
    .tuple(fc.constantFrom(...TAGS), fc.constantFrom("open", "close", "text"))
    .map(([tag, kind]) => (kind === "open" ? `<${tag}>` : kind === "close" ? `</${tag}>` : "x")),
  { maxLength: 14 },
);

/** Every place of the page, and whether the fragment may stand there. */
function answers(page: string, fragment: string, doctype: boolean): string[] {
  const found: string[] = [];
  const ask = (element: OpenElement, when: string): void => {
    for (const at of ["before", "inside", "after"] as const) {
      const fit = fragmentFits(tree, fragment, { at, element });
      found.push(`${element.name} ${when} ${at} ${fit.ok ? "yes" : fit.reason}`);
    }
  };
  const tree = createTree({
    open: (element) => ask(element, "open"),
    close: (element) => ask(element, "close"),
  });
  tree.write(new TextEncoder().encode(`${doctype ? "<!doctype html>" : ""}<html><head></head><body>${page}`));
  tree.end();
  return found;
}

it("an answer that was given before is the one that a new trial gives, whatever page it was for", () => {
  fc.assert(
    fc.property(soup, soup, fc.constantFrom(...FRAGMENTS), fc.boolean(), (one, other, fragment, doctype) => {
      const fresh = [one, other].map((page) => {
        forgetFits();
        return answers(page.join(""), fragment, doctype);
      });
      forgetFits();
      const remembered = [one, other, one, other].map((page) => answers(page.join(""), fragment, doctype));
      expect(remembered).toEqual([...fresh, ...fresh]);
    }),
    { numRuns: 1500 },
  );
});

it("content that could join with what follows is known by its end, as an expression would know it", () => {
  const ends = fc.constantFrom("&", "#", "<", "!", "/", "?", "\r", "a", "Z", "0", " ", ";", "x", "é");
  fc.assert(
    fc.property(fc.array(ends, { maxLength: 8 }), (letters) => {
      const text = letters.join("");
      expect(endsOpen(text)).toBe(/(?:&#?[0-9a-zA-Z]*|<[!/?]?|\r)$/.test(text));
    }),
    { numRuns: 5000 },
  );
});
