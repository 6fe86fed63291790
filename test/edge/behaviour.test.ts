/** Visits and second pages of exposed visitors: what bounces and returns are counted by. */
import { describe, expect, it } from "vitest";
import { cookieOf, edgeWith, html, NOW_MS, PAGE, visitCookieOf } from "./edge.ts";
import { tokenIn } from "./our-tags.ts";

const MINUTE = 60_000;
const TITLE = { experiments: [{ key: "title", pages: { include: ["/p/*"] } }] };

/** A browser that keeps cookies, as it goes through a shop. */
async function shopper(definitions: Parameters<typeof edgeWith>[0] = TITLE) {
  const edge = await edgeWith(definitions, (request) =>
    Promise.resolve(
      request.url.includes("/gone")
        ? html("gone", { status: 404 })
        : html(PAGE, { headers: { etag: '"1"' } }),
    ),
  );
  const jar = new Map<string, string>();
  const keep = (name: string, pair: string | null): void => void (pair !== null && jar.set(name, pair));
  async function view(path: string, afterMinutes = 0, headers: Record<string, string> = {}) {
    Object.assign(edge.edge, { nowMs: NOW_MS + afterMinutes * MINUTE });
    const { cookie: more = "", ...others } = headers;
    const cookie = [...jar.values(), more].join("; ");
    const response = await edge.fetch(path, { headers: { ...others, cookie } });
    keep("lahza", cookieOf(response));
    keep("lahza_s", visitCookieOf(response));
    const page = await response.text();
    await edge.settle();
    return { response, page };
  }
  const names = (): string[] => edge.behaviour.map(({ name }) => name);
  return { edge, view, names, forgetVisit: () => jar.delete("lahza_s") };
}

describe("a visit", () => {
  it("of one page leaves nothing: a bounce", async () => {
    const { view, names, edge } = await shopper();
    await view("/p/1");
    expect([edge.exposures.length, names()]).toEqual([1, []]);
  });

  it("goes on to a second page, touched or not, and that is told once", async () => {
    for (const second of ["/p/2", "/cart"]) {
      const { view, names, edge } = await shopper();
      await view("/p/1");
      await view(second, 1);
      await view("/p/3", 2);
      await view("/cart", 3);
      expect(names()).toEqual(["lahza.page"]);
      expect(edge.behaviour[0]).toMatchObject({
        source: "edge",
        unit: edge.exposures[0]?.visitor,
        visitor: edge.exposures[0]?.visitor,
        atMs: NOW_MS + MINUTE,
      });
    }
  });

  it("goes on where a goal is all that a page has, and only there its cookie is not written", async () => {
    const goals = [{ kind: "page" as const, key: "checkout", path: "/checkout", value: { selector: "h1" } }];
    const { view, names } = await shopper({ ...TITLE, goals });
    await view("/p/1");
    const { response } = await view("/checkout", 5);
    expect([names(), visitCookieOf(response)]).toEqual([["lahza.page"], null]);
    await view("/checkout", 90);
    expect(names()).toEqual(["lahza.page", "lahza.visit"]);
  });

  it("ends after 30 idle minutes; the next one is told, and goes on by itself", async () => {
    const { view, names } = await shopper();
    await view("/p/1");
    for (const minute of [20, 40, 60]) await view("/p/2", minute);
    expect(names()).toEqual(["lahza.page"]);
    await view("/p/2", 60 + 31);
    expect(names()).toEqual(["lahza.page", "lahza.visit"]);
    await view("/p/2", 60 + 32);
    expect(names()).toEqual(["lahza.page", "lahza.visit", "lahza.page"]);
  });

  it("that begins on a page without experiments is told there, without a cookie, and not twice", async () => {
    const { view, names, forgetVisit } = await shopper();
    await view("/p/1");
    forgetVisit();
    const { response, page } = await view("/", 60);
    expect([page, response.headers.getSetCookie()]).toEqual([PAGE, []]);
    await view("/about", 61);
    await view("/p/1", 62);
    expect(names()).toEqual(["lahza.visit"]);
  });

  it("comes to pages of a moment of the journey: the first that the settings name, once a day, from the exposure on", async () => {
    const momentPages = [
      { path: "/blog/*", moment: "zmot" as const },
      { path: "/p/*", moment: "fmot" as const },
      { path: "/*", moment: "umot" as const },
    ];
    const { view, names, edge } = await shopper({ ...TITLE, settings: { momentPages } });
    await view("/blog/teas");
    expect(names()).toEqual([]);
    await view("/p/1", 1);
    await view("/p/1", 2);
    await view("/blog/teas", 3);
    await view("/blog/teas", 4);
    expect([...names()].sort()).toEqual(["lahza.moment.fmot", "lahza.moment.zmot", "lahza.page"]);
    expect(new Set(edge.behaviour.map(({ unit }) => unit)).size).toBe(1);
    await view("/about", 24 * 60 + 5);
    await view("/blog/teas", 24 * 60 + 6);
    expect(names().slice(3).sort()).toEqual(["lahza.moment.umot", "lahza.moment.zmot", "lahza.visit"]);
  });

  it("is told by the same id by another isolate, so that it counts once", async () => {
    const ids: string[] = [];
    const one = await shopper();
    const first = await one.view("/p/1");
    const cookie = `${cookieOf(first.response)}; ${visitCookieOf(first.response)}`;
    for (let isolate = 0; isolate < 2; isolate++) {
      const { view, edge } = await shopper();
      await view("/p/2", 1, { cookie });
      ids.push(...edge.behaviour.map(({ unit, id }) => `${unit} ${id}`));
    }
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });

  it.each<[string, string, Record<string, string>]>([
    ["the same page once more", "/p/1", { "cache-control": "max-age=0" }],
    ["a page made ahead", "/p/2", { "sec-purpose": "prefetch;prerender" }],
    ["an error", "/gone", {}],
    ["a crawler's", "/p/2", { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" }],
    ["after opting out", "/p/2", { cookie: "lahza_optout=1" }],
    [
      "a script's request",
      "/cart",
      { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors", accept: "text/html" },
    ],
  ])("%s is no second page", async (_what, path, headers) => {
    const { view, names } = await shopper();
    await view("/p/1");
    await view(path, 1, headers);
    expect(names()).toEqual([]);
  });

  it("of somebody who was never exposed is nobody's business", async () => {
    const { view, names } = await shopper();
    await view("/cart");
    await view("/about", 1);
    expect(names()).toEqual([]);
  });
});

describe("where a redirect leads", () => {
  const REDIRECT = {
    experiments: [
      {
        key: "title",
        pages: { include: ["/old"] },
        variants: [
          { key: "control", weight: 0 },
          { key: "moved", weight: 1, redirect: "/new" },
        ],
      },
    ],
  };

  it("the exposure is confirmed, by the same tag as on control's page, and it is one page", async () => {
    const { view, names, edge } = await shopper(REDIRECT);
    const away = await view("/old?utm_source=mail");
    expect([away.response.status, away.response.headers.get("location")]).toEqual([
      302,
      "/new?utm_source=mail",
    ]);
    const { page, response } = await view("/new?utm_source=mail");
    expect(tokenIn(page)).not.toBeNull();
    expect(page).toContain('data-places="[[]]"');
    expect(response.headers.get("cache-control")).toBe("private, no-cache");
    expect(new Set(edge.exposures.map(({ experiment, variant }) => `${experiment}/${variant}`))).toEqual(
      new Set(["1/1"]),
    );
    expect(names()).toEqual([]);
    await view("/new", 1);
    expect(names()).toEqual(["lahza.page"]);
  });

  it("a return and a second page by the redirect are told as on control's page, and once", async () => {
    const DAY = 24 * 60;
    const paths = async (definitions: Parameters<typeof edgeWith>[0]): Promise<string[]> => {
      const { view, names, edge } = await shopper(definitions);
      const follow = async (minutes: number) => {
        const { response } = await view("/old", minutes);
        if (response.status === 302) await view(response.headers.get("location") ?? "", minutes);
      };
      await follow(0);
      expect(names()).toEqual([]);
      await follow(3 * DAY);
      expect(names()).toEqual(["lahza.visit"]);
      await follow(3 * DAY + 2);
      return edge.behaviour.map(({ name, id }) => `${name} ${id}`);
    };
    const [experiment] = REDIRECT.experiments;
    const [control, moved] = await Promise.all(
      [1, 0].map((weight) =>
        paths({
          experiments: [
            {
              ...experiment,
              key: "title",
              variants: [
                { key: "control", weight },
                { key: "moved", weight: 1 - weight, redirect: "/new" },
              ],
            },
          ],
        }),
      ),
    );
    expect(moved).toHaveLength(2);
    expect(moved).toEqual(control);
  });

  it("all others see the shop's page as it is, without a cookie", async () => {
    const { view, edge } = await shopper(REDIRECT);
    const { page, response } = await view("/new");
    expect([page, response.headers.getSetCookie(), response.headers.get("etag")]).toEqual([PAGE, [], '"1"']);
    expect(edge.exposures).toEqual([]);
  });

  it("somebody in control who comes there by a link sees the shop's page, too", async () => {
    const control = {
      experiments: [
        {
          ...REDIRECT.experiments[0],
          key: "title",
          variants: [
            { key: "control", weight: 1 },
            { key: "moved", weight: 0, redirect: "/new" },
          ],
        },
      ],
    };
    const { view, names } = await shopper(control);
    expect(tokenIn((await view("/old")).page)).not.toBeNull();
    const { page, response } = await view("/new", 1);
    expect([page, response.headers.getSetCookie()]).toEqual([PAGE, []]);
    expect(names()).toEqual(["lahza.page"]);
  });
});
