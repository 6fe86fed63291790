/** Pages that were rewritten before: the same bytes without reading them again, and no harm where a tag lies. */
import { describe, expect, it } from "vitest";
import { createTraces } from "../../src/edge/traces.ts";
import { rewrite } from "../../src/rewrite/index.ts";
import { cookieOf, edgeWith, html, PAGE } from "./edge.ts";
import { tokenIn } from "./our-tags.ts";

const VARIANTS = {
  variants: [
    { key: "control", weight: 0 },
    {
      key: "changed",
      weight: 1,
      css: "h1{color:red}",
      changes: [
        { selector: "h1", action: "set_text" as const, value: "Changed" },
        { selector: ".price", action: "after" as const, value: "<p>in stock</p>" },
        { selector: "body", action: "append" as const, value: "<p>end</p>" },
      ],
    },
  ],
};
const TITLE = { experiments: [{ key: "title", ...VARIANTS }] };

/** Counts how often a page was planned, that is: read. */
async function edgeOver(shop: () => Response) {
  let read = 0;
  const edge = await edgeWith(TITLE, () => Promise.resolve(shop()), {
    rewrite: (body, options) =>
      rewrite(body, {
        ...options,
        plan: (page) => {
          read++;
          return options.plan(page);
        },
      }),
  });
  const view = async (cookie = ""): Promise<{ text: string; token: string | null; cookie: string }> => {
    const response = await edge.fetch("/", { headers: { cookie } });
    const text = await response.text();
    await edge.settle();
    const token = tokenIn(text);
    // The page's token is the visitor's own; it stands in the script's tag and in the stylesheet's.
    const shared = token === null ? text : text.replaceAll(token, "TOKEN");
    return { text: shared, token, cookie: cookieOf(response) ?? cookie };
  };
  return { edge, view, read: () => read };
}

const strong = { headers: { etag: '"1"' } };

describe("a page with a strong tag", () => {
  it("is read once, and is the same for everyone with the same variants, counted alike", async () => {
    const { edge, view, read } = await edgeOver(() => html(PAGE, strong));
    const first = await view();
    const second = await view();
    const third = await view(first.cookie);
    expect(second.text).toBe(first.text);
    expect(third.text).toBe(first.text);
    expect(first.text.match(/TOKEN/g)).toHaveLength(2);
    expect(second.token).not.toBe(first.token);
    expect(third.token).toBe(first.token);
    expect(first.text).toContain("<h1>Changed</h1>");
    expect(first.text).toContain("<p>end</p>");
    expect(read()).toBe(1);
    expect(edge.exposures).toHaveLength(3);
    for (const exposure of edge.exposures) {
      expect(exposure.foundAtMs).not.toBeNull();
      expect(exposure.facts.language).toBe("en");
    }
  });

  it("is read again when its tag, its length or our digest changes", async () => {
    let page = PAGE;
    let etag = '"1"';
    const { view, read } = await edgeOver(() => html(page, { headers: { etag } }));
    await view();
    etag = '"2"';
    page = PAGE.replace("Tea", "Coffee");
    await view();
    expect(read()).toBe(2);
    page = PAGE.replace("Tea", "Cof");
    await view();
    expect(read()).toBe(2); // no length was declared: the tag alone decides, and each place is checked
  });

  it("larger than one chunk is spliced at the same places", async () => {
    const filler = `<p class=filler>${"x".repeat(1000)}</p>`.repeat(400);
    const page = PAGE.replace("<h1>", `${filler}<h1>`).replace("</body>", `${filler}</body>`);
    const { view, read } = await edgeOver(() => html(page, strong));
    const first = await view();
    const second = await view();
    expect(second.text === first.text).toBe(true);
    expect(second.text).toContain("<h1>Changed</h1>");
    expect(read()).toBe(1);
  });
});

describe("one strong tag at two addresses", () => {
  it("says nothing of the other's page", async () => {
    const edge = await edgeWith(TITLE, (request) =>
      Promise.resolve(html(request.url.endsWith("/b") ? PAGE.replace("Shop", "Another shop") : PAGE, strong)),
    );
    for (const path of ["/a", "/b", "/a", "/b"]) {
      const text = await (await edge.fetch(path)).text();
      await edge.settle();
      expect(text).toContain("<h1>Changed</h1>");
      expect(text).toContain(path === "/b" ? "Another shop" : "<title>Shop");
    }
    expect(edge.counters).toEqual([]);
  });
});

const filler = `<p class=filler>${"x".repeat(1000)}</p>`.repeat(40);
const LARGE = PAGE.replace("<h1>", `${filler}<h1>`).replace("</body>", `${filler}</body>`);

describe.each([
  ["a weak tag", { headers: { etag: 'W/"1"' } }],
  ["no tag", {}],
])("a page with %s", (_name, init) => {
  it.each([
    ["small", PAGE],
    ["large", LARGE],
  ])("%s: is compared from its third view on, and is the same for everyone", async (_size, page) => {
    const { edge, view, read } = await edgeOver(() => html(page, init));
    const first = await view();
    await view();
    expect(read()).toBe(2);
    const third = await view();
    const fourth = await view(first.cookie);
    expect(read()).toBe(2);
    expect(third.text === first.text && fourth.text === first.text).toBe(true);
    expect(third.token).not.toBe(first.token);
    expect(fourth.token).toBe(first.token);
    expect(edge.exposures).toHaveLength(4);
    for (const exposure of edge.exposures) {
      expect(exposure.foundAtMs).not.toBeNull();
      expect(exposure.facts.language).toBe("en");
    }
  });

  it("that changed is read, and gets its own edits", async () => {
    let page = LARGE;
    const { edge, view, read } = await edgeOver(() => html(page, init));
    for (let views = 0; views < 3; views++) await view();
    expect(read()).toBe(2);
    const expected = async (changed: string): Promise<string> => {
      const fresh = await edgeOver(() => html(changed, init));
      return (await fresh.view()).text;
    };
    for (const changed of [
      LARGE.replace("<h1>", "<p>sale</p><h1>"),
      LARGE.replace("</h1>", "</h1><h1>and more</h1>"),
      LARGE.replace("</body>", "<p class=price>$6</p></body>"),
      LARGE.slice(0, -20_000),
      `${LARGE}<h1>late</h1>`,
      PAGE.replace("<h1>", "<div>").replace("</h1>", "</div>"),
    ]) {
      for (let views = 0; views < 70; views++) {
        page = LARGE;
        const before = read();
        await view();
        if (read() === before) break;
      }
      page = changed;
      const before = read();
      const { text } = await view();
      expect(text === (await expected(changed))).toBe(true);
      expect(read()).toBe(before + 1);
    }
    expect(edge.counters).toEqual([]);
  });

  it("that changed its language is recorded with the new one", async () => {
    let page = PAGE;
    const { edge, view } = await edgeOver(() => html(page, init));
    for (let views = 0; views < 3; views++) await view();
    page = PAGE.replace("lang=en", "lang=fa").replace('lang="en"', 'lang="fa"');
    await view();
    expect(edge.exposures.map(({ facts }) => facts.language)).toEqual(["en", "en", "en", "fa"]);
  });
});

describe("pages that are kept", () => {
  it("are dropped when there are too many bytes, the least recently seen first", async () => {
    const big = (path: string): string => PAGE.replace("</body>", `${path}${"x".repeat(900_000)}</body>`);
    let path = "";
    const { edge, read } = await edgeOver(() => html(big(path)));
    const view = async (to: string): Promise<void> => {
      path = to;
      await (await edge.fetch(to)).text();
      await edge.settle();
    };
    for (const to of ["/a", "/a", "/a"]) await view(to);
    expect(read()).toBe(2);
    for (let page = 0; page < 9; page++) for (let views = 0; views < 2; views++) await view(`/${page}`);
    const before = read();
    await view("/8");
    expect(read()).toBe(before);
    await view("/a");
    expect(read()).toBe(before + 1);
  });

  it("are not those that nobody may keep", async () => {
    const headers = { "cache-control": "private, No-Store" };
    const { view, read } = await edgeOver(() => html(PAGE, { headers }));
    for (let views = 0; views < 4; views++) await view();
    expect(read()).toBe(4);
  });

  it("are written down by one of the views at the same time, and by a later one when that was cut off", () => {
    const traces = createTraces();
    const writes = Array.from({ length: 50 }, () => traces.view("key").trace);
    expect(writes.flatMap((write, view) => (write ? [view] : []))).toEqual([1, 18, 35]);
  });

  it("that are others each time are written down ever more rarely, until one is of use again", () => {
    const traces = createTraces();
    const written: number[] = [];
    let isAnother = true;
    const view = (number: number): void => {
      const { page, trace } = traces.view("key");
      if (page !== null && isAnother) traces.missed("key");
      if (!trace) return;
      written.push(number);
      traces.keep("key", KEPT);
    };
    for (let number = 0; number < 3_000; number++) view(number);
    expect(written).toEqual([1, 4, 10, 28, 94, 352, 1378, 2404]);
    isAnother = false;
    for (let number = 3_000; number < 4_000; number++) view(number);
    isAnother = true;
    for (let number = 4_000; number < 4_020; number++) view(number);
    expect(written.slice(8)).toEqual([3430, 4002, 4008]);
  });
});

const KEPT = {
  recipe: {
    steps: [],
    outcome: { found: new Set<number>(), applied: 0, skipped: [], reads: {}, failure: null },
  },
  language: null,
  shown: new Set<number>(),
  counters: [],
  trace: {
    page: new Uint8Array(10),
    stairs: [],
    recipe: {
      steps: [],
      outcome: { found: new Set<number>(), applied: 0, skipped: [], reads: {}, failure: null },
    },
  },
};

describe("a page that carries a nonce, or a tag that lies", () => {
  it("a nonce: the page is read each time", async () => {
    const init = { headers: { etag: '"1"', "content-security-policy": "style-src 'nonce-abc'" } };
    const { view, read } = await edgeOver(() => html(PAGE, init));
    for (let views = 0; views < 4; views++) await view();
    expect(read()).toBe(4);
  });

  it("one tag for different pages: nothing is spliced into the wrong place, and the tag is not trusted again", async () => {
    let page = PAGE;
    const { edge, view, read } = await edgeOver(() => html(page, strong));
    await view();
    page = `<!doctype html><html lang=en><body><p>Something else altogether</p><h1>Coffee</h1><p class=price>$5</p></body></html>`;
    const lied = await view();
    expect(lied.text).toBe(page);
    expect(edge.counters.map(({ reason }) => reason)).toContain("rewriter-failure");
    const after = await view();
    expect(after.text).toContain("<h1>Changed</h1><p class=price>$5</p>");
    expect(read()).toBe(2);
  });
});
