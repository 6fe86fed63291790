/** The search for words dismisses tags; here no tag may be dismissed that a selector matches. */
import { describe, expect, it } from "vitest";
import { rewriteBytes } from "./rewrite-bytes.ts";

function applied(selector: string, tag: string, cut = 0): number {
  const page = `<!doctype html><body><p class="other">x</p><b ${tag}>y</b><p class='last'>z</p>`;
  const bytes = new TextEncoder().encode(page);
  const change = {
    selector,
    action: "add_class" as const,
    name: "new",
    content: "",
    label: "c",
    experiment: 1,
  };
  const plan = { changes: [change], watch: [], reads: [], headTags: null, policy: null };
  const chunks = cut === 0 ? [bytes] : [bytes.subarray(0, cut), bytes.subarray(cut)];
  return rewriteBytes(chunks, { utf8: true, plan: () => plan }).outcome.applied;
}

describe("a tag", () => {
  it.each([
    [".price", 'class="price"'],
    [".price", "class='a price b'"],
    [".price", "class=price"],
    [".price", 'CLASS="a\tprice\nb"'],
    [".price", 'data-x="1" class="a-very-long-name-before-the-one price"'],
    [".price", 'class="&#112;rice"'],
    [".price", 'class="a&Tab;price"'],
    [".price", 'class="price&#32;a"'],
    [".p", 'class="p"'],
    ["#buy", 'id="buy"'],
    ["#buy", "ID=buy"],
    [".price#buy", 'id="buy" class="price"'],
    ["[href='cart']", 'title="price" href="cart"'],
    ["[data-name*='rice']", 'data-name="prices"'],
  ])("that %s matches is found: <b %s>, however it is cut", (selector, tag) => {
    for (let cut = 0; cut < 60; cut++) expect(applied(selector, tag, cut)).toBe(1);
  });

  it.each([
    [".price", 'class="price-tag my-price price_old"'],
    [".price", 'data-class="price" title="price"'],
    ["#buy", 'id="buy-now" class="buy"'],
    ["[href='cart']", 'href="/cart"'],
  ])("that %s does not match is left: <b %s>", (selector, tag) => {
    expect(applied(selector, tag)).toBe(0);
  });
});
