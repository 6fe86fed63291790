import { describe, expect, test } from "vitest";
import { fragmentFits } from "./fragment.ts";
import { createTree } from "./tree.ts";
import type { FragmentFit, FragmentPlace, OpenElement } from "./tree.types.ts";

const encoder = new TextEncoder();
const HEAD = "<!doctype html><html><head><title>t</title></head><body>";

/** What happens behind HEAD: `+name index/typeIndex`, `-name how`, `*implied`, `!ignored`, `~irregular`. */
function story(markup: string): string[] {
  const events: string[] = [];
  const tree = createTree(
    {
      open: (element) => void events.push(`+${element.name} ${element.index}/${element.typeIndex}`),
      close(element, closing) {
        const start =
          closing.by === "void" || closing.by === "end-of-page" ? "" : ` ${closing.start - HEAD.length}`;
        events.push(`-${element.name} ${closing.by}${start}`);
      },
      implied: (element) => void events.push(`*${element.name}`),
      irregular: (element) => void events.push(`~${element.name}`),
      ignored: (name) => void events.push(`!${name}`),
    },
    { trackTypes: true },
  );
  tree.write(encoder.encode(HEAD));
  events.length = 0;
  tree.write(encoder.encode(markup));
  tree.end();
  return events.filter((event) => !event.endsWith("end-of-page"));
}

const paths = (page: string): string[] => {
  const found: string[] = [];
  const tree = createTree({
    open: (element) => void found.push(`${element.parent?.name}>${element.name}`),
    close: () => {},
  });
  tree.write(encoder.encode(page));
  tree.end();
  return found;
};

const ends = (page: string): number[] => {
  const found: number[] = [];
  const tree = createTree({ open: () => {}, close: () => {}, headEnd: (at) => void found.push(at) });
  tree.write(encoder.encode(page));
  tree.end();
  return found;
};

const ask = (
  page: string,
  name: string,
  at: FragmentPlace["at"],
  fragment: string,
  when = "open",
): FragmentFit => {
  const fits: FragmentFit[] = [];
  const look = (element: OpenElement): void => {
    if (element.name === name) fits.push(fragmentFits(tree, fragment, { at, element }));
  };
  const tree = createTree({
    open: (element) => when === "open" && look(element),
    close: (element) => when === "close" && look(element),
  });
  tree.write(encoder.encode(HEAD + page));
  tree.end();
  return fits[0] ?? { ok: false, reason: "not found" };
};

describe("the tree behind the bytes", () => {
  test.each<[string, string[]]>([
    [
      "<ul><li>1<li>2</ul>",
      ["+ul 1/1", "+li 1/1", "-li implied 9", "+li 2/2", "-li implied 14", "-ul end-tag 14"],
    ],
    ["<p>a<div></div>", ["+p 1/1", "-p implied 4", "+div 2/1", "-div end-tag 9"]],
    ["</p><p>", ["*p", "+p 2/2"]],
    ["<br><img/>", ["+br 1/1", "-br void", "+img 2/1", "-img void"]],
    ["<h1>x</h2>", ["+h1 1/1", "-h1 end-tag 5"]],
    ["<table><tr><td>", ["+table 1/1", "*tbody", "+tr 1/1", "+td 1/1"]],
    ["<p><b>x</p>y", ["+p 1/1", "+b 1/1", "-b irregular 7", "-p end-tag 7", "*b"]],
    ["<a>1<a>2", ["+a 1/1", "-a implied 4", "+a 2/2"]],
    ["<table><i>", ["+table 1/1", "~table", "+i 0/0"]],
    ["<table>x", ["+table 1/1", "~table"]],
    ["<table> <tr>", ["+table 1/1", "*tbody", "+tr 1/1"]],
    ["<tr><body><form><form>", ["!tr", "!body", "+form 1/1", "!form"]],
    ["<form><div></form>", ["+form 1/1", "+div 1/1", "~form", "-form irregular 11"]],
    ["<svg><path/><p>", ["+svg 1/1", "+path 1/1", "-path void", "-svg implied 12", "+p 2/1"]],
    ["<b><p></b>", ["+b 1/1", "+p 1/1", "~p", "~b", "-b irregular 6"]],
    [
      "<select><option>1<option>2<div>",
      ["+select 1/1", "+option 1/1", "-option implied 17", "+option 2/2", "!div"],
    ],
  ])("%s", (markup, expected) => {
    expect(story(markup)).toEqual(expected);
  });

  test("a table ends a paragraph, but not in quirks mode", () => {
    expect(paths("<!doctype html><p><table>")).toEqual(["body>p", "body>table"]);
    expect(paths("<p><table>")).toEqual(["body>p", "p>table"]);
  });

  test("the head ends where its end tag or the body's first content stands", () => {
    expect(ends("<head><meta></head><body>")).toEqual([12]);
    expect(ends("<meta>\n &#32; x")).toEqual([14]);
    expect(ends("<meta><p>")).toEqual([6]);
    expect(ends("")).toEqual([0]);
  });

  test("attributes outlive the window; bytes and offsets are the page's", () => {
    const page = "<ul class=a><li id='x'>one<li>two</ul>";
    const seen: string[] = [];
    const tree = createTree({
      open(element, tag) {
        const bytes = tree.bytes(tag.start, tag.end);
        seen.push(new TextDecoder().decode(bytes), String(element.parent?.attribute("class")));
      },
      close: (element) => void seen.push(`${element.attribute("id")}`),
      text: (_element, start, end) => void seen.push(new TextDecoder().decode(tree.bytes(start, end))),
    });
    let safe = 0;
    for (let at = 0; at < page.length; at += 5) {
      tree.write(encoder.encode(page.slice(at, at + 5)));
      expect(tree.windowStart).toBe(safe);
      safe = tree.safe;
    }
    tree.end();
    expect(seen.join("|")).toBe("<ul class=a>|null|<li id='x'>|a|on|e|x|<li>|a|two|null|null");
  });
});

describe("fragments", () => {
  test.each<[string, string, FragmentPlace["at"], string]>([
    ["<p>x</p>", "p", "inside", "<b>x</b>"],
    ["<p>x</p>", "p", "after", "<div>x</div>"],
    ["<p>x</p>", "p", "before", "<div><p>x<ul><li>1</ul></div>"],
    ["<ul><li>1<li>2</ul>", "li", "after", "<li>x</li>"],
    ["<table><tr><td>1</table>", "tr", "before", "<tr><td>x</td></tr>"],
    ["<table><tr><td>1</table>", "td", "inside", "<div>x</div>"],
    ["<p><b>1<p>2<i>3</i>", "i", "before", "<u>x</u>"],
    ["<img>", "img", "after", "<div></div>"],
    ["<form></form>", "form", "after", "<form></form>"],
    ["<svg><g></g></svg>", "g", "after", "<path/>"],
    ["<div></div>", "title", "after", "<link rel=x>"],
  ])("in %s, %s %s: %s", (page, name, at, fragment) => {
    expect(ask(page, name, at, fragment)).toEqual({ ok: true });
    expect(ask("", name, at, fragment).ok).toBe(name === "title");
  });

  test.each<[string, string, FragmentPlace["at"], string, string]>([
    ["<p>x</p>", "p", "inside", "<div></div>", "it closes <p>"],
    ["<p>x</p>", "p", "before", "<div>", "<div> stays open"],
    ["<a><i>x</i></a>", "i", "inside", "<a>x</a>", "it closes <i>"],
    ["<ul><li>1<li>2</ul>", "li", "inside", "<li>x", "it closes <li>"],
    ["<table><tr></table>", "table", "inside", "<tr></tr>", "it implies <tbody>"],
    ["<table><tr></table>", "table", "inside", "x", "<table>: foster-parented content"],
    ["<form><p></form>", "p", "inside", "<form></form>", "<form> is ignored here"],
    ["<div>", "div", "before", "<!-- ", "the markup ends inside a tag, comment or raw text"],
    ["<div>", "div", "before", "<script>", "the markup ends inside a tag, comment or raw text"],
    ["<div>", "title", "inside", "<b></b>", "no markup in this element"],
    ["<div>", "title", "after", "<div></div>", "it closes <head>"],
    ["<svg><g></g></svg>", "g", "after", "<p></p>", "it closes <svg>"],
    ["<div>", "div", "inside", "<b>", "<b> stays open"],
    ["1 <<div>", "div", "before", "x", "a stray < would become a tag"],
    ["<table><form><tr><td>", "td", "inside", "</form>", "it changes the form that fields belong to"],
    ["<pre>\nx", "pre", "inside", "<b></b>", "a first line feed counts differently here"],
  ])("not in %s, %s %s: %s", (page, name, at, fragment, reason) => {
    expect(ask(page, name, at, fragment)).toEqual({ ok: false, reason });
  });

  test("asked when an element closes, the stack is the one at its end", () => {
    expect(ask("<p><b>x</b></p>", "p", "inside", "<u></u>", "close")).toEqual({ ok: true });
    expect(ask("<p><b>x</p>", "p", "inside", "<u></u>", "close")).toEqual({
      ok: false,
      reason: "it implies <b>",
    });
  });
});
