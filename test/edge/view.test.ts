/** Pages that are opened without being loaded: what the edge says of them, to whom, and what it records. */
import { describe, expect, it } from "vitest";
import { answerView } from "../../src/edge/view.ts";
import { readPageToken } from "../../src/visitor/page-token.ts";
import {
  CONFIG,
  cookieOf,
  type Definitions,
  edgeWith,
  html,
  NAVIGATION,
  NOW_MS,
  PAGE,
  type TestEdge,
} from "./edge.ts";

const shop = (): Promise<Response> => Promise.resolve(html(PAGE));
const SAME_ORIGIN = { "sec-fetch-site": "same-origin", "user-agent": NAVIGATION["user-agent"] };

const KEPT: Definitions = { experiments: [{ key: "kept", hydrated: true, pages: { include: ["/tea"] } }] };

function ask(edge: TestEdge, to: string, headers: Record<string, string> = {}, more = ""): Promise<Response> {
  const address = `https://shop.example/_lahza/view?lang=en&to=${encodeURIComponent(to)}${more}`;
  return answerView(new Request(address, { headers: { ...SAME_ORIGIN, ...headers } }), edge.edge);
}

interface View {
  readonly changes: unknown[];
  readonly token?: string;
  readonly places?: unknown[];
}

describe("the view of a page", () => {
  it("names the changes and confirms itself; the exposure waits for the browser", async () => {
    const edge = await edgeWith(KEPT, shop);
    const response = await ask(edge, "/tea?size=2");
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const view = await response.json<View>();
    expect(view.changes).toEqual([["h1", "set_text", null, "Changed"]]);
    expect(view.places).toEqual([["h1"]]);
    const visitor = cookieOf(response)?.split(".")[1] ?? "";
    const token = await readPageToken(view.token ?? "", visitor, CONFIG.cookieKeys);
    expect(token?.exposures).toMatchObject([{ experiment: 1, phase: 1, variant: 1 }]);
    // What counts it is the confirmation, which has to bring the visit's facts.
    expect(token?.facts).toMatchObject({ device: "desktop", visitor: "new" });
    await edge.settle();
    expect(edge.exposures).toEqual([]);
    // The shop is not asked: the browser has the page from it already.
    expect(edge.asked).toEqual([]);
  });

  it("is of the same variant as the page that is loaded, and makes nobody anew who is known", async () => {
    const split = {
      ...KEPT.experiments?.[0],
      key: "kept",
      variants: [
        { key: "control", weight: 0.5, changes: [] },
        {
          key: "changed",
          weight: 0.5,
          changes: [{ selector: "h1", action: "set_text" as const, value: "Changed" }],
        },
      ],
    };
    const edge = await edgeWith({ experiments: [split] }, shop);
    const met = new Set<boolean>();
    for (let visitor = 0; visitor < 20; visitor++) {
      const loaded = await edge.fetch("/tea");
      const isChanged = (await loaded.text()).includes("Changed");
      const response = await ask(edge, "/tea", { cookie: cookieOf(loaded) ?? "" });
      expect((await response.json<View>()).changes).toHaveLength(isChanged ? 1 : 0);
      expect(cookieOf(response)).toBeNull();
      met.add(isChanged);
    }
    expect(met.size).toBe(2);
  });

  it("leaves out what cannot act there: other experiments, other languages, those that lead elsewhere", async () => {
    const persian = [{ selector: "h1", action: "set_text", value: { fa: "چای" } }];
    const spoken = [
      { key: "control", weight: 0 },
      { key: "b", weight: 1, changes: persian },
    ];
    const elsewhere = [
      { key: "control", weight: 0 },
      { key: "other", weight: 1, redirect: "/coffee" },
    ];
    const edge = await edgeWith(
      {
        experiments: [
          { key: "loaded", pages: { include: ["/tea"] } },
          { key: "persian", hydrated: true, variants: spoken as never },
          { key: "led", hydrated: true, variants: elsewhere as never },
        ],
      },
      shop,
    );
    const response = await ask(edge, "/tea");
    expect(response.status).toBe(204);
    expect(response.headers.get("set-cookie")).toBeNull();
    const inPersian = await answerView(
      new Request("https://shop.example/_lahza/view?lang=fa-IR&to=/tea", { headers: SAME_ORIGIN }),
      edge.edge,
    );
    expect((await inPersian.json<View>()).changes).toHaveLength(1);
  });

  it("brings what stays within its elements only where the framework keeps the server's", async () => {
    const changes = [
      { selector: "h1", action: "set_attribute" as const, name: "title", value: "new" },
      { selector: "p.price", action: "after" as const, value: "<p>Safe</p>" },
      { selector: "p.price", action: "remove" as const },
    ];
    const variants = [
      { key: "control", weight: 0 },
      { key: "b", weight: 1, changes },
    ];
    const body = async (hydrated: true | "in-place"): Promise<string> => {
      const edge = await edgeWith({ experiments: [{ key: "kept", hydrated, variants }] }, shop);
      return await (await edge.fetch("/tea")).text();
    };
    expect(await body("in-place")).toContain(
      '<h1 data-lahza-was-title="" title="new">Tea</h1><p class=price hidden="lahza">$4</p></body>',
    );
    expect(await body("in-place")).toContain(" data-in-place");
    expect(await body(true)).toContain(
      '<h1 data-lahza-was-title="" title="new">Tea</h1><!--lahza:1--><p>Safe</p></body>',
    );
  });
});

describe("what is recorded of it", () => {
  it("goals of the page, once a view, and of those that read it, that they could not", async () => {
    const edge = await edgeWith(
      {
        ...KEPT,
        goals: [
          { key: "saw", name: "saw", kind: "page", path: "/tea" },
          { key: "paid", name: "paid", kind: "page", path: "/tea", value: { selector: ".price" } },
        ],
      },
      shop,
    );
    const loaded = await edge.fetch("/tea");
    await loaded.text();
    const cookie = cookieOf(loaded) ?? "";
    await edge.settle();
    edge.events.length = edge.counters.length = 0;
    await ask(edge, "/tea", { cookie });
    await ask(edge, "/tea", { cookie });
    await edge.settle();
    expect(edge.events.map(({ name }) => name)).toEqual(["saw", "saw"]);
    expect(new Set(edge.events.map(({ id }) => id)).size).toBe(2);
    expect(edge.counters).toEqual([
      { reason: "not-loaded", subject: "paid" },
      { reason: "not-loaded", subject: "paid" },
    ]);
  });

  it("a further page of the visit", async () => {
    const edge = await edgeWith({ experiments: [{ key: "kept", hydrated: true }] }, shop);
    const first = await edge.fetch("/tea");
    await first.text();
    const cookie = first.headers
      .getSetCookie()
      .map((one) => one.split(";", 1)[0])
      .join("; ");
    await ask(edge, "/coffee", { cookie });
    await edge.settle();
    expect(edge.behaviour.map(({ name }) => name)).toEqual(["lahza.page"]);
  });

  it("nothing of a crawler, nor of somebody whom nothing there is about", async () => {
    const goals = [{ key: "saw", name: "saw", kind: "page" as const, path: "/*" }];
    const edge = await edgeWith({ ...KEPT, goals }, shop);
    const bot = { "user-agent": "Googlebot/2.1 (+http://www.google.com/bot.html)" };
    await ask(edge, "/tea", bot);
    expect((await ask(edge, "/coffee")).status).toBe(204);
    await edge.settle();
    expect(edge.events).toEqual([]);
  });
});

describe("nobody is told anything", () => {
  it.each([
    ["another site", { "sec-fetch-site": "cross-site" }, "/tea", 403],
    ["another host", {}, "//elsewhere.example/tea", 204],
    ["no path", {}, "https://elsewhere.example/", 204],
    ["a draft's preview", { cookie: "lahza_preview=x" }, "/tea", 204],
    ["a path beyond all measure", {}, `/${"a".repeat(5_000)}`, 204],
  ])("%s", async (_, headers, to, status) => {
    const edge = await edgeWith(KEPT, shop);
    const response = await ask(edge, to, headers);
    expect([response.status, await response.text()]).toEqual([status, ""]);
    expect(response.headers.get("set-cookie")).toBeNull();
  });

  it("where Lahza is switched off, the page has tripped, or nobody may be counted without asking", async () => {
    const off = await edgeWith({ ...KEPT, settings: { enabled: false } }, shop);
    expect((await ask(off, "/tea")).status).toBe(204);
    const tripped = await edgeWith(KEPT, shop);
    tripped.edge.circuit.trip("/tea", NOW_MS);
    expect((await ask(tripped, "/tea")).status).toBe(204);
    const strict = await edgeWith({ ...KEPT, settings: { consent: { mode: "cookie", cookie: "ok" } } }, shop);
    const response = await ask(strict, "/tea");
    expect([response.status, response.headers.get("set-cookie")]).toEqual([204, null]);
  });

  it("when something breaks, which is counted", async () => {
    const edge = await edgeWith(KEPT, shop, {
      random: () => {
        throw new RangeError("no chance");
      },
    });
    expect((await ask(edge, "/tea")).status).toBe(204);
    await edge.settle();
    expect(edge.counters).toContainEqual({ reason: "failure", subject: "RangeError" });
  });
});

describe("pages that people come in by", () => {
  const guided = { ...KEPT, settings: { clientNavigation: true } };

  it("get the modules where the settings say so, the same for everybody, and nobody is made", async () => {
    const edge = await edgeWith(guided, shop);
    const response = await edge.fetch("/");
    const page = await response.text();
    expect(page).toMatch(
      / data-lahza="" data-places="\[\]"><\/script><script [^>]* data-changes="\[\]"><\/script><script [^>]* data-navigate>/,
    );
    expect(page.replaceAll(/<script src="[^"]*\/_lahza\/[^>]*><\/script>/g, "")).toBe(PAGE);
    expect(response.headers.get("set-cookie")).toBeNull();
    await edge.settle();
    expect(edge.exposures).toEqual([]);
  });

  it("are the shop's own otherwise", async () => {
    for (const definitions of [
      KEPT,
      { experiments: [{ key: "x", pages: { include: ["/tea"] } }], settings: guided.settings },
    ]) {
      const edge = await edgeWith(definitions, shop);
      expect(await (await edge.fetch("/")).text()).toBe(PAGE);
    }
  });
});
