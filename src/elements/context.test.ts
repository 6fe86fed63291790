import { describe, expect, it } from "vitest";
import { createRenderContext, type ContextInput } from "./context.ts";
import { fillElement } from "./live/fill.ts";

const input = (more: Partial<ContextInput> = {}): ContextInput => ({
  language: "en",
  shop: { timeZone: "UTC", currency: "USD", holidays: [] },
  id: "e1",
  words: {},
  ...more,
});

/** What the edge makes of an author's text. */
function filled(
  text: string | { [language: string]: string },
  resolve: (from: string) => string | null,
): string | null {
  const context = createRenderContext(input());
  return fillElement(context.parts(context.text(text)), {
    nowMs: 0,
    language: "en",
    scripts: true,
    prefix: "/_lahza",
    resolve,
    fact: () => null,
    dismissed: () => false,
  });
}

describe("what a kind renders for", () => {
  it("follows the language unless it is given", () => {
    expect(createRenderContext(input({ language: "fa" }))).toMatchObject({
      direction: "rtl",
      digits: "arabext",
      calendar: "persian",
      timeZone: "UTC",
    });
    expect(createRenderContext(input({ language: "ar", digits: "arab" })).digits).toBe("arab");
    const shop = { timeZone: "Nowhere/Land", currency: "USD", holidays: [] };
    expect(createRenderContext(input({ shop })).timeZone).toBe("UTC");
    expect(createRenderContext(input({ id: 'A"1' })).id).toBe("a-1");
  });
});

describe("text", () => {
  it("takes the page's language", () => {
    const context = createRenderContext(input({ language: "fa" }));
    expect(context.text({ en: "sea", fa: "دریا" })).toBe("&#1583;&#1585;&#1740;&#1575;");
    expect(context.text({ en: "sea" })).toBe("");
  });

  it.each([
    ["to {{city}}!", "to &lt;Qom&gt;!"],
    ["to {{ city | your city }}!", "to &lt;Qom&gt;!"],
    ["hi {{query.name|friend}}", "hi friend"],
    ["hi {{cookie.empty|friend}}", "hi friend"],
    ["hi {{query.name}}", "hi "],
    ["{{query.nested}}", "{{city}}"],
    ["{{process.env}} {{city.x}} {{}} {{", "{{process.env}} {{city.x}} {{}} {{"],
    ["{{query.name|<i>}}", "&lt;i&gt;"],
    ["\u00010\u0001{{city}}", "0&lt;Qom&gt;"],
  ])("fills %j", (text, markup) => {
    const values: Record<string, string> = { city: "<Qom>", "cookie.empty": "", "query.nested": "{{city}}" };
    expect(filled(text, (from) => values[from] ?? null)).toBe(markup);
  });
});

describe("url", () => {
  it.each([
    ["https://shop.example/a?b=1&c=2", "https://shop.example/a?b=1&amp;c=2"],
    ["/returns#now", "/returns#now"],
    ["returns.html", "returns.html"],
    ["?page=2", "?page=2"],
    ["/گل?q=گل", "/%DA%AF%D9%84?q=%DA%AF%D9%84"],
    ["/search?q={{query.q}}", "/search?q={{query.q}}"],
    ["javascript:alert(1)", null],
    ["JavaScript:alert(1)", null],
    ["java\nscript:alert(1)", null],
    [" javascript:alert(1)", null],
    ["data:text/html,x", null],
    ["//evil.example/", null],
    ["/\\evil.example/", null],
    ["\\\\evil.example/", null],
    ["https:evil", null],
    ["http://", null],
    ["{{query.scheme}}:alert(1)", "{{query.scheme}}:alert(1)"],
    ["", null],
  ])("%j is %j", (url, markup) => {
    expect(createRenderContext(input()).url(url)).toBe(markup);
  });
});
