import { describe, expect, it } from "vitest";
import { type ExperimentInput, experimentSchema } from "../domain/experiment.schema.ts";
import { liveWarnings } from "./live.ts";

const SHOP = { base: new URL("https://shop.example"), hosts: ["m.shop.example"], prefix: "/_lahza" };

const experiment = (include: string[], selectors: string[], pages: object = {}) =>
  experimentSchema.parse({
    key: "e",
    name: "E",
    pages: { include, ...pages },
    variants: [
      { key: "a", weight: 0.5 },
      {
        key: "b",
        weight: 0.5,
        changes: selectors.map((selector) => ({ selector, action: "set_text", value: { fa: "سلام" } })),
      },
    ],
  } satisfies ExperimentInput);

/** A shop of these pages; anything else is a 404. */
function shopOf(pages: { readonly [path: string]: string | Response }) {
  const asked: string[] = [];
  const origin = (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    expect(request.headers.get("cookie")).toBeNull();
    const page = pages[pathname] ?? new Response("gone", { status: 404 });
    return Promise.resolve(
      typeof page === "string" ? new Response(page, { headers: { "content-type": "text/html" } }) : page,
    );
  };
  return { asked, origin };
}

async function told(
  pages: { readonly [path: string]: string | Response },
  ...[include, selectors, more]: Parameters<typeof experiment>
): Promise<{ asked: string[]; told: string[] }> {
  const { asked, origin } = shopOf(pages);
  const definition = experiment(include, selectors, more);
  const found = await liveWarnings({ definition, origin, shop: SHOP, timeoutMs: 1_000 });
  return { asked, told: found.map(({ pointer, detail }) => `${pointer} ${detail}`) };
}

describe("the live page", () => {
  it("tells which selectors match nothing, of a page that is named in full", async () => {
    const pages = { "/p": "<h1 class=title>x</h1><p>y" };
    expect(await told(pages, ["/p"], [".title", ".gone", "h1 > p", "h1"])).toEqual({
      asked: ["/p"],
      told: [
        expect.stringMatching(
          /^\/variants\/1\/changes\/1\/selector this matches nothing on the live page \/p/,
        ),
        expect.stringMatching(/^\/variants\/1\/changes\/2\/selector /),
      ],
    });
  });

  it("is found by a link of the front page, for a pattern", async () => {
    const front =
      "<!-- <a href='/products/no'> --><script>'<a href=/products/no>'</script>" +
      "<a href='https://evil.example/products/x'>1</a> <A class=x HREF = /about>2</A>" +
      '<a href="//shop.example/products/gift-card">3</a><a href="products/t&#101;a?x=1&amp;y=2#z">4</a>';
    const pages = { "/": front, "/products/tea": "<h1>Tea</h1>" };
    const exclude = { exclude: ["/products/gift-card"] };
    expect(await told(pages, ["/products/*"], ["h1", "h2"], exclude)).toEqual({
      asked: ["/", "/products/tea"],
      told: [
        expect.stringContaining(
          "/variants/1/changes/1/selector this matches nothing on the live page /products/tea",
        ),
      ],
    });
  });

  it("is the front page itself where that fits", async () => {
    expect((await told({ "/": "<h1>x</h1>" }, ["*"], ["h2"])).asked).toEqual(["/"]);
  });

  it.each<[string, { [path: string]: string | Response }, string[], RegExp]>([
    ["is not there", {}, ["/p"], /^\/pages\/include\/0 on the live page \/p nothing is changed: .*200/],
    [
      "is no HTML",
      { "/p": new Response("{}", { headers: { "content-type": "application/json" } }) },
      ["/q*", "/p"],
      /^\/pages\/include\/1 .*not an HTML page/,
    ],
  ])("that %s is told with its pattern", async (_what, pages, include, words) => {
    expect((await told(pages, include, ["h1"])).told).toEqual([expect.stringMatching(words)]);
  });

  it.each<[string, { [path: string]: string | Response }, string[], string[], object, number]>([
    ["there is nothing to change", { "/p": "" }, ["/p"], [], {}, 0],
    ["no link fits", { "/": "<a href=/about>x</a>" }, ["/products/*"], ["h1"], {}, 1],
    ["the page is another host's", { "/p": "" }, ["/p"], ["h1"], { hosts: ["b.example"] }, 0],
    ["the page is excluded again", { "/p": "" }, ["/p"], ["h1"], { exclude: ["/p"] }, 0],
    ["the page is Lahza's own", { "/_lahza/x": "" }, ["/_lahza/x"], ["h1"], {}, 0],
    [
      "the page leads to other networks",
      { "/p": new Response(null, { status: 302, headers: { location: "http://169.254.169.254/" } }) },
      ["/p"],
      ["h1"],
      {},
      1,
    ],
    [
      "the link leads to another page",
      {
        "/": "<a href=/products/x>x</a>",
        "/products/x": new Response(null, { status: 302, headers: { location: "/login" } }),
        "/login": "<p>",
      },
      ["/products/*"],
      ["h1"],
      {},
      3,
    ],
  ])("says nothing when %s", async (_what, pages, include, selectors, more, count) => {
    const { asked, told: words } = await told(pages, include, selectors, more);
    expect([asked.length, words]).toEqual([count, []]);
  });

  it("says nothing when the shop fails, or takes longer than it may", async () => {
    const definition = experiment(["/products/*"], ["h1"]);
    const input = { definition, shop: SHOP, timeoutMs: 30 };
    expect(await liveWarnings({ ...input, origin: () => Promise.reject(new Error("down")) })).toEqual([]);
    const startedMs = performance.now();
    expect(await liveWarnings({ ...input, origin: () => new Promise(() => undefined) })).toEqual([]);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});
