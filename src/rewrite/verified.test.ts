import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joined } from "./edit-buffer.ts";
import { PageEditor } from "./edit-page.ts";
import type { PlannedChange, RewriteOptions } from "./rewrite.types.ts";
import { firstDifference, type Trace } from "./trace.ts";
import { VerifiedEditor } from "./verified.ts";

const changes: readonly PlannedChange[] = [
  ["h1", "set_text", "new"],
  [".price", "after", "<b>Free returns for TOKEN</b>"],
  ["#buy", "set_attribute", "b"],
  ["li", "remove", ""],
  ["ul", "append", "<li>last</li>"],
  ["p.x", "replace", "<p>y</p>"],
  ["body", "append", "<i>end</i>"],
  ["div > span", "set_html", "<em>z</em>"],
].map(([selector = "", action = "", content = ""], number) => ({
  selector,
  action: action as PlannedChange["action"],
  name: action === "set_attribute" ? "data-variant" : null,
  content,
  label: String(number),
  experiment: number,
}));

const optionsFor = (visitor: string, needsLanguage = false): RewriteOptions => ({
  plan: ({ language }) => ({
    changes: changes.map((change) => ({
      ...change,
      content: change.content.replace("TOKEN", visitor) + (needsLanguage ? `<u>${language}</u>` : ""),
    })),
    watch: changes.map(({ selector, experiment }) => ({ selector, experiment })),
    reads: [],
    headTags: () => `<script src=/${visitor}></script>`,
    policy: null,
  }),
  utf8: true,
  needsLanguage,
  visitorTexts: [visitor],
});

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);

/** Cuts `bytes` at `cuts` (any numbers). */
function chunksOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.slice(at[index], end));
}

interface Run {
  readonly text: string;
  /** What had gone out after each chunk. */
  readonly sent: readonly number[];
  readonly editor: VerifiedEditor | PageEditor;
}

function run(editor: VerifiedEditor | PageEditor, chunks: readonly Uint8Array[], broken = false): Run {
  const parts: Uint8Array[] = [];
  const sent: number[] = [];
  let size = 0;
  for (const chunk of chunks) {
    const out: Uint8Array[] = [];
    editor.write(chunk, out);
    // Used before the next chunk, whose memory may be the same.
    for (const part of out) parts.push(part.slice());
    chunk.fill(0x3c);
    size += out.reduce((sum, part) => sum + part.length, 0);
    sent.push(size);
  }
  if (broken) editor.abort(parts);
  else editor.end(parts);
  return { text: decode(joined(parts)), sent, editor };
}

function traceOf(page: Uint8Array, cuts: readonly number[], options = optionsFor("first-visitor")): Trace {
  const editor = new PageEditor({ ...options, trace: true, inPieces: true });
  run(editor, chunksOf(page, cuts));
  const trace = editor.trace();
  if (trace === null) throw new Error("no trace");
  return trace;
}

function verified(trace: Trace, options: RewriteOptions): VerifiedEditor {
  return new VerifiedEditor(
    trace,
    options.visitorTexts ?? [],
    () => new PageEditor({ ...options, inPieces: true }),
  );
}

const tag = fc.constantFrom(
  ..."h1 p div span ul li b a table tr td p.x i.price br head body html title script style pre".split(" "),
);
const token = fc.oneof(
  {
    weight: 3,
    arbitrary: tag.map((name) => `<${name.replace(".", ' class="')}${name.includes(".") ? '"' : ""}>`),
  },
  { weight: 2, arbitrary: tag.map((name) => `</${name.split(".")[0]}>`) },
  fc.constantFrom(
    "text",
    " ",
    "<button id=buy>",
    "<!-- c -->",
    "<",
    '<a title="a<b">',
    "\0",
    "ي",
    "<h1>a</h1>",
  ),
  fc.constantFrom("<html lang=fa>", "<html lang=en>", "یییک", "<ul><li>a<li>b</ul>"),
  fc.integer({ min: 200, max: 3000 }).map((size) => "x".repeat(size)),
);
const page = fc.array(token, { minLength: 1, maxLength: 60 });
const cuts = fc.array(fc.nat(20_000), { maxLength: 12 });

describe("a page that was read before", () => {
  it("comes out as if it were read, also where it turns into another page, however it arrives", () => {
    let same = 0;
    fc.assert(
      fc.property(
        page,
        fc.nat(),
        fc.constantFrom("same", "replace", "insert", "cut", "more", "broken"),
        token,
        fc.tuple(cuts, cuts, cuts),
        fc.boolean(),
        (tokens, where, how, other, [first, second, third], needsLanguage) => {
          const trace = traceOf(encode(tokens.join("")), first, optionsFor("first-visitor", needsLanguage));
          const at = where % tokens.length;
          const now = [...tokens];
          if (how === "replace") now[at] = other;
          if (how === "insert") now.splice(at, 0, other);
          if (how === "cut") now.length = at;
          if (how === "more") now.push(other);
          const bytes = encode(now.join(""));
          const options = optionsFor("another", needsLanguage);
          const expected = run(new PageEditor(options), chunksOf(bytes, second), how === "broken");
          const actual = run(verified(trace, options), chunksOf(bytes, third), how === "broken");
          // A page that breaks has sent as much as its chunks let it decide.
          if (how !== "broken") expect(actual.text).toBe(expected.text);
          else expect(run(new PageEditor(options), chunksOf(bytes, third), true).text).toBe(actual.text);
          if (how !== "broken") expect(actual.editor.outcome()).toEqual(expected.editor.outcome());
          if (actual.editor instanceof VerifiedEditor && actual.editor.reader === null) same += 1;
        },
      ),
      { numRuns: 1500 },
    );
    expect(same).toBeGreaterThan(100);
  });

  const shop = `<!doctype html><html lang=en><head><title>Tea</title></head><body><h1>old</h1>${"<p>filler</p>".repeat(2000)}<p class=price>1</p></body></html>`;

  it("goes out as it comes, but for what is not decided, to one piece", () => {
    const trace = traceOf(encode(shop), []);
    const options = optionsFor("another");
    const bytes = encode(shop);
    const { sent, editor } = run(verified(trace, options), chunksOf(bytes, [100, 1_000, 20_000]));
    const read = run(new PageEditor(options), chunksOf(encode(shop), [100, 1_000, 20_000])).sent;
    expect(editor).toHaveProperty("reader", null);
    sent.forEach((size, index) => {
      expect(size).toBeLessThanOrEqual(read[index] ?? 0);
      expect(size).toBeGreaterThanOrEqual((read[index] ?? 0) - (index < 2 ? 256 : 1024));
    });
  });

  it("waits for the language of a page that does not say it, as long as it may change what is written", () => {
    const silent = `<p>${"یک ".repeat(20)}</p><h1>old</h1>${"<p>filler</p>".repeat(1000)}`;
    const trace = traceOf(encode(silent), [], optionsFor("first", true));
    const options = optionsFor("another", true);
    const { sent } = run(verified(trace, options), chunksOf(encode(silent), [1_000, 3_000]));
    expect(sent[0]).toBe(0);
    expect(sent[1]).toBeGreaterThan(2_000);
  });

  it("is not kept when it is too large, or not read to its end", () => {
    const large = new PageEditor({ ...optionsFor("a"), trace: true, inPieces: true });
    run(large, [encode(`<h1>a</h1>${"x".repeat(1024 * 1024)}`)]);
    expect(large.trace()).toBeNull();
    const broken = new PageEditor({ ...optionsFor("a"), trace: true, inPieces: true });
    run(broken, [encode("<h1>a</h1>")], true);
    expect(broken.trace()).toBeNull();
  });

  it("passes as it came where reading it does not come to the same", () => {
    const trace = traceOf(encode(shop), []);
    const honest = optionsFor("another");
    for (const content of ["wen", "a longer text than the one before"]) {
      const lying: RewriteOptions = {
        ...honest,
        plan: (start) => {
          const plan = honest.plan(start);
          return {
            ...plan,
            changes: plan.changes.map((one, index) => (index > 0 ? one : { ...one, content })),
          };
        },
      };
      const { text, editor } = run(verified(trace, lying), [
        encode(shop.slice(0, 20_000)),
        encode("<p>other"),
      ]);
      expect(text).toContain("<h1>new</h1>");
      expect(text.endsWith("<p>other")).toBe(true);
      expect(editor.outcome().failure).toMatch(/differently/);
    }
  });
});

describe("firstDifference", () => {
  it("finds the first byte that differs, at any offset and length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.nat(20), fc.nat(60), (bytes, offset, where) => {
        const other = new Uint8Array(offset + bytes.length + 3).fill(7);
        other.set(bytes, offset);
        expect(firstDifference(bytes, other, offset)).toBe(bytes.length);
        if (where >= bytes.length) return;
        other[offset + where] = (bytes[where] ?? 0) ^ 1;
        expect(firstDifference(bytes, other, offset)).toBe(where);
      }),
    );
    expect(firstDifference(encode("abc"), encode("xab"), 1)).toBe(2);
  });
});
