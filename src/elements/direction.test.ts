/** From right to left: foreign names are set apart, arrows turn and ticks do not, and no style knows left from right. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type HTMLElement, NodeType, parse } from "node-html-parser";
import { describe, expect, it } from "vitest";
import { icon } from "./icon.ts";
import { renderElement } from "./render.ts";
import { sampleFacts, samples } from "./samples.ts";
import { elementSchema } from "./schema.ts";

const NOW = Date.parse("2026-11-25T10:00:00Z");
const PAGE = {
  nowMs: NOW,
  id: "e1",
  facts: sampleFacts(NOW),
  shop: { timeZone: "Asia/Tehran", currency: "IRT", holidays: [] },
};
/** What keeps its own direction whatever stands beside it. */
const APART = /^(?:bdi|code|time|noscript)$/i;

/** Runs of Latin letters or numbers with signs in a text that nothing sets apart from what is around them. */
function exposed(root: HTMLElement): string[] {
  const found: string[] = [];
  visit(root, false);
  return found;

  function visit(element: HTMLElement, apart: boolean): void {
    for (const node of element.childNodes) {
      if (node.nodeType === NodeType.TEXT_NODE) {
        const latin = /[A-Za-z][A-Za-z0-9@._-]{2,}/.exec(node.text)?.[0];
        if (latin !== undefined && !apart) found.push(`${latin} in «${element.text.trim().slice(0, 60)}»`);
      } else if (node.nodeType === NodeType.ELEMENT_NODE) {
        const inner = node as HTMLElement;
        visit(inner, apart || APART.test(inner.tagName) || inner.getAttribute("dir") === "ltr");
      }
    }
  }
}

describe.each(["fa", "ar"])("%s", (language) => {
  it.each(samples(NOW).map((sample) => [sample.kind, sample] as const))(
    "%s: a foreign name cannot turn the words around it",
    (_kind, sample) => {
      const { kind, ...props } = elementSchema.parse(sample);
      const markup = renderElement(kind, props, { ...PAGE, language }) ?? "";
      expect(markup).not.toBe("");
      expect(exposed(parse(markup))).toEqual([]);
    },
  );

  it("a phone number reads from left to right", () => {
    const { kind, ...props } = elementSchema.parse({
      kind: "contact",
      phone: "+982188880000",
      shownPhone: "021-8888 0000",
    });
    const markup = renderElement(kind, props, { ...PAGE, language }) ?? "";
    const number = parse(markup).querySelector('bdi[dir="ltr"]')?.text ?? "";
    const digits = number.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
    expect(digits).toBe("021-8888 0000");
    expect(markup).toContain('href="tel:+982188880000"');
  });
});

it("arrows turn with the direction; ticks, stars and phones do not", () => {
  for (const name of ["next"] as const) expect(icon(name)).toContain("lz-directed");
  for (const name of ["check", "star", "phone", "clock", "guarantee"] as const)
    expect(icon(name)).not.toContain("lz-directed");
});

it("no style of an element knows left from right", () => {
  const files = globSync("{shared.css,kinds/*.css,styles/*.css}", { cwd: import.meta.dirname });
  expect(files.length).toBeGreaterThan(15);
  const physical =
    /(?:margin|padding|border|inset|scroll-[a-z]+)-(?:left|right)|(?:^|[;{\s])(?:left|right|float)\s*:|text-align\s*:\s*(?:left|right)/g;
  const found = files.flatMap((file) =>
    [...readFileSync(join(import.meta.dirname, file), "utf8").matchAll(physical)].map(
      ([text]) => `${file}: ${text.trim()}`,
    ),
  );
  expect(found).toEqual([]);
});
