import * as fc from "fast-check";
import { parseFragment } from "parse5";
import { describe, expect, it } from "vitest";
import { escape, html } from "./markup.ts";

describe("escape", () => {
  it.each([
    ["plain words, 1 + 1 = 2", "plain words, 1 + 1 = 2"],
    ["<b>&\"'`", "&lt;b&gt;&amp;&quot;&#39;`"],
    ["سلام", "&#1587;&#1604;&#1575;&#1605;"],
    ["می\u200cشود", "&#1605;&#1740;&#8204;&#1588;&#1608;&#1583;"],
    ["🎁", "&#127873;"],
    ["a\u0000b\u0080c\ud800d", "abc&#65533;d"],
    ["two\r\nlines", "two\nlines"],
  ])("%j", (text, markup) => expect(escape(text)).toBe(markup));

  it("is ASCII and reads back as the same text, in content and in an attribute", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    fc.assert(
      fc.property(text, (value) => {
        const markup = escape(value);
        expect(markup).toMatch(/^[\x20-\x7e]*$/);
        const [element] = parseFragment(`<p title="${markup}">${markup}</p>`).childNodes;
        if (element === undefined || !("attrs" in element)) throw new Error("no element");
        // oxlint-disable-next-line no-control-regex -- what escape replaces
        const shown = value.replace(/[\t\n\r]/g, " ").replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
        expect(element.attrs[0]?.value).toBe(shown);
        const content = element.childNodes[0];
        expect(content !== undefined && "value" in content ? content.value : "").toBe(shown);
      }),
      { numRuns: 500 },
    );
  });
});

describe("html", () => {
  it("joins markup, numbers and lists, and leaves nothing behind for null", () => {
    const items = ["a", "<"].map((text) => html`<li>${escape(text)}</li>`);
    expect(html`<ul class="${3}">${items}${null}</ul>`).toBe('<ul class="3"><li>a</li><li>&lt;</li></ul>');
  });

  it("does not take a plain string", () => {
    // @ts-expect-error -- text has to be escaped first
    expect(html`<p>${"text"}</p>`).toBe("<p>text</p>");
  });
});
