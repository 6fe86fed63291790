/** What is none of our business goes by as it is, and nothing that is some of it does. */
import { describe, expect, it } from "vitest";
import { passUnseen, type Seen } from "../../src/edge/unseen.ts";
import { formatTicket } from "../../src/preview/token.ts";
import { CONFIG, cookieOf, edgeWith, html, NOW_MS, PAGE, rulesOf } from "./edge.ts";

const shop = (): Promise<Response> => Promise.resolve(html(PAGE));
const ON_SALE = { pages: { include: ["/sale/*"] } };

/** An edge whose clock and ruleset are moved by hand. */
async function movable(...definitions: Parameters<typeof rulesOf>[0][]) {
  const rules = await Promise.all(definitions.map(rulesOf));
  const clock = { nowMs: NOW_MS, rules: 0 };
  const found = await edgeWith(null, shop);
  const edge = {
    ...found.edge,
    get nowMs() {
      return clock.nowMs;
    },
    rulesets: {
      ...found.edge.rulesets,
      current: () => ({ state: "warm" as const, ruleset: rules[clock.rules] ?? null }),
    },
  };
  const { fetch } = await edgeWith(null, shop, edge);
  const isTouched = async (path: string, init?: RequestInit): Promise<boolean> => {
    // `edgeWith` copies what replaces its own: the clock is read anew.
    const again = await edgeWith(null, shop, { ...edge, nowMs: clock.nowMs });
    const answer = await (init === undefined ? again.fetch(path) : again.fetch(path, init));
    return (await answer.text()).includes("Changed");
  };
  return { clock, fetch, isTouched };
}

describe("an address that went by", () => {
  it("is looked at when its experiment's time has come, and when another ruleset speaks of it", async () => {
    const later = { startAt: new Date(NOW_MS + 60_000).toISOString(), endAt: null };
    const { clock, isTouched } = await movable(
      { experiments: [{ key: "later", ...ON_SALE, schedule: later }] },
      { experiments: [{ key: "other", pages: { include: ["/other"] } }] },
    );
    for (let times = 0; times < 3; times++) {
      expect(await isTouched("/sale/tea?a=1")).toBe(false);
      expect(await isTouched("/other")).toBe(false);
    }
    clock.nowMs += 61_000;
    expect(await isTouched("/sale/tea?a=1")).toBe(true);
    expect(await isTouched("/other")).toBe(false);
    clock.rules = 1;
    expect(await isTouched("/other")).toBe(true);
    expect(await isTouched("/sale/tea")).toBe(false);
  });

  it("says nothing of other methods, and of other hosts", async () => {
    const { isTouched } = await movable({
      experiments: [{ key: "host", pages: { include: ["/*"], hosts: ["a.example"] } }],
    });
    for (let times = 0; times < 2; times++) {
      expect(await isTouched("https://b.example/tea")).toBe(false);
      expect(await isTouched("https://a.example/tea")).toBe(true);
    }
  });
});

describe("what is seen", () => {
  it("are goals of pages and requests, on addresses that went by before", async () => {
    const edge = await edgeWith(
      {
        experiments: [{ key: "sale", ...ON_SALE }],
        goals: [
          { key: "thanks", kind: "page", path: "/thanks" },
          { key: "load", kind: "request", method: "PUT", path: "/cart" },
        ],
      },
      shop,
    );
    const first = await edge.fetch("/sale/tea");
    await first.text();
    const cookie = cookieOf(first) ?? "";
    expect(cookie).not.toBe("");
    const headers = { cookie };
    for (let times = 0; times < 2; times++) {
      await (await edge.fetch("/thanks")).text();
      await (await edge.fetch("/thanks", { headers })).text();
      await edge.fetch("/cart", { method: "PUT", headers });
      await edge.fetch("/tea", { headers });
    }
    await edge.settle();
    expect(edge.events.map(({ name }) => name).sort()).toEqual(["load", "load", "thanks", "thanks"]);
    // A second page of the visit.
    expect(edge.behaviour.length).toBeGreaterThan(0);
    // The shop never sees our cookie, nor a visitor that somebody made up.
    const asked = edge.asked.filter(({ url }) => !url.includes("/sale/"));
    expect(asked.every((request) => !request.headers.has("cookie"))).toBe(true);
    await edge.fetch("/tea", { headers: { "lahza-visitor": "made-up" } });
    await edge.fetch("/app.js", {
      headers: { "sec-fetch-dest": "script", "lahza-visitor": "x", cookie: `a=1; ${cookie}` },
    });
    expect(edge.asked.at(-2)?.headers.has("lahza-visitor")).toBe(false);
    expect(edge.asked.at(-1)?.headers.has("lahza-visitor")).toBe(false);
    expect(edge.asked.at(-1)?.headers.get("cookie")).toBe("a=1");
  });

  it("is a payment page's POST that is answered with the order", async () => {
    const goal = { key: "paid", kind: "page" as const, path: "/thanks", orderId: { selector: "h1" } };
    const paid = (): Promise<Response> => Promise.resolve(html(PAGE.replace("Tea", "A-17")));
    const edge = await edgeWith({ goals: [goal] }, paid);
    await (
      await edge.fetch("/thanks", { method: "POST", headers: { "sec-fetch-site": "cross-site" } })
    ).text();
    await edge.settle();
    expect(edge.events.map(({ orderId }) => orderId)).toEqual(["A-17"]);
  });

  it("is who was exposed, but not while Lahza is switched off", async () => {
    const experiments = [{ key: "sale", ...ON_SALE }];
    const on = await edgeWith({ experiments }, shop);
    const first = await on.fetch("/sale/tea");
    await first.text();
    const headers = { cookie: cookieOf(first) ?? "" };
    const off = await edgeWith({ experiments, settings: { enabled: false } }, shop);
    for (const edge of [on, off]) {
      await (await edge.fetch("/tea", { headers })).text();
      await edge.settle();
    }
    expect(on.behaviour).toHaveLength(1);
    expect(off.behaviour).toHaveLength(0);
  });

  it("is who looks at a draft, on whatever page", async () => {
    const ticket = { preview: "1-0123456789abcdef", variant: 1, endsAtMs: NOW_MS + 60_000 };
    const signed = await formatTicket(ticket, CONFIG.cookieKeys);
    const edge = await edgeWith({}, shop, { preview: () => Promise.resolve(new Response("a draft")) });
    const view = async (cookie: string, dest = "document"): Promise<string> =>
      await (await edge.fetch("/tea", { headers: { cookie, "sec-fetch-dest": dest } })).text();
    expect(await view(`lahza_preview=${signed}`)).toBe("a draft");
    expect(await view("lahza_preview=forged")).toBe(PAGE);
    // The visual editor's frame, which a browser calls no document.
    expect(await view(`lahza_frame=${signed}`, "iframe")).toBe("a draft");
    expect(await view(`lahza_frame=${signed}`, "image")).toBe(PAGE);
    expect(await view("lahza_frame=forged", "iframe")).toBe(PAGE);
  });

  it("is a shop that fails: once asked, once counted, its failure the shopper's", async () => {
    const edge = await edgeWith({}, () => Promise.reject(new TypeError("no shop")));
    for (const headers of [{}, { "sec-fetch-dest": "image" }])
      await expect(edge.fetch("/", { headers })).rejects.toThrow("no shop");
    await edge.settle();
    expect(edge.asked).toHaveLength(2);
    expect(edge.counters).toEqual([
      { reason: "origin-failure", subject: "TypeError" },
      { reason: "origin-failure", subject: "TypeError" },
    ]);
  });

  it("is the ruleset that has to be refreshed, behind a page and not behind a picture", async () => {
    let refreshed = 0;
    const { edge } = await edgeWith({}, shop);
    const ruleset = await rulesOf({});
    const refresh = async (): Promise<void> => void (refreshed += 1);
    const stale = {
      ...edge,
      rulesets: { ...edge.rulesets, current: () => ({ state: "stale" as const, ruleset, refresh }) },
    };
    const ask = (kind: "page" | "other"): Promise<Response> | Seen =>
      passUnseen(new Request("https://shop.example/"), kind, stale);
    await ask("other");
    expect(refreshed).toBe(0);
    await ask("page");
    await ask("page");
    expect(refreshed).toBe(2);
  });
});
