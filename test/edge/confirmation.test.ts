/** How pages confirm themselves: alike for every variant, at the same place, and only where somebody can be counted. */
import { describe, expect, it } from "vitest";
import { customerDigest } from "../../src/visitor/customer-digest.ts";
import { readPageToken } from "../../src/visitor/page-token.ts";
import { CONFIG, cookieOf, edgeWith, html, PAGE } from "./edge.ts";
import { tokenIn, withoutOurTags } from "./our-tags.ts";

const shop = (): Promise<Response> => Promise.resolve(html(PAGE, { headers: { etag: '"1"' } }));

function variants(weight: number, changes: readonly object[]) {
  return [
    { key: "control", weight: 1 - weight },
    { key: "changed", weight, css: "h1{color:red}", changes: changes as never },
  ];
}
const TEXT = [{ selector: "h1", action: "set_text", value: "Changed" }];

async function pageOf(weight: number, changes: readonly object[] = TEXT, more = {}): Promise<string> {
  const edge = await edgeWith(
    { experiments: [{ key: "title", variants: variants(weight, changes) }], ...more },
    shop,
  );
  return await (await edge.fetch("/")).text();
}

const visitorIn = (cookie: string | null): string => cookie?.split(".")[1] ?? "";

describe("the tags of a page", () => {
  it("are the same for every variant, first in the same place", async () => {
    const [control, changed] = [await pageOf(0), await pageOf(1)];
    const tags = (page: string): string =>
      /<head>.*?<\/title>(<script .*?<\/noscript>)/s.exec(page)?.[1]?.replaceAll(tokenIn(page) ?? "", "T") ??
      "";
    expect(tags(control)).toContain("data-lahza");
    expect(tags(changed)).toBe(tags(control));
    expect(withoutOurTags(control)).toBe(PAGE);
    expect(withoutOurTags(changed)).toContain("<h1>Changed</h1>");
  });

  it("name this visitor, experiment, phase and variant, and nothing of it can be read as the visitor's id", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }], phases: { title: 3 } }, shop);
    const response = await edge.fetch("/");
    const page = await response.text();
    const visitor = visitorIn(cookieOf(response));
    expect(visitor).toHaveLength(22);
    expect(await readPageToken(tokenIn(page) ?? "", visitor, CONFIG.cookieKeys)).toEqual({
      ruleset: 1,
      exposures: [{ experiment: 1, phase: 3, variant: 1, stretch: 0, unit: "visitor" }],
      facts: null,
      isCustomers: false,
    });
    expect(page).not.toContain(visitor);
  });

  it("name the customer whose page it is, where an experiment is a customer's", async () => {
    const edge = await edgeWith(
      {
        experiments: [{ key: "title", unit: "customer" }],
        settings: { customerCookie: "id" },
      },
      shop,
    );
    const response = await edge.fetch("/", { headers: { cookie: "id=17" } });
    const token = tokenIn(await response.text()) ?? "";
    const visitor = visitorIn(cookieOf(response));
    const isOf = async (id: string) => {
      const digest = await customerDigest(id, CONFIG.cookieKeys);
      return (await readPageToken(token, visitor, CONFIG.cookieKeys, digest))?.isCustomers;
    };
    expect([await isOf("17"), await isOf("18")]).toEqual([true, false]);
    expect(token).not.toContain(await customerDigest("17", CONFIG.cookieKeys));
  });

  it("hold the selectors as text, whatever is in them", async () => {
    const page = await pageOf(0, [{ selector: `h1[title="<a&b>'"]`, action: "set_text", value: "x" }]);
    expect(page).toContain(`data-places="[[&#34;h1[title=\\&#34;&#60;a&#38;b&#62;'\\&#34;]&#34;]]"`);
  });

  it.each([
    ["a rollout", { rollouts: { title: "changed" } }],
    ["nobody who consented", { settings: { consent: { mode: "cookie" as const, cookie: "ok" } } }],
  ])("are not there for %s", async (_what, more) => {
    expect(await pageOf(1, TEXT, more)).not.toContain("data-lahza");
  });

  it("are not there where the experiment does not speak the page's language", async () => {
    const inFrench = [{ selector: "h1", action: "set_text", value: { fr: "Du thé" } }];
    expect(await pageOf(1, inFrench)).toBe(PAGE);
  });

  it.each(["", "1", "ok \n", " \n "])("are not in an answer without a tag (%j)", async (body) => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, () => Promise.resolve(html(body)));
    expect(await (await edge.fetch("/")).text()).toBe(body);
  });

  it("ask for what goals need, and for the data layer's module only where one listens", async () => {
    const goals = [
      { key: "chart", kind: "click" as const, selector: "#chart" },
      { key: "elsewhere", kind: "view" as const, selector: "p", path: "/other" },
    ];
    const page = await pageOf(0, TEXT, { goals });
    expect(page).toContain(`data-goals="[[&#34;click&#34;,&#34;chart&#34;,&#34;#chart&#34;]]"`);
    expect(page).not.toContain("data-events");
    const heard = await pageOf(0, TEXT, {
      goals: [{ key: "cart", kind: "data_layer", event: "add_to_cart", listen: "addToCart" }],
    });
    expect(heard).toContain(`data-events="[[&#34;addToCart&#34;,&#34;add_to_cart&#34;]]"`);
    expect(await pageOf(0)).not.toContain("data-goals");
  });

  it("load under a policy that allows nothing, and connect nowhere but to us", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, () =>
      Promise.resolve(html(PAGE, { headers: { "content-security-policy": "default-src 'none'" } })),
    );
    const response = await edge.fetch("/");
    const script = /<script src="([^"]+)"/.exec(await response.text())?.[1];
    expect(response.headers.get("content-security-policy")).toBe(
      `default-src 'none'; script-src ${script}; style-src https://shop.example/_lahza/c/; connect-src https://shop.example/_lahza/events`,
    );
  });

  it("leave the script out where it could not run, count that, and leave the stylesheet", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, () =>
      Promise.resolve(html(PAGE, { headers: { "content-security-policy": "sandbox allow-forms" } })),
    );
    const page = await (await edge.fetch("/")).text();
    await edge.settle();
    expect(page).not.toContain("<script");
    expect(page).toMatch(
      /<noscript><link rel="stylesheet" media="print" href="[^"]+\/_lahza\/c\/0\/v1\.[^"]+"><\/noscript>/,
    );
    expect(edge.counters).toContainEqual({ reason: "policy", subject: "script: sandbox" });
  });
});

describe("a visitor's own page", () => {
  it("is revalidated by who has it, and is another one's never", async () => {
    let full = 0;
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, (request) => {
      if (request.headers.get("if-none-match") === '"1"')
        return Promise.resolve(new Response(null, { status: 304, headers: { etag: '"1"' } }));
      full++;
      return shop();
    });
    const one = await edge.fetch("/");
    const page = await one.text();
    const cookie = cookieOf(one) ?? "";
    const etag = one.headers.get("etag") ?? "";
    const again = await edge.fetch("/", { headers: { cookie, "if-none-match": etag } });
    // The page in the browser stays true: its token is the one that would be written today.
    expect([again.status, again.headers.get("etag")]).toEqual([304, etag]);
    const whole = await (await edge.fetch("/", { headers: { cookie } })).text();
    expect(tokenIn(whole)).toBe(tokenIn(page));
    const other = await edge.fetch("/", { headers: { "if-none-match": etag } });
    expect(other.status).toBe(200);
    expect(tokenIn(await other.text())).not.toBe(tokenIn(page));
    expect(full).toBe(3);
  });

  it("is not revalidated by another known visitor with the same variants, who shares the browser's cache", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, (request) =>
      request.headers.has("if-none-match")
        ? Promise.resolve(new Response(null, { status: 304, headers: { etag: '"1"' } }))
        : shop(),
    );
    const [one, other] = [await edge.fetch("/"), await edge.fetch("/")];
    const etag = one.headers.get("etag") ?? "";
    const asked = await edge.fetch("/", {
      headers: { cookie: cookieOf(other) ?? "", "if-none-match": etag },
    });
    expect(asked.status).toBe(200);
    expect(tokenIn(await asked.text())).toBe(tokenIn(await other.text()));
  });

  it("fetched ahead is counted by nobody yet, and its token brings what is known now", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, shop);
    const response = await edge.fetch("/", { headers: { "sec-purpose": "prefetch;prerender" } });
    const page = await response.text();
    await edge.settle();
    expect(edge.exposures).toEqual([]);
    const token = await readPageToken(tokenIn(page) ?? "", visitorIn(cookieOf(response)), CONFIG.cookieKeys);
    expect(token?.facts).toMatchObject({ device: "desktop", visitor: "new", language: null });
  });
});

describe("the place of a change", () => {
  it.each([
    ["remove", { selector: ".price", action: "remove" }, "<!--lahza:1--></body>"],
    [
      "replace",
      { selector: ".price", action: "replace", value: "<b>x</b>" },
      "<!--lahza:1--><b>x</b></body>",
    ],
    ["remove_class", { selector: ".price", action: "remove_class", value: "price" }, `data-lahza-place="1"`],
    [
      "set_attribute",
      { selector: "p[class]", action: "set_attribute", name: "class", value: "x" },
      `data-lahza-place="1"`,
    ],
    ["before", { selector: "p:nth-of-type(1)", action: "before", value: "<p>x</p>" }, `data-lahza-place="1"`],
  ])("that %s hides is marked in the variant, and control stays as it is", async (_what, change, mark) => {
    expect(await pageOf(1, [change])).toContain(mark);
    expect(withoutOurTags(await pageOf(0, [change]))).toBe(PAGE);
  });

  it.each([
    ["set_text", TEXT[0]],
    ["after", { selector: "h1", action: "after", value: "<p>x</p>" }],
    ["set_attribute", { selector: "h1", action: "set_attribute", name: "title", value: "x" }],
  ])("that %s leaves where it is needs no mark", async (_what, change) => {
    expect(withoutOurTags(await pageOf(1, [change as object]))).not.toMatch(/lahza:|data-lahza-place/);
  });
});
