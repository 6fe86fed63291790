/**
 * The rewriter against the DOM: small pages of our own with one trap each, which never skip, and a sample of the
 * corpus of real pages. The whole table: `npm run differential`.
 */
import { describe, expect, it } from "vitest";
import type { PlannedChange, SkipReason } from "../../src/rewrite/rewrite.types.ts";
import { rewriteBytes } from "../../src/rewrite/rewrite-bytes.ts";
import { PageEditor } from "../../src/rewrite/edit-page.ts";
import { findCorpus } from "./corpus.ts";
import { chooseCases, seeded } from "./rewrite-cases.ts";
import { judge, openPage, planOf, rewritePage, type Page } from "./rewrite-judge.ts";
import { exactShare, runCorpus, type Finding } from "./rewrite-run.ts";

type Short = readonly [selector: string, action: PlannedChange["action"], content?: string, name?: string];

function changesOf(shorts: readonly Short[]): PlannedChange[] {
  return shorts.map(([selector, action, content = "", name], number) => ({
    selector,
    action,
    content,
    name: name ?? null,
    label: `trap#${number}`,
    experiment: 0,
  }));
}

const pageOf = (html: string): Page => openPage("trap", new Uint8Array(Buffer.from(html, "latin1")));
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** Pages on which the change is made exactly, with the bytes that come of it. */
const EXACT: readonly (readonly [why: string, html: string, changes: readonly Short[], out: string])[] = [
  [
    "a void element",
    "<!doctype html><p>a<br>b",
    [["br", "replace", "<hr-x></hr-x>"]],
    "<!doctype html><p>a<hr-x></hr-x>b",
  ],
  [
    "an omitted </li>",
    "<!doctype html><ul><li>1<li>2</ul>",
    [["li:first-child", "set_text", "x"]],
    "<!doctype html><ul><li>x<li>2</ul>",
  ],
  [
    "after an omitted </li>",
    "<!doctype html><ul><li>1<li>2</ul>",
    [["li:first-child", "after", "<li>x</li>"]],
    "<!doctype html><ul><li>1</li><li>x</li><li>2</ul>",
  ],
  [
    "before a tag that closes another",
    "<!doctype html><ul><li>1<li>2</ul>",
    [["li:nth-child(2)", "before", "<li>x</li>"]],
    "<!doctype html><ul><li>1</li><li>x</li><li>2</ul>",
  ],
  [
    "append before an omitted </p> in an omitted </li>",
    "<!doctype html><ul><li><p>1<li>2</ul>",
    [["li:nth-child(1)", "append", "<i>x</i>"]],
    "<!doctype html><ul><li><p>1</p><i>x</i><li>2</ul>",
  ],
  [
    "removing the tag that closed a paragraph",
    "<!doctype html><p>a<div>b</div>c",
    [["div", "remove"]],
    "<!doctype html><p>a</p>c",
  ],
  [
    "replacing the tag that closed a paragraph",
    "<!doctype html><p>a<div>b</div>c",
    [["div", "replace", "<span>x</span>"]],
    "<!doctype html><p>a</p><span>x</span>c",
  ],
  [
    "removing the row that implied tbody",
    "<!doctype html><table>\n<tr><td>1</td></tr>\n<tr><td>2</td></tr></table>",
    [["tr:first-child", "remove"]],
    "<!doctype html><table>\n<tbody>\n<tr><td>2</td></tr></table>",
  ],
  [
    "a row before the one that implied tbody",
    "<!doctype html><table><tr><td>1</table>",
    [["tr", "before", "<tr><td>0</td></tr>"]],
    "<!doctype html><table><tbody><tr><td>0</td></tr><tr><td>1</table>",
  ],
  [
    "a cell whose row ends with the table",
    "<!doctype html><table><tr><td>1<td>2</table>x",
    [["td:nth-child(2)", "append", "!"]],
    "<!doctype html><table><tr><td>1<td>2!</table>x",
  ],
  [
    "the end of a table whose tbody is implied",
    "<!doctype html><table><tr><td>1<!----></table>",
    [["table", "append", "<!--x-->"]],
    "<!doctype html><table><tr><td>1<!----></td></tr></tbody><!--x--></table>",
  ],
  [
    "removing the body that ended an implied one",
    "<!doctype html><table><tr><td>1</tr><tbody class=x><tr><td>2</tbody><tr><td>3</table>",
    [["tbody.x", "remove"]],
    "<!doctype html><table><tr><td>1</tr></tbody><tr><td>3</table>",
  ],
  [
    "child combinator with implied tbody",
    "<!doctype html><table><tr><td>1</table>",
    [
      ["table > tr", "remove"],
      ["tbody > tr > td", "set_text", "x"],
    ],
    "<!doctype html><table><tr><td>x</table>",
  ],
  [
    "a page without body tag",
    "<!doctype html><title>t</title><div>1</div>",
    [["div", "before", "x"]],
    "<!doctype html><title>t</title><body>x<div>1</div>",
  ],
  [
    "append to the body",
    "<!doctype html><body>a</body>\n</html>\n",
    [["body", "append", "<p>x</p>"]],
    "<!doctype html><body>a</body>\n</html>\n<p>x</p>",
  ],
  [
    "a line feed behind pre",
    "<!doctype html><pre>\na</pre>",
    [["pre", "prepend", "x"]],
    "<!doctype html><pre>\nxa</pre>",
  ],
  [
    "text that begins with a line feed, first in pre",
    "<!doctype html><pre>a</pre>",
    [["pre", "prepend", "\n"]],
    "<!doctype html><pre>\n\na</pre>",
  ],
  [
    "first element in pre goes, a line feed follows",
    "<!doctype html><pre><b>x</b>\na</pre>",
    [["pre b", "remove"]],
    "<!doctype html><pre>\n\na</pre>",
  ],
  [
    "title",
    "<!doctype html><title>a</title>",
    [["title", "set_text", "A &amp; B"]],
    "<!doctype html><title>A &amp; B</title>",
  ],
  [
    "of repeated attributes the first counts",
    '<!doctype html><i class=a class="b" id=c>x</i>',
    [["i", "remove_attribute", "", "class"]],
    "<!doctype html><i     id=c>x</i>",
  ],
  [
    "an attribute without its value",
    "<!doctype html><img a=>",
    [["img", "set_attribute", "y", "x"]],
    '<!doctype html><img x="y" a=>',
  ],
  [
    "an unquoted attribute before />",
    "<!doctype html><img src=a/>",
    [["img", "set_attribute", "b", "src"]],
    '<!doctype html><img src="b">',
  ],
  [
    "single quotes",
    "<!doctype html><i class='a b'>x</i>",
    [["i", "add_class", "", "c"]],
    '<!doctype html><i class="a b c">x</i>',
  ],
  [
    "a class that is there",
    "<!doctype html><i class='a  b'>x</i>",
    [["i", "add_class", "", "b"]],
    "<!doctype html><i class='a  b'>x</i>",
  ],
  [
    "classes with references between them",
    "<!doctype html><i class='a&#10;&#x0D b&#100;&Tab;&#0032;c'>x</i>",
    [
      ["i", "remove_class", "", "bd"],
      ["i", "remove_class", "", "c"],
      ["i", "add_class", "", "a"],
    ],
    '<!doctype html><i class="a">x</i>',
  ],
  [
    "operations in their order",
    "<!doctype html><p>a</p>",
    [
      ["p", "before", "1"],
      ["p", "before", "2"],
      ["p", "after", "3"],
      ["p", "after", "4"],
      ["p", "prepend", "5"],
      ["p", "prepend", "6"],
      ["p", "append", "7"],
    ],
    "<!doctype html><body>12<p>65a7</p>43",
  ],
  [
    "a change inside what goes is void",
    "<!doctype html><div><p>a</p></div>b",
    [
      ["p", "set_text", "x"],
      ["div", "replace", "y"],
    ],
    "<!doctype html><body>yb",
  ],
  [
    "a changed place inside one that stays",
    "<!doctype html><div><p>a</div>",
    [
      ["div", "add_class", "", "k"],
      ["p", "set_text", "x"],
    ],
    '<!doctype html><div class="k"><p>x</div>',
  ],
  [
    "a link that closes a link",
    "<!doctype html><a>1<a>2</a>3",
    [["a + a", "remove"]],
    "<!doctype html><a>1</a>3",
  ],
  [
    "a link in a card",
    "<!doctype html><a href=x><div>a</div></a>",
    [["a", "set_attribute", "y", "href"]],
    '<!doctype html><a href="y"><div>a</div></a>',
  ],
  [
    "a second <select> ends the first",
    "<!doctype html><select><option>1<select>x",
    [["select", "remove"]],
    "<!doctype html><body>x",
  ],
  [
    "an option with its end tag left out",
    "<!doctype html><select><option>1<option>2</select>",
    [["option:nth-child(1)", "after", "<option>x</option>"]],
    "<!doctype html><select><option>1</option><option>x</option><option>2</select>",
  ],
];

/** Changes that cannot be made in bytes: nothing changes, and it is said why. */
const LEFT_ALONE: readonly (readonly [why: string, html: string, change: Short, reason: SkipReason])[] = [
  [
    "a block in a paragraph",
    "<!doctype html><p>a</p>",
    ["p", "append", "<div>x</div>"],
    "content-not-allowed-here",
  ],
  [
    "a link at the end of a link",
    "<!doctype html><a href=x>a</a>",
    ["a", "append", "<a>x</a>"],
    "content-not-allowed-here",
  ],
  [
    "a link at the end of a link that a link closes",
    "<!doctype html><a id=x>a<a>b</a>",
    ["#x", "append", "<a>x</a>"],
    "content-not-allowed-here",
  ],
  [
    "before a link that ends one which would be opened again",
    "<!doctype html><div><a id=x>a</div><a id=y>b</a>",
    ["#y", "before", "x"],
    "irregular-nesting",
  ],
  [
    "a link in a link",
    "<!doctype html><a>a<b>c</b></a>",
    ["a > b", "set_html", "<a>x</a>"],
    "content-not-allowed-here",
  ],
  [
    "a row outside of tables",
    "<!doctype html><div>a</div>",
    ["div", "append", "<tr><td>x</td></tr>"],
    "content-not-allowed-here",
  ],
  [
    "text in a table",
    "<!doctype html><table><tbody></tbody></table>",
    ["table", "append", "x"],
    "content-not-allowed-here",
  ],
  [
    "content that stays open",
    "<!doctype html><div>a</div>b",
    ["div", "set_html", "<b>x"],
    "content-not-allowed-here",
  ],
  [
    "content that ends in a comment",
    "<!doctype html><div>a</div>b",
    ["div", "set_html", "<!-- x"],
    "content-not-allowed-here",
  ],
  [
    "content that ends in a script",
    "<!doctype html><div>a</div>b",
    ["div", "after", "<script>x"],
    "content-not-allowed-here",
  ],
  [
    "content that ends its parent",
    "<!doctype html><div>a</div>b",
    ["div", "set_html", "</div>x"],
    "content-not-allowed-here",
  ],
  [
    "a reference that would be completed",
    "<!doctype html><p>AT&am<b>x</b>p; y",
    ["b", "remove"],
    "irregular-nesting",
  ],
  ["a page that ends too early", "<!doctype html><div>a<p>b", ["div", "set_text", "x"], "unclosed"],
  [
    "formatting that is opened again",
    "<!doctype html><p><b>a</p><p>c</b>d</p>",
    ["b", "set_attribute", "x", "class"],
    "irregular-nesting",
  ],
  [
    "formatting left open inside",
    "<!doctype html><div><b>a</div>c",
    ["div", "set_text", "x"],
    "irregular-nesting",
  ],
  ["the adoption agency", "<!doctype html><b>1<p>2</b>3</p>4", ["p", "before", "x"], "irregular-nesting"],
  [
    "foster-parented text",
    "<!doctype html><table>x<tr><td>1</table>",
    ["table", "remove"],
    "irregular-nesting",
  ],
  [
    "a form that ends inside",
    "<!doctype html><form><div></form>a</div>b",
    ["div", "remove"],
    "irregular-nesting",
  ],
  [
    "text of a script",
    "<!doctype html><script>a()</script>",
    ["script", "set_text", "a &amp;&amp; b"],
    "not-applicable",
  ],
  ["content of a void element", "<!doctype html><img>", ["img", "append", "x"], "not-applicable"],
  ["the document element", "<!doctype html><html><body>a", ["html", "remove"], "not-applicable"],
  ["a selector that needs the future", "<!doctype html><p>a</p>", ["p:last-child", "remove"], "bad-selector"],
];

describe("traps", () => {
  it.each(EXACT)("makes the change: %s", (_why, html, shorts, out) => {
    const changes = changesOf(shorts);
    const page = pageOf(html);
    expect(textOf(rewritePage(page, changes).bytes)).toBe(out);
    expect(judge(page, { changes, content: "" }).kind).toBe("exact");
  });

  it.each(LEFT_ALONE)("leaves alone: %s", (_why, html, short, reason) => {
    const { bytes, outcome } = rewritePage(pageOf(html), changesOf([short]));
    expect(textOf(bytes)).toBe(html);
    expect(outcome.applied).toBe(0);
    expect(new Set(outcome.skipped.map((skip) => skip.reason))).toEqual(new Set([reason]));
  });

  it("gives the same bytes however the page is cut", () => {
    const random = seeded(3);
    for (const [, html, shorts] of [
      ...EXACT,
      ...LEFT_ALONE.map(([why, html, short]) => [why, html, [short]] as const),
    ]) {
      const page = pageOf(html);
      const changes = changesOf(shorts);
      const whole = rewritePage(page, changes);
      const single = Array.from(page.bytes, (byte) => Uint8Array.of(byte));
      const cut = rewritePage(page, changes, single);
      expect(textOf(cut.bytes)).toBe(textOf(whole.bytes));
      expect(cut.outcome).toEqual(whole.outcome);
      const random2 = rewritePage(page, changes, cutAtRandom(page.bytes, random, 9));
      expect(textOf(random2.bytes)).toBe(textOf(whole.bytes));
    }
  });

  it("skips a region that is too large, and still makes the changes inside of it", () => {
    const html = `<!doctype html><div><p>a</p>${"x".repeat(300_000)}</div>b`;
    const page = pageOf(html);
    for (const chunks of [[page.bytes], cutAtRandom(page.bytes, seeded(1), 5000)]) {
      const { bytes, outcome } = rewritePage(
        page,
        changesOf([
          ["div", "remove"],
          ["p", "set_text", "y"],
        ]),
        chunks,
      );
      expect(outcome.skipped).toEqual([{ label: "trap#0", reason: "region-too-large" }]);
      expect(textOf(bytes)).toBe(html.replace("<p>a</p>", "<p>y</p>"));
    }
  });

  it("emits what is decided at once and holds back only the region of a change", () => {
    const editor = new PageEditor({ plan: () => planOf(changesOf([["div", "set_text", "y"]])), utf8: true });
    const sent: string[] = [];
    for (const piece of ["<!doctype html><body><p>some te", "xt</p><div>", "old", "</div>tail<", "p>end"]) {
      const out: Uint8Array[] = [];
      editor.write(Buffer.from(piece), out);
      sent.push(textOf(Buffer.concat(out)));
    }
    expect(sent).toEqual(["<!doctype html><body><p>some te", "xt</p><div>", "", "y</div>tail", "<p>end"]);
  });
});

function run(html: string, plan: Partial<ReturnType<typeof planOf>>, utf8 = true) {
  let language: string | null | undefined;
  const result = rewriteBytes([new Uint8Array(Buffer.from(html, "utf8"))], {
    plan: (start) => {
      language = start.language;
      return { ...planOf([]), ...plan };
    },
    utf8,
  });
  return { html: Buffer.from(result.bytes).toString("utf8"), outcome: result.outcome, language };
}

describe("what else a plan asks for", () => {
  it("tells which watched places were met", () => {
    const watch = [
      { selector: "h1", experiment: 1 },
      { selector: ".gone", experiment: 2 },
      { selector: "p + .here", experiment: 3 },
    ];
    const { outcome, html } = run("<h1>a</h1><p>b</p><i class='x here'>c</i>", { watch });
    expect([...outcome.found]).toEqual([1, 3]);
    expect(html).toBe("<h1>a</h1><p>b</p><i class='x here'>c</i>");
  });

  it("reads text and attributes of the first match, decoded", () => {
    const reads = [
      { name: "price", selector: ".price", attribute: null },
      { name: "id", selector: "[data-id]", attribute: "data-id" },
    ];
    const page = "<p class=price data-id='a&amp;b'>1&nbsp;<b>۲</b>&euro;<p class=price data-id=z>3";
    expect(run(page, { reads }).outcome.reads).toEqual({ price: "1\u00a0۲€", id: "a&b" });
  });

  it("puts its own tags at the end of the head and repairs policies there", () => {
    const page =
      "<head><meta http-equiv=Content-Security-Policy content='img-src \"x\"'><title>a</title></head><p>b";
    const { html } = run(page, { headTags: () => "<link x>", policy: (value) => `${value} y` });
    expect(html).toBe(
      '<head><meta http-equiv=Content-Security-Policy content="img-src &quot;x&quot; y"><title>a</title><link x></head><p>b',
    );
    expect(run("<p>b", { headTags: () => "<link x>" }).html).toBe("<link x><p>b");
    expect(run("<!-- </head> --><title></head></title><p>b", { headTags: () => "<link x>" }).html).toBe(
      "<!-- </head> --><title></head></title><link x><p>b",
    );
  });

  it("knows the language from lang, or guesses it from the letters", () => {
    expect(run("<html lang=fa-IR><body>hello", {}).language).toBe("fa");
    expect(run("<title>خرید گوشی و تبلت</title>", {}).language).toBe("fa");
    expect(run("<title>شراء الهواتف الذكية في المملكة العربية</title>", {}).language).toBe("ar");
    expect(run("<title>shop</title>", {}).language).toBeNull();
  });

  it("passes the rest on untouched when something in it fails", () => {
    const html = "<!doctype html><p>a</p><div>b</div>c";
    const result = rewriteBytes([Buffer.from(html.slice(0, 20)), Buffer.from(html.slice(20))], {
      plan: brokenPlan,
      utf8: true,
    });
    expect(textOf(result.bytes)).toBe(html);
    expect(result.outcome.failure).toBe("broken plan");
  });
});

function brokenPlan(): never {
  throw new Error("broken plan");
}

const corpus = findCorpus();

describe("real pages", () => {
  it("are at hand", () => {
    if (corpus === null)
      console.warn("NO CORPUS: set LAHZA_CORPUS; the comparison on real pages did not run.");
    expect(corpus !== null || process.env["CI"] === undefined, "CI needs LAHZA_CORPUS").toBe(true);
  });

  it.skipIf(corpus === null)("are changed as the DOM would be, or left alone", () => {
    const sample = (corpus ?? []).filter((_, number) => number % 4 === 1);
    const bad: Finding[] = [];
    const { byClass, regular } = runCorpus(sample, 6, 77, (finding) => {
      if (finding.verdict.kind === "damaged") bad.push(finding);
    });
    expect(bad).toEqual([]);
    for (const tally of byClass.values()) expect(exactShare(tally)).toBeGreaterThan(0.9);
    expect(exactShare(regular)).toBe(1);
  });

  it.skipIf(corpus === null)("come out the same however they are cut", () => {
    const random = seeded(5);
    const entry = corpus?.find(({ name }) => name.includes("ctshirts"));
    if (entry === undefined) throw new Error("the corpus has changed");
    const page = openPage(entry.name, entry.bytes());
    const cases = chooseCases(page.document, random, 12, true);
    const changes = cases.flatMap((one) => one.changes);
    const whole = textOf(rewritePage(page, changes).bytes);
    for (const size of [7, 300, 5000]) {
      expect(textOf(rewritePage(page, changes, cutAtRandom(page.bytes, random, size)).bytes) === whole).toBe(
        true,
      );
    }
  });
});

function cutAtRandom(bytes: Uint8Array, random: () => number, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + Math.floor(random() * 2 * size);
    chunks.push(bytes.slice(at, end));
    at = end;
  }
  return chunks;
}
