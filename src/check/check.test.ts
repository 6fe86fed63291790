import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ExperimentInput, experimentSchema } from "../domain/experiment.schema.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import { shopAddress } from "./fetch.ts";
import { checkable, checkExperiment, checkPage, type PageReport } from "./index.ts";

const SHOP = { base: new URL("https://shop.example"), hosts: ["m.shop.example"], prefix: "/_lahza" };
const PAGE = `<!doctype html><html lang="fa-IR"><head><meta http-equiv="content-security-policy" content="script-src 'none'"></head><body>
<h1 class="title">چای</h1><ul><li class="price">1<li class="price">2</ul>
<p id=intro>Hello</p><img class=photo src=a.png><div class="end">End</div></body></html>`;

async function check(
  changes: readonly object[],
  more: {
    page?: string | Uint8Array;
    type?: string;
    experiment?: Partial<ExperimentInput>;
    variant?: object;
    url?: string;
    status?: number;
    headers?: HeadersInit;
  } = {},
): Promise<PageReport> {
  const definition = experimentSchema.parse({
    key: "e",
    name: "e",
    pages: { include: ["/p"] },
    variants: [
      { key: "control", weight: 0.5 },
      { key: "b", weight: 0.5, changes, ...more.variant },
    ],
    ...more.experiment,
  });
  const ready = await checkable(definition, settingsSchema.parse({ languages: ["fa"] }));
  if (!ready.ok) throw new Error(JSON.stringify(ready.problems));
  const page = more.page ?? PAGE;
  return checkPage(
    typeof page === "string" ? new TextEncoder().encode(page) : page,
    more.type ?? "text/html; charset=utf-8",
    ready.experiment,
    {
      url: new URL(more.url ?? "https://shop.example/p"),
      nowMs: 0,
      prefix: "/_lahza",
      ...(more.status === undefined ? {} : { status: more.status }),
      ...(more.headers === undefined ? {} : { headers: new Headers(more.headers) }),
    },
  );
}

const changeOf = (report: PageReport, index = 0) => report.variants[1]?.changes[index];

describe("a page that a framework builds again", () => {
  const page = `<!doctype html><html><body><p class=bar>Free delivery</p><div id="__nuxt"><h1>Tea</h1><p class=old>x</p></div></body></html>`;
  const changes = [
    { selector: ".bar", action: "set_text", value: "a" },
    { selector: "h1", action: "set_text", value: "b" },
    { selector: "h1", action: "after", value: "<p>c</p>" },
    { selector: ".old", action: "remove" },
    { selector: "h1", action: "add_class", value: "d" },
  ];
  const told = async (hydrated?: true | "in-place"): Promise<[number | undefined, string | undefined][]> => {
    const report = await check(changes, { page, experiment: hydrated === undefined ? {} : { hydrated } });
    expect(report.ok).toBe(true);
    return changes.map((_, index) => {
      const { owned, words } = changeOf(report, index)?.framework ?? {};
      return [owned, words];
    });
  };

  test("is told of place by place: whose it is, and what becomes of the change", async () => {
    expect(await told("in-place")).toEqual([
      [0, "outside of what Nuxt (Vue) builds: as the edge writes it"],
      [1, "written again whenever Nuxt (Vue) writes another text"],
      [1, "made in the browser as soon as Nuxt (Vue) has taken the page over"],
      [1, "out of sight from the first byte on; the element stays for Nuxt (Vue)"],
      [1, "made again whenever Nuxt (Vue) undoes it"],
    ]);
    expect((await told(true))[2]).toEqual([
      1,
      "stands beside Nuxt (Vue)'s elements, again when they are made again",
    ]);
    expect((await told())[1]).toEqual([
      1,
      "Nuxt (Vue) builds this place again in the browser, and probably undoes the change",
    ]);
    expect(changeOf(await check([{ selector: "h1", action: "remove" }]))?.framework).toBeNull();
  });
});

describe("checkPage", () => {
  test("says where a change lands and shows it before and after", async () => {
    const report = await check([{ selector: "h1.title", action: "set_text", value: "قهوه" }]);
    expect(report).toMatchObject({ ok: true, language: "fa", warnings: [] });
    expect(changeOf(report)).toEqual({
      selector: "h1.title",
      framework: null,
      action: "set_text",
      matches: 1,
      made: 1,
      ok: true,
      places: ['<h1 class="title">'],
      first: { before: '<h1 class="title">چای', after: '<h1 class="title">&#1602;&#1607;&#1608;&#1607;' },
      skipped: [],
      warnings: [],
    });
  });

  test.each([
    [{ action: "before", value: "<b>x</b>" }, "<p id=intro>", "<b>x</b><p id=intro>"],
    [{ action: "after", value: "<b>x</b>" }, "<p id=intro>Hello</p>", "<p id=intro>Hello</p><b>x</b>"],
    [{ action: "prepend", value: "<b>x</b>" }, "<p id=intro>", "<p id=intro><b>x</b>"],
    [{ action: "append", value: "<b>x</b>" }, "<p id=intro>Hello", "<p id=intro>Hello<b>x</b>"],
    [{ action: "remove" }, "<p id=intro>Hello</p>", ""],
    [{ action: "replace", value: "<b>x</b>" }, "<p id=intro>Hello</p>", "<b>x</b>"],
    [{ action: "add_class", value: "new" }, "<p id=intro>", '<p id=intro class="new">'],
    [{ action: "set_text", value: "Hello" }, "<p id=intro>", "<p id=intro>"],
  ])("%j", async (change, before, after) => {
    const { first } = changeOf(await check([{ selector: "#intro", ...change }])) ?? {};
    expect(first?.before.startsWith(before)).toBe(true);
    expect(first?.after?.startsWith(after)).toBe(true);
    // Nothing of the page behind the place but what both share.
    expect(first?.before.includes("photo")).toBe(false);
  });

  test("counts places, and warns of none and of many", async () => {
    const many = changeOf(await check([{ selector: "li.price", action: "set_text", value: "3" }]));
    expect(many).toMatchObject({
      matches: 2,
      made: 2,
      ok: true,
      places: ['<li class="price">', '<li class="price">'],
    });
    expect(many?.warnings).toEqual(["the selector matches 2 places, and each of them is changed"]);
    expect(many?.first?.before).toMatch(/^<li class="price">1/);
    expect(many?.first?.after).toMatch(/^<li class="price">3/);
    const none = await check([{ selector: ".missing", action: "remove" }]);
    expect(none.ok).toBe(false);
    expect(changeOf(none)).toMatchObject({ matches: 0, ok: false, first: null });
    expect(changeOf(none)?.warnings).toEqual(["the selector matches nothing on this page"]);
  });

  test("says in words why a change cannot be made", async () => {
    const report = await check([
      { selector: "img.photo", action: "set_text", value: "x" },
      { selector: "p#intro", action: "append", value: "<div>x</div>" },
      { selector: "div.end", action: "remove" },
      { selector: "div.end", action: "set_text", value: "x" },
    ]);
    expect(report.ok).toBe(false);
    expect(changeOf(report, 0)).toMatchObject({
      matches: 1,
      made: 0,
      skipped: [{ reason: "not-applicable", count: 1 }],
    });
    expect(changeOf(report, 1)).toMatchObject({
      matches: 1,
      made: 0,
      skipped: [{ reason: "content-not-allowed-here" }],
    });
    expect(changeOf(report, 1)?.first?.after).toBeNull();
    expect([changeOf(report, 2), changeOf(report, 3)].map((one) => one?.made)).toEqual(
      expect.arrayContaining([0, 1]),
    );
    expect(JSON.stringify(report)).toContain("already replaces or covers this place");
  });

  test("tells what stands against the whole page", async () => {
    const change = { selector: "h1", action: "set_text", value: { en: "Tea" } };
    const language = await check([change]);
    expect(language.warnings.join()).toMatch(/language is fa/);
    expect(changeOf(language)).toMatchObject({ matches: 1, made: 0, ok: false });
    expect((await check([], { url: "https://shop.example/other" })).warnings.join()).toMatch(/not among/);
    expect((await check([], { status: 404 })).warnings.join()).toMatch(/status 200/);
    expect((await check([], { type: "application/json" })).warnings.join()).toMatch(/not an HTML page/);
    expect((await check([], { type: "text/html; charset=utf-16" })).warnings.join()).toMatch(/character set/);
  });

  test("tells whether the page's policies let the files load", async () => {
    const variant = { js: "1", css: "a{}" };
    const files = async (headers?: HeadersInit) =>
      (await check([], { variant, ...(headers === undefined ? {} : { headers }) })).variants[1]?.files;
    // What a policy can be made to allow, it will.
    expect(await files()).toEqual({ script: true, style: true });
    const sandboxed = { "content-security-policy": "sandbox allow-forms" };
    expect(await files(sandboxed)).toEqual({ script: false, style: true });
    const { warnings } = (await check([], { variant, headers: sandboxed })).variants[1] ?? {};
    expect(warnings?.join()).toMatch(/script: sandbox/);
    expect((await check([])).variants[1]?.files).toEqual({ script: null, style: null });
  });

  test("reads pages of other charsets", async () => {
    const page = new Uint8Array([
      ...new TextEncoder().encode("<!doctype html><h1 title="),
      0xe7,
      ...new TextEncoder().encode(">x</h1>"),
    ]);
    const report = await check([{ selector: "h1", action: "set_text", value: "y" }], {
      page,
      type: "text/html; charset=iso-8859-1",
    });
    expect(changeOf(report)?.places).toEqual(["<h1 title=ç>"]);
  });

  test("never throws, whatever the bytes are, and stays bounded", async () => {
    const definition = experimentSchema.parse({
      key: "e",
      name: "e",
      pages: { include: ["/p"] },
      variants: [
        { key: "control", weight: 0.5 },
        {
          key: "b",
          weight: 0.5,
          changes: [
            { selector: "*", action: "add_class", value: "x" },
            { selector: "p, li, td", action: "after", value: "<b>x</b>" },
          ],
        },
      ],
    });
    const ready = await checkable(definition, settingsSchema.parse({}));
    if (!ready.ok) throw new Error("not checkable");
    const soup = fc.array(
      fc.constantFrom(
        "<p",
        ">",
        "<li>",
        "</p>",
        "<table>",
        "<td>",
        '"',
        "<!--",
        "-->",
        "<b>",
        "</b>",
        "\u00e7",
        "<script>",
        " a='",
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(soup, (parts) => {
        const bytes = new TextEncoder().encode(parts.join(""));
        const report = checkPage(bytes, "text/html", ready.experiment, {
          url: new URL("https://shop.example/p"),
          nowMs: 0,
          prefix: "/_lahza",
        });
        for (const change of report.variants.flatMap(({ changes }) => changes)) {
          expect(change.made).toBeLessThanOrEqual(change.matches);
          for (const text of [change.first?.before, change.first?.after, ...change.places])
            expect((text ?? "").length).toBeLessThan(700);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("pages of the shop", () => {
  test.each([
    ["/a?x=1#y", "https://shop.example/a?x=1"],
    ["https://shop.example/a", "https://shop.example/a"],
    ["https://m.shop.example/a", "https://m.shop.example/a"],
  ])("%s may be asked for", (text, href) => {
    expect(shopAddress(text, SHOP)).toEqual(new URL(href));
  });

  test.each([
    "https://evil.example/",
    "//evil.example/",
    "\\\\evil.example",
    "http://127.0.0.1/",
    "http://169.254.169.254/latest",
    "https://shop.example:8443/",
    "https://user:pass@shop.example/",
    "https://shop.example@evil.example/",
    "file:///etc/passwd",
    "ftp://shop.example/",
    "/_lahza/api/settings",
    "/%5flahza/api/settings",
    "/x/../_lahza",
    "http://[",
    `/${"a".repeat(3000)}`,
  ])("%s may not", (text) => {
    expect(typeof shopAddress(text, SHOP)).toBe("string");
  });

  const input = {
    definition: experimentSchema.parse({
      key: "e",
      name: "e",
      pages: { include: ["/p", "/products/*"] },
      variants: [
        { key: "control", weight: 0.5 },
        { key: "b", weight: 0.5, changes: [{ selector: "h1", action: "set_text", value: "x" }] },
      ],
    }),
    settings: settingsSchema.parse({}),
    shop: SHOP,
    nowMs: 0,
  };
  const html = (body: string | ReadableStream): Response =>
    new Response(body, { headers: { "content-type": "text/html" } });

  test("are fetched through the origin, without anybody's cookies", async () => {
    const asked: Request[] = [];
    const origin = (request: Request): Promise<Response> => {
      asked.push(request);
      return Promise.resolve(html("<h1>y</h1>"));
    };
    const checked = await checkExperiment({ ...input, urls: [], origin });
    expect(checked).toMatchObject({
      ok: true,
      report: { ok: true, pages: [{ url: "https://shop.example/p", ok: true }] },
    });
    expect(asked.map(({ url, headers }) => [url, headers.get("cookie")])).toEqual([
      ["https://shop.example/p", null],
    ]);
    const foreign = await checkExperiment({ ...input, urls: ["https://evil.example/"], origin });
    expect(foreign).toMatchObject({
      report: { ok: false, pages: [{ ok: false, problem: /only pages of the shop/ }] },
    });
    expect(asked).toHaveLength(1);
  });

  test("redirects are followed within the shop only", async () => {
    const origin = (to: string) => (request: Request) =>
      Promise.resolve(
        request.url.endsWith("/p")
          ? new Response(null, { status: 302, headers: { location: to } })
          : html("<h1>y</h1>"),
      );
    const pages = async (to: string): Promise<readonly object[]> => {
      const checked = await checkExperiment({ ...input, urls: ["/p"], origin: origin(to) });
      return checked.ok ? checked.report.pages : [];
    };
    expect(await pages("/products/x")).toMatchObject([{ url: "https://shop.example/products/x", ok: true }]);
    expect(await pages("http://169.254.169.254/")).toMatchObject([{ ok: false }]);
    expect(await pages("/p")).toMatchObject([{ ok: false, problem: /more than 3 times/ }]);
  });

  test("are bounded in size, and a shop that fails is told", async () => {
    const chunk = new Uint8Array(64 * 1024).fill(32);
    const endless = (): Promise<Response> =>
      Promise.resolve(html(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) })));
    expect(await checkExperiment({ ...input, urls: ["/p"], origin: endless })).toMatchObject({
      report: { ok: false, pages: [{ problem: "the page is larger than 2 MB" }] },
    });
    expect(
      await checkExperiment({ ...input, urls: ["/p"], origin: () => Promise.reject(new Error("down")) }),
    ).toMatchObject({
      report: { pages: [{ problem: "the shop did not answer" }] },
    });
  });
});
