import { describe, expect, it } from "vitest";
import { compileSelector } from "./selector.ts";

const compoundOf = (text: string) => {
  const compiled = compileSelector(text);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.selector.alternatives[0]?.compound;
};

describe("compileSelector", () => {
  it.each([
    ["h1", { name: "h1" }],
    ["H1", { name: "h1" }],
    ["*", { name: null }],
    ["#buy", { ids: ["buy"] }],
    ["#1st", { ids: ["1st"] }],
    [".md\\:flex.w-1\\/2", { classes: ["md:flex", "w-1/2"] }],
    [".\\31 23", { classes: ["123"] }],
    [".قیمت", { classes: ["قیمت"] }],
    ["[data-ID]", { attributes: [{ name: "data-id", operator: "", value: "", ignoreCase: false }] }],
    ["[a = 'x y' i]", { attributes: [{ name: "a", operator: "=", value: "x y", ignoreCase: true }] }],
    ["[a^=b s]", { attributes: [{ name: "a", operator: "^=", value: "b", ignoreCase: false }] }],
    ["[type=TEXT]", { attributes: [{ name: "type", operator: "=", value: "TEXT", ignoreCase: true }] }],
    ["li:nth-child( 2n + 1 )", { nth: [{ ofType: false, step: 2, offset: 1 }] }],
    ["li:nth-child(odd)", { nth: [{ ofType: false, step: 2, offset: 1 }] }],
    ["li:nth-of-type(-n+3)", { nth: [{ ofType: true, step: -1, offset: 3 }] }],
    ["li:first-child", { nth: [{ ofType: false, step: 0, offset: 1 }] }],
    [":root", { root: true }],
    ["/* why */ p", { name: "p" }],
  ])("reads %s", (text, part) => {
    expect(compoundOf(text)).toMatchObject(part);
  });

  it("chains from right to left", () => {
    const compiled = compileSelector("ul > li+a ~ b i, p");
    if (!compiled.ok) throw new Error(compiled.message);
    const [first, second] = compiled.selector.alternatives;
    const names: string[] = [];
    for (let one = first; one !== undefined; one = one.left?.selector) {
      names.push(one.compound.name ?? "*", one.left?.combinator ?? "");
    }
    expect(names).toEqual(["i", " ", "b", "~", "a", "+", "li", ">", "ul", ""]);
    expect(second?.compound.name).toBe("p");
  });

  it.each([
    ["", "give a CSS selector"],
    ["p:last-child", "count from the start with :nth-child()"],
    ["p:only-of-type", ":first-of-type"],
    ["div:has(p)", "select by the element's own class"],
    ["p:empty", "select by the element's own class"],
    ["a:hover", "select by tag, id, class or attribute"],
    ["p::before", "select the element itself"],
    ["p:before", "select the element itself"],
    ["svg|a", "write the tag name alone"],
    ["[a=b c]", 'unknown attribute flag "c"'],
    ["[a=1]", "put the value of [a=…] in quotes"],
    ["p >", "ends too early"],
    ["p,", "ends too early"],
    ["> p", 'unexpected ">"'],
    ["p)", 'unexpected ")"'],
    ["#", '"#" needs a name'],
    [".1a", '"." needs a name'],
    ["li:nth-child(2 of p)", "use a class"],
    ["li:nth-child(x)", "takes a position"],
    [":not(p", ":not( is not closed"],
    ["[a", "unexpected"],
    [":not(".repeat(20) + "p" + ")".repeat(20), "nested too deeply"],
    ["a ".repeat(2000), "longer than"],
  ])("refuses %s and says what to do", (text, words) => {
    const compiled = compileSelector(text);
    expect(compiled.ok).toBe(false);
    expect(compiled.ok ? "" : compiled.message).toContain(words);
  });
});
