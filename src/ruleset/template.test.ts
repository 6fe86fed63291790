import * as fc from "fast-check";
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from "parse5";
import { describe, expect, test } from "vitest";
import { compileMarkup, shapeOf } from "./markup.ts";
import { compileAttribute, compileText, fillParts, type Compiled } from "./template.ts";

const nobody = (): null => null;

/** Compiled and filled; the problems when it does not compile. */
function fill(compiled: Compiled, values: Record<string, string> = {}): string | readonly string[] {
  return compiled.ok ? fillParts(compiled.parts, (from) => values[from] ?? null) : compiled.problems;
}

describe("text", () => {
  test.each<[string, Record<string, string>, string]>([
    ["Free delivery", {}, "Free delivery"],
    ["", {}, ""],
    ["A < B & C > \"D\" 'E'", {}, "A &lt; B &amp; C &gt; &quot;D&quot; &#39;E&#39;"],
    ["سلام 🚚", {}, "&#1587;&#1604;&#1575;&#1605; &#128666;"],
    ["a\r\nb\tc\0\u0085d", {}, "a\nb\tcd"],
    ["\ud800x", {}, "&#65533;x"],
    ["To {{city}}!", { city: "Tehran" }, "To Tehran!"],
    ["To {{ city | your city }}!", {}, "To your city!"],
    ["To {{city|your city}}!", { city: "  \n " }, "To your city!"],
    ["To {{city|<b>}}!", {}, "To &lt;b&gt;!"],
    [
      "{{query.q}}{{cookie.seg|x}}{{header.X-A|y}}",
      { "query.q": "<script>", "header.x-a": "z" },
      "&lt;script&gt;xz",
    ],
    ["{{city}}", { city: "{{country}}" }, "{{country}}"],
    ["{{city}}", { city: "a\u202eb\u0000\u009fc\u200cd\ufffe" }, "abc&#8204;d"],
    ["{{city}}", { city: "x".repeat(500) }, "x".repeat(200)],
    ["{{city}}", { city: `${"x".repeat(199)}🚚` }, "x".repeat(199)],
    ["} {x} }}", {}, "} {x} }}"],
    [
      "{{language|x}}, {{language.name|y}}, {{campaign|z}}",
      { language: "fa", campaign: "<b>" },
      "fa, y, &lt;b&gt;",
    ],
    ["{{returning:Welcome back|Welcome}}!", { returning: "yes" }, "Welcome back!"],
    ["{{ returning : Welcome: back | Welcome }}!", {}, "Welcome!"],
    ["{{returning:a: b|}}{{bought:|New here?}}", { returning: "yes" }, "a: bNew here?"],
    ["{{bought:|New here?}}", { bought: "yes" }, ""],
    ["{{bought:<b>|x}}", { bought: "yes" }, "&lt;b&gt;"],
  ])("%j", (text, values, expected) => {
    expect(fill(compileText(text), values)).toBe(expected);
  });

  test.each([
    "{{name}}",
    "{{}}",
    "{{query.}}",
    "{{query.a b}}",
    "{{city",
    "{{{city}}}",
    "{{ price | money }}",
    "{{window.x}}",
    "{{language}}",
    "{{language.name}}",
    "{{campaign}}",
    "{{returning}}",
    "{{returning|x}}",
    "{{returning:x}}",
    "{{bought}}",
    "{{stage|x}}",
  ])("%s is refused", (text) => {
    const compiled = compileText(text);
    expect(compiled.ok ? [] : compiled.problems).toHaveLength(1);
  });
});

describe("attributes", () => {
  test.each<[string, string, Record<string, string>, string]>([
    ["title", 'To "{{city}}"', { city: '" onload="x' }, "To &quot;&quot; onload=&quot;x&quot;"],
    ["ALT", "{{city|nowhere}}", {}, "nowhere"],
    ["style", "color: red", {}, "color: red"],
    ["data-x", "{{ price }}", {}, "{{ price }}"],
    [
      "href",
      "/search?q={{query.q}}",
      { "query.q": "a b&c=<d>/é'" },
      "/search?q=a%20b%26c%3D%3Cd%3E%2F%C3%A9&#39;",
    ],
    ["href", "/search?q={{query.q|hat box}}", {}, "/search?q=hat%20box"],
    [
      "href",
      "https://x.example/{{country|xx}}/{{city|a}}",
      { country: "..", city: "//evil.example" },
      "https://x.example/xx/%2F%2Fevil.example",
    ],
    [
      "href",
      "{{query.next}}",
      { "query.next": "https://x.example/?a=1&b=2" },
      "https://x.example/?a=1&amp;b=2",
    ],
    ["href", "{{query.next}}", { "query.next": "/cart" }, "/cart"],
    ["href", "{{query.next|/home}}", { "query.next": "javascript:alert(1)" }, "/home"],
    ["href", "{{query.next|/home}}", { "query.next": "java\tscript:alert(1)" }, "/home"],
    ["href", "{{query.next|/home}}", { "query.next": "//evil.example" }, "/home"],
    ["href", "{{query.next|/home}}", { "query.next": "/\\evil.example" }, "/home"],
    ["href", "{{query.next|/home}}", { "query.next": "data:text/html,x" }, "/home"],
    ["href", "{{query.next|/home}}", { "query.next": `/${"a".repeat(2000)}` }, "/home"],
    ["href", "{{query.next}}", { "query.next": "\u0001javascript:x" }, ""],
    ["href", "tel:+98-21", {}, "tel:+98-21"],
    ["href", "{{returning:/again|/welcome}}", { returning: "yes" }, "/again"],
    ["href", "{{returning:/again|/welcome}}", {}, "/welcome"],
    ["href", "/{{returning:|new}}/{{bought:..|x}}", { returning: "yes", bought: "yes" }, "/new/x"],
    ["href", "/help?in={{language|en}}", { language: "fa" }, "/help?in=fa"],
    ["src", "/img/{{country|xx}}.png", { country: "IR" }, "/img/IR.png"],
  ])("%s=%j", (name, text, values, expected) => {
    expect(fill(compileAttribute(name, text), values)).toBe(expected);
  });

  test.each([
    ["onclick", "go('{{city}}')"],
    ["style", "color:{{query.c}}"],
    ["srcdoc", "{{query.c}}"],
    ["srcset", "{{query.c}} 2x"],
    ["class", "{{query.c}}"],
    ["content", "0;url={{query.c}}"],
    ["data-x", "{{query.c}}"],
    ["title", "{{nope}}"],
    ["src", "{{query.src}}"],
    ["action", "{{query.src}}"],
    ["href", "{{query.scheme}}:x"],
    ["href", "javascript:{{query.a}}"],
    ["href", "{{returning:javascript:x|/}}"],
    ["href", "/{{returning:x|}}/y"],
    ["data-x", "{{returning:x|y}}"],
    ["onclick", "{{bought: x |y}}"],
    ["style", "{{language.name}}"],
    ["href", "mailto:{{query.a}}"],
    ["href", "https://{{query.host}}/"],
    ["href", "https://shop.example{{query.host}}"],
    ["href", "https://shop.example@{{query.host}}/"],
    ["href", "//{{query.host}}/"],
    ["href", "/{{country}}/products"],
    ["href", "/{{country|..}}/products"],
    ["href", "{{city}}{{country}}"],
    ["href", "{{query.next|javascript:x}}"],
  ])("%s=%j is refused", (name, text) => {
    expect(compileAttribute(name, text).ok).toBe(false);
  });

  test.each([
    ["onclick", "x()", true],
    ["ONCLICK", "x()", true],
    ["srcdoc", "<p>", true],
    ["href", " java\nscript:x()", true],
    ["src", "data:text/html,x", true],
    ["src", "data:image/png;base64,x", false],
    ["href", "/a", false],
    ["title", "x", false],
  ])("%s=%j needs publish: %s", (name, text, needsPublish) => {
    expect(compileAttribute(name, text)).toMatchObject({ ok: true, needsPublish });
  });
});

describe("markup", () => {
  test.each<[string, string]>([
    ["plain & simple", "plain &amp; simple"],
    ["1 < 2", "1 &lt; 2"],
    ["<b>x</b>", "<b>x</b>"],
    ["<B CLASS=y Title='a\"b'>x</B>", '<b class="y" title="a&quot;b">x</b>'],
    ["<ul><li>1<li>2</ul>", "<ul><li>1</li><li>2</li></ul>"],
    ["<p>a<p>b", "<p>a</p><p>b</p>"],
    ['a<br>b<img src=/a.png alt="x">', 'a<br>b<img src="/a.png" alt="x">'],
    ["<table><tr><td>1<td>2</table>", "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"],
    ["<tr><td>1</td></tr>", "<tr><td>1</td></tr>"],
    ["<td>1</td><td>2</td>", "<td>1</td><td>2</td>"],
    ["<option value=1>a<option>b", '<option value="1">a</option><option>b</option>'],
    ["<p>سلام &copy; &zwnj;</p>", "<p>&#1587;&#1604;&#1575;&#1605; &#169; &#8204;</p>"],
    ["🚚<b>🚚</b>🚚", "&#128666;<b>&#128666;</b>&#128666;"],
    ["<!-- a --><i></i>", "<!-- a --><i></i>"],
    [
      "<svg viewBox='0 0 1 1'><path d='M0 0'/><use xlink:href='#a'></use></svg>",
      '<svg viewBox="0 0 1 1"><path d="M0 0"></path><use xlink:href="#a"></use></svg>',
    ],
    ["<script>if (a < b && c) { x('</p>') }</script>", "<script>if (a < b && c) { x('</p>') }</script>"],
    ["<script>const t = `{{ price }}`</script>", "<script>const t = `{{ price }}`</script>"],
    ["<style>a > b { color: red }</style>", "<style>a > b { color: red }</style>"],
    ["<pre>\n\na</pre>", "<pre>\n\na</pre>"],
    ["<pre>\na</pre>", "<pre>a</pre>"],
    ["<textarea><b>&amp;é</textarea>", "<textarea>&lt;b&gt;&amp;&#233;</textarea>"],
    [
      '<noscript><img src="/a?x=</noscript>"></noscript>',
      '<noscript><img src="/a?x=&lt;/noscript&gt;"></noscript>',
    ],
    ["<template><tr><td>x</td></tr></template>", "<template><tr><td>x</td></tr></template>"],
    [
      "<a href=/x?a=1&b=2 onclick='go(\"é\")'>x</a>",
      '<a href="/x?a=1&amp;b=2" onclick="go(&quot;&#233;&quot;)">x</a>',
    ],
    ["a\r\nb", "a\nb"],
    ["<image src=/a.png>", '<img src="/a.png">'],
    ["<pre>\n</pre>", "<pre></pre>"],
    ["<pre>\n<b>x</b></pre>", "<pre><b>x</b></pre>"],
    ['<custom-el some.attr:x @click="y"></custom-el>', '<custom-el some.attr:x="" @click="y"></custom-el>'],
  ])("%j", (html, expected) => {
    expect(fill(compileMarkup(html))).toBe(expected);
    const compiled = compileMarkup(html);
    expect(compiled.ok && compiled.needsPublish).toBe(/<[a-zA-Z!]/.test(html));
  });

  test.each<[string, Record<string, string>, string]>([
    [
      "<b title={{city}}>{{city|x}}</b>",
      { city: '"><script>' },
      '<b title="&quot;&gt;&lt;script&gt;">&quot;&gt;&lt;script&gt;</b>',
    ],
    ["<a href='/x?c={{city|a b}}'>{{city|a &amp; b}}</a>", {}, '<a href="/x?c=a%20b">a &amp; b</a>'],
    [
      "<img src='{{cookie.pic|/no.png}}' alt='{{city}}'>",
      { "cookie.pic": "javascript:x" },
      '<img src="/no.png" alt="">',
    ],
  ])("%j with %j", (html, values, expected) => {
    expect(fill(compileMarkup(html), values)).toBe(expected);
  });

  test.each([
    "<div>",
    "</div>",
    "<div></p></div>",
    "a</b>c",
    "<b><p>x</b></p>",
    "<p><div></div></p>",
    "<div/>",
    "<b>x<b>y</b>",
    "<a href=/><a href=/>x</a></a>",
    "<table>x</table>",
    "<table><div></div></table>",
    "<html><p>x</p></html>",
    "<body class=x>",
    "<!doctype html>",
    "<p title=a title=b>x</p>",
    "<p title='x",
    "<!-- x",
    "<!-->",
    "<p",
    "<?php echo 1 ?>",
    "<![CDATA[x]]>",
    "<svg><![CDATA[x]]></svg>",
    "</>",
    "<script>x",
    "<textarea>x",
    "<plaintext>x",
    "<select><div>x</select>",
    "a\0b",
    "<frameset></frameset>",
    "<form><form></form></form>",
    "<script>'é'</script>",
    "<style>.é{}</style>",
    "<!-- é -->",
    "<noscript><!-- </noscript> --></noscript>",
    "<script>x('{{query.a}}')</script>",
    "<style>a{color:{{query.a}}}</style>",
    "<svg><script>{{query.a}}</script></svg>",
    "<!-- {{city}} -->",
    "<{{city}}>x</{{city}}>",
    "<b {{city}}>x</b>",
    "<b {{query.a}}=x>x</b>",
    '<b {{query.a}}="x">x</b>',
    "<b onclick=\"x('{{query.a}}')\">x</b>",
    "<b style='color:{{query.a}}'>x</b>",
    "<iframe srcdoc='{{query.a}}'></iframe>",
    "<iframe src='/{{query.a}}'></iframe>",
    "<script src='/x/{{query.a}}'></script>",
    "<link rel=stylesheet href='/{{query.a}}'>",
    "<base href='{{query.a}}'>",
    "<meta http-equiv=refresh content='0;url={{query.a}}'>",
    "<form action='{{query.a}}'></form>",
    "<svg><a xlink:href='{{query.a}}'>x</a></svg>",
    "<object data='/{{query.a}}'></object>",
    "<p>{{nope}}</p>",
    "<p>{{city</p>",
    "<iframe>{{city}}</iframe>",
  ])("%j is refused", (html) => {
    const compiled = compileMarkup(html);
    expect(compiled.ok ? fill(compiled) : compiled.problems).toBeInstanceOf(Array);
  });
});

describe("values of the request never leave their place", () => {
  const template = compileMarkup(
    "<section title='a {{query.a|x}} b'>t {{query.a}} {{cookie.b|y}}<a href='{{query.a|/}}'>l</a>" +
      "<a href='/p/{{cookie.b|x}}?q={{query.a}}#{{cookie.b}}'>m</a><img src='{{query.a}}' alt={{cookie.b}}>" +
      "<table><tr><td>{{query.a|1}}</table><textarea>{{query.a|1}}</textarea><noscript><i title='{{query.a}}'>{{query.a|1}}</i></noscript></section>",
  );
  const piece = fc.constantFrom(
    ..."<script> </section> </textarea> </noscript> <!-- --> \" ' ` & &quot &#x22; &lt; = > / // \\ javascript: data: http://e.x/ https://u@e.x .. . {{city}} ]]> \0 \u0001 \u009b \ud800 \u202e é سلام \u2028 %22 %00".split(
      " ",
    ),
    "\n",
    "\t",
    " ",
  );
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.array(piece, { maxLength: 12 }).map((list) => list.join("")),
  );

  test("markup", () => {
    if (!template.ok) throw new Error(template.problems.join());
    const plain = shapeOf(
      parseFragment(
        fillParts(template.parts, () => "x"),
        { scriptingEnabled: false },
      ),
    );
    const scripted = shapeOf(parseFragment(fillParts(template.parts, () => "x")));
    fc.assert(
      fc.property(value, value, (a, b) => {
        const html = fillParts(template.parts, (from) => (from === "query.a" ? `z${a}` : `z${b}`));
        expect(html).toMatch(/^[\t\n\x20-\x7e]*$/);
        const tree = parseFragment(html, { scriptingEnabled: false });
        expect(shapeOf(tree)).toBe(plain);
        expect(shapeOf(parseFragment(html))).toBe(scripted);
        const raw = parseFragment(
          fillParts(template.parts, (from) => (from === "query.a" ? a : b)),
          { scriptingEnabled: false },
        );
        for (const url of [...urlsOf(tree), ...urlsOf(raw)]) {
          expect(["http:", "https:"]).toContain(new URL(url, "https://shop.example/x").protocol);
          if (!/^https?:/i.test(url))
            expect(new URL(url, "https://shop.example/x").host).toBe("shop.example");
        }
        const fixed = urlsOf(raw)[1] ?? "";
        expect(new URL(fixed, "https://shop.example").pathname).toMatch(/^\/p\/[^/]+$/);
      }),
      { numRuns: 500 },
    );
  });

  test("text and attributes of set_text and set_attribute", () => {
    const text = compileText("a {{query.a|x}} b");
    const title = compileAttribute("title", "a {{query.a|x}} b");
    if (!text.ok || !title.ok) throw new Error("does not compile");
    fc.assert(
      fc.property(value, (a) => {
        const html = `<p title="${fillParts(title.parts, () => a)}">${fillParts(text.parts, () => a)}</p>`;
        expect(shapeOf(parseFragment(html))).toBe("<http://www.w3.org/1999/xhtml p :title>#text</>");
      }),
    );
  });
});

describe("authors' texts", () => {
  test("any text compiles to itself, in ASCII", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("{{"));
        const compiled = compileText(text);
        const html = compiled.ok ? fillParts(compiled.parts, nobody) : "";
        const [node] = parseFragment(`<p>${html}</p>`).childNodes;
        const [content] = (node as Tree.Element).childNodes;
        expect(content === undefined ? "" : (content as Tree.TextNode).value).toBe(
          text.replace(/\r\n?/g, "\n"),
        );
      }),
    );
  });

  test("any markup is refused or means what it meant; compiling it again changes nothing", () => {
    const token = fc.constantFrom(
      ..."<p> </p> <b> </b> <div> </div> <ul> <li> </ul> <table> <tr> <td> </table> <br> <img> <svg> <path/> </svg> <a> </a> <pre> </pre> \n x é &amp; <select> <option> </select> <!--c--> <script> </script> <template> </template> <noscript> </noscript> <textarea> </textarea> <b/> </br>".split(
        " ",
      ),
    );
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.array(token, { maxLength: 8 }).map((list) => list.join("")),
        (html) => {
          const compiled = compileMarkup(html);
          if (!compiled.ok) return;
          accepted++;
          const written = fillParts(compiled.parts, nobody);
          const options = { scriptingEnabled: false };
          expect(shapeOf(parseFragment(written, options))).toBe(shapeOf(parseFragment(html, options)));
          expect(fill(compileMarkup(written))).toBe(written);
        },
      ),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

/** Values of href and src, in document order. */
function urlsOf(node: Tree.Node): string[] {
  const own =
    "attrs" in node
      ? node.attrs.filter(({ name }) => name === "href" || name === "src").map(({ value }) => value)
      : [];
  return [...own, ...("childNodes" in node ? node.childNodes.flatMap(urlsOf) : [])];
}
