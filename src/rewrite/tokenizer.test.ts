import { describe, expect, test } from "vitest";
import { latin1 } from "./attributes.ts";
import { isQuirks } from "./doctype.ts";
import { TagView } from "./tag-view.ts";
import { T } from "./tags.ts";
import { Tokenizer, type TokenSink } from "./tokenizer.ts";

const RAW = new Set(["title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "noscript"]);

/** Tokens as text; the element names that switch the tokenizer do so as a tree would. */
function tokens(page: string, cuts: readonly number[] = [], foreign = false): string[] {
  const found: string[] = [];
  const text = (value: string): void => {
    if (found.at(-1)?.startsWith("=") === true) found[found.length - 1] += value;
    else found.push(`=${value}`);
  };
  const sink: TokenSink = {
    startTag() {
      const { names, id, selfClosing } = tokenizer;
      const view = new TagView(tokenizer);
      const attributes = ["a", "b", "=a", "class", 'a"'].flatMap((name) => {
        const value = view.attribute(name);
        return value === null ? [] : [`${name}=${value}`];
      });
      found.push(`<${[names.name(id), ...attributes].join(" ")}${selfClosing ? "/" : ""}>`);
      if (RAW.has(names.name(id))) tokenizer.readRaw(id);
      if (id === T.script) tokenizer.readScript(id);
      if (id === T.plaintext) tokenizer.readPlain();
    },
    endTag: () => void found.push(`</${tokenizer.names.name(tokenizer.id)}>`),
    characters(from, to) {
      text(latin1(tokenizer.window.bytes, from, to));
      return to;
    },
    comment: () => void found.push("!"),
    doctype: (quirks) => void found.push(quirks ? "quirks" : "doctype"),
  };
  const tokenizer = new Tokenizer(sink);
  tokenizer.foreign = foreign;
  const bytes = Uint8Array.from(page, (character) => character.charCodeAt(0));
  for (const [index, to] of [...cuts, bytes.length].entries()) {
    tokenizer.write(bytes.slice(index === 0 ? 0 : cuts[index - 1], to));
  }
  tokenizer.end();
  return found;
}

const cases: readonly (readonly [string, readonly string[]])[] = [
  ["a<b>c</b>", ["=a", "<b>", "=c", "</b>"]],
  ["a < b <3 </3> <", ["=a < b <3 ", "!", "= <"]],
  ["x</>y", ["=xy"]],
  ["x</", ["=x</"]],
  ["<br/><br / ><IMG A=1/>", ["<br/>", "<br>", "<img a=1/>"]],
  ["<i a=\"1>\" b='2'class=x>", ["<i a=1> b=2 class=x>"]],
  ["<i a = 1 b=>", ["<i a=1 b=>"]],
  ["<i =a=1 a=2 a=3>", ["<i a=2 =a=1>"]],
  ["<i a/b=/>", ["<i a= b=/>"]],
  ['<i a"=1>', ['<i a"=1>']],
  ["<i a='>", []],
  ["<i a", []],
  ["<!---->x<!-->y<!--->z<!--a--!>q<!-- -- > --->r", ["!", "=x", "!", "=y", "!", "=z", "!", "=q", "!", "=r"]],
  ["<!--!>x-->y<!--->z", ["!", "=y", "!", "=z"]],
  ["<!-- x", ["!"]],
  ["<!x><?x?></ x><!-", ["!", "!", "!", "!"]],
  ["<!DOCTYPE html><p>", ["doctype", "<p>"]],
  ["<!doctypehtml>", ["doctype"]],
  ["<!doctype", ["quirks"]],
  ["<!doc>", ["!"]],
  ["<title><b></titlex></TITLE >x", ["<title>", "=<b></titlex>", "</title>", "=x"]],
  ["<style></style", ["<style>", "=</style"]],
  ["<style>a</style a='>'>b", ["<style>", "=a", "</style>", "=b"]],
  ["<script>'</scrip'<!-- </script>x", ["<script>", "='</scrip'<!-- ", "</script>", "=x"]],
  ["<script><!--<script></script>a</script>b", ["<script>", "=<!--<script></script>a", "</script>", "=b"]],
  ["<script><!--<script>--></script>b", ["<script>", "=<!--<script>-->", "</script>", "=b"]],
  ["<script><!--><script></script>b", ["<script>", "=<!--><script>", "</script>", "=b"]],
  ["<script><!--<scripts></script>b", ["<script>", "=<!--<scripts>", "</script>", "=b"]],
  ["<plaintext></plaintext><b>", ["<plaintext>", "=</plaintext><b>"]],
  ["<![CDATA[a>b]]>c", ["!", "=b]]>c"]],
  ["<\xe9>\xff<b\xff>", ["=<\xe9>\xff", "<b\xff>"]],
];

describe("tokens", () => {
  test.each(cases)("%j", (page, expected) => {
    expect(tokens(page)).toEqual(expected);
  });

  test.each(cases)("%j byte by byte", (page, expected) => {
    const cuts = Array.from({ length: page.length }, (_, index) => index);
    expect(tokens(page, cuts)).toEqual(expected);
  });

  test("CDATA sections are text in foreign content", () => {
    expect(tokens("<![CDATA[a>b]]>c", [], true)).toEqual(["=a>bc"]);
    expect(tokens("<![CDATA[a>b]]]>c", [3, 11, 13, 14], true)).toEqual(["=a>b]c"]);
    expect(tokens("<![CDATA[x", [], true)).toEqual(["=x"]);
  });
});

test("attribute ranges are offsets in the page", () => {
  const page = "<p><a href = 'x y' b c=d>";
  const ranges: unknown[] = [];
  const sink: TokenSink = {
    startTag() {
      for (const name of ["href", "b", "c"]) ranges.push(new TagView(tokenizer).attributeRange(name));
    },
    endTag: () => {},
    characters: (_from, to) => to,
    comment: () => {},
    doctype: () => {},
  };
  const tokenizer = new Tokenizer(sink);
  tokenizer.write(new TextEncoder().encode(page.slice(0, 9)));
  tokenizer.write(new TextEncoder().encode(page.slice(9)));
  expect(ranges.slice(3)).toEqual([
    { start: 6, end: 18, valueStart: 14, valueEnd: 17, quote: "'" },
    { start: 19, end: 20, valueStart: 20, valueEnd: 20, quote: "" },
    { start: 21, end: 24, valueStart: 23, valueEnd: 24, quote: "" },
  ]);
});

test("a long value in many chunks is not read again and again", () => {
  let attribute = "";
  const sink: TokenSink = {
    startTag: () => void (attribute = new TagView(tokenizer).attribute("a") ?? ""),
    endTag: () => {},
    characters: (_from, to) => to,
    comment: () => {},
    doctype: () => {},
  };
  const tokenizer = new Tokenizer(sink);
  const start = performance.now();
  tokenizer.write(new TextEncoder().encode('<p a="'));
  for (let chunk = 0; chunk < 30_000; chunk++) tokenizer.write(new TextEncoder().encode("0123456789"));
  tokenizer.write(new TextEncoder().encode('">'));
  expect(attribute.length).toBe(300_000);
  // Quadratic work would copy or read 4.5 GB here.
  expect(performance.now() - start).toBeLessThan(1500);
});

test.each([
  [" html", false],
  [
    ' html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"',
    false,
  ],
  [' HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd"', false],
  [' HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"', true],
  [' HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN"', true],
  [' html PUBLIC "-//IETF//DTD HTML Level 2//EN"', true],
  [' html SYSTEM "about:legacy-compat"', false],
  [' html SYSTEM "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd"', true],
  [" html PUBLIC", true],
  [" html x", true],
  [" svg", true],
  ["", true],
])("doctype%s: quirks %s", (text, quirks) => {
  expect(isQuirks(text, true)).toBe(quirks);
  expect(isQuirks(text, false)).toBe(true);
});
