import { describe, expect, it } from "vitest";
import { createRenderContext, type PageFacts } from "./context.ts";

const page = (more: Partial<PageFacts> = {}): PageFacts => ({
  language: "en",
  nowMs: 0,
  assetBase: "https://shop.example/_lahza/a/",
  id: "e1",
  ...more,
});

describe("the page's facts", () => {
  it("follow the language unless they are given", () => {
    expect(createRenderContext(page({ language: "fa" }))).toMatchObject({
      direction: "rtl",
      digits: "arabext",
      calendar: "persian",
      timeZone: "UTC",
      scripts: true,
    });
    expect(createRenderContext(page({ language: "ar", country: "SA" })).digits).toBe("arab");
    expect(createRenderContext(page({ language: "ar", digits: "arab", direction: "ltr" }))).toMatchObject({
      direction: "ltr",
      digits: "arab",
    });
    expect(createRenderContext(page({ timeZone: "Nowhere/Land" })).timeZone).toBe("UTC");
    expect(createRenderContext(page({ id: 'A"1' })).id).toBe("a-1");
  });
});

describe("text", () => {
  it("takes the page's language", () => {
    const context = createRenderContext(page({ language: "fa" }));
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
  ])("fills %j", (text, markup) => {
    const values: Record<string, string> = { city: "<Qom>", "cookie.empty": "", "query.nested": "{{city}}" };
    expect(createRenderContext(page({ fill: (from) => values[from] ?? null })).text(text)).toBe(markup);
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
    expect(createRenderContext(page({ fill: () => "javascript" })).url(url)).toBe(markup);
  });
});
