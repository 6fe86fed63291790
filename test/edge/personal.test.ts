/** Words of one shopper's own: who is greeted how, what stands there for all others, and that no cache may share it. */
import { describe, expect, it } from "vitest";
import { buyerSetCookie } from "../../src/visitor/buyer.ts";
import { formatVisitorCookie, mintIdentity } from "../../src/visitor/cookie.ts";
import { serve } from "../../src/edge/pipeline.ts";
import { CONFIG, cookieOf, edgeWith, html, NAVIGATION, NOW_MS, visitCookieOf } from "./edge.ts";

const SAID =
  "{{returning:Back|New}} {{bought:bought|not yet}} {{language|?}} {{language.name|any}} {{campaign|none}} {{city|anywhere}}";

const saying = (more: object = {}, value = SAID) => ({
  experiments: [
    {
      key: "personal",
      variants: [
        { key: "control", weight: 0, changes: [] },
        { key: "said", weight: 1, changes: [{ selector: "h1", action: "set_text", value }] },
      ] as never,
      ...more,
    },
  ],
});

/** What every shared cache on the way would be glad to keep. */
const SHARED = {
  etag: '"1"',
  "cache-control": "public, max-age=600, s-maxage=3600",
  "cdn-cache-control": "max-age=3600",
  "surrogate-control": "max-age=3600",
  expires: new Date(NOW_MS + 3_600_000).toUTCString(),
  "last-modified": new Date(NOW_MS - 3_600_000).toUTCString(),
};

function shop(request: Request): Promise<Response> {
  const known = request.headers.get("if-none-match") === SHARED.etag;
  const page = "<!doctype html><html lang=fa><body><h1>Tea</h1></body></html>";
  return Promise.resolve(
    known ? new Response(null, { status: 304, headers: SHARED }) : html(page, { headers: SHARED }),
  );
}

async function headingOf(response: Response): Promise<string> {
  const text = /<h1>(.*)<\/h1>/.exec(await response.text())?.[1] ?? "";
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

/** A visitor's cookies, minted a day ago, with so many orders known. */
async function someone(stage: "none" | "first" | "repeat"): Promise<string> {
  const me = mintIdentity(NOW_MS - 86_400_000, (bytes) => void crypto.getRandomValues(bytes));
  const told = await buyerSetCookie(stage, me.id, CONFIG, new URL("https://shop.example/"));
  return `lahza=${await formatVisitorCookie(me, CONFIG.cookieKeys)}; ${told.split(";", 1)[0] ?? ""}`;
}

describe("placeholders of the shopper", () => {
  it("say what is known of each, and their fallback to all others", async () => {
    const edge = await edgeWith(saying(), shop);
    const ask = async (path: string, headers: HeadersInit = {}) =>
      await headingOf(await edge.fetch(path, { headers }));
    expect(await ask("/")).toBe("New not yet ? any none anywhere");
    expect(await ask("/?utm_campaign=nowruz<b>", { "accept-language": "en-GB,fa;q=0.5" })).toBe(
      "New not yet en انگلیسی nowruz&lt;b&gt; anywhere",
    );
    expect(await ask("/", { cookie: await someone("none"), "accept-language": "!!,zz" })).toBe(
      "Back not yet zz any none anywhere",
    );
    expect(await ask("/", { cookie: await someone("first"), "accept-language": "fa-IR" })).toBe(
      "Back bought fa فارسی none anywhere",
    );
    expect(await ask("/", { cookie: await someone("repeat") })).toBe("Back bought ? any none anywhere");
  });

  it("are the same for the whole visit, also where nobody is counted", async () => {
    const edge = await edgeWith({ ...saying(), rollouts: { personal: "said" } }, shop);
    const first = await edge.fetch("/?utm_campaign=spring");
    const cookie = [cookieOf(first), visitCookieOf(first)].join("; ");
    const second = await headingOf(await edge.fetch("/tea", { headers: { cookie } }));
    expect([await headingOf(first), second]).toEqual([
      "New not yet ? any spring anywhere",
      "New not yet ? any spring anywhere",
    ]);
    // A placeholder of no visit keeps none: no cookie more than needed.
    const plain = await edgeWith({ ...saying({}, "{{bought:a|b}}"), rollouts: { personal: "said" } }, shop);
    expect(visitCookieOf(await plain.fetch("/"))).toBeNull();
  });

  it("fill texts of elements, too", async () => {
    const change = {
      selector: "h1",
      action: "after",
      element: { kind: "greeting", text: "{{returning:Good to see you|Hello}}, {{campaign|you}}" },
    };
    const variants = [
      { key: "control", weight: 0, changes: [] },
      { key: "said", weight: 1, changes: [change] },
    ] as never;
    const edge = await edgeWith(saying({ variants }), shop);
    expect(await (await edge.fetch("/?utm_campaign=ali")).text()).toContain("Hello, ali");
    const again = await edge.fetch("/", { headers: { cookie: await someone("none") } });
    expect(await again.text()).toContain("Good to see you, you");
  });
});

describe("audiences", () => {
  const AUDIENCES = {
    city: { city: "Tehran" },
    language: { language: { $in: ["fa", "ar"] } },
    returning: { visitor: "returning" },
    bought: { stage: { $in: ["first", "repeat"] } },
    campaign: { utm_campaign: { $regex: "^nowruz" } },
  };

  it.each(Object.entries(AUDIENCES))("by %s: those alone", async (name, audience) => {
    const edge = await edgeWith(saying({ audience }, "Yes"), shop);
    const asked: [string, Request][] = [
      ["city", withPlace({ city: "Tehran" })],
      ["language", withPlace({}, { "accept-language": "ar-SA,en;q=0.3" })],
      ["returning", withPlace({}, { cookie: await someone("none") })],
      ["bought", withPlace({}, { cookie: await someone("repeat") })],
      ["campaign", withPlace({ city: "Shiraz" }, {}, "/?utm_campaign=nowruz-1406")],
    ];
    const shown: string[] = [];
    for (const [who, request] of asked)
      if ((await headingOf(await serve(request, edge.edge))) === "Yes") shown.push(who);
    // Who has bought has been here before.
    expect(shown).toEqual(name === "returning" ? ["returning", "bought"] : [name]);
  });

  function withPlace(cf: { city?: string }, headers: Record<string, string> = {}, path = "/"): Request {
    return new Request(new URL(path, "https://shop.example"), {
      headers: { ...NAVIGATION, ...headers },
      cf,
    });
  }
});

describe("no cache shares what is one shopper's", () => {
  it("the page is the browser's alone, and its tag is of these words", async () => {
    const edge = await edgeWith(saying(), shop);
    const cookie = await someone("first");
    const mine = await edge.fetch("/", { headers: { cookie, "accept-language": "fa" } });
    const headers = Object.fromEntries(mine.headers);
    expect(headers["cache-control"]).toBe("private, no-cache");
    for (const name of ["expires", "cdn-cache-control", "surrogate-control", "last-modified"])
      expect([name, headers[name]]).toEqual([name, undefined]);
    const etag = headers["etag"] ?? "";
    expect(etag).not.toBe("");
    // The origin is asked as for anybody: its cached page serves all.
    expect(edge.asked.every((request) => !(request.headers.get("cookie") ?? "").includes("lahza"))).toBe(
      true,
    );

    const same = { cookie, "accept-language": "fa", "if-none-match": etag };
    expect((await edge.fetch("/", { headers: same })).status).toBe(304);
    const others: [string, Record<string, string>][] = [
      ["another language", { ...same, "accept-language": "en" }],
      ["who has not bought", { ...same, cookie: await someone("none") }],
      ["who is new", { "accept-language": "fa", "if-none-match": etag }],
    ];
    const tags = [etag];
    for (const [who, asking] of others) {
      const answer = await edge.fetch("/", { headers: asking });
      expect([who, answer.status]).toEqual([who, 200]);
      expect(answer.headers.get("cache-control")).toBe("private, no-cache");
      tags.push(answer.headers.get("etag") ?? "");
    }
    const campaign = await edge.fetch("/?utm_campaign=x", { headers: same });
    expect(campaign.status).toBe(200);
    expect(new Set(tags).size).toBe(tags.length);
  });

  it("the page kept in memory is laid anew for each shopper", async () => {
    const edge = await edgeWith(saying(), shop);
    const told: string[] = [];
    // Seen often enough to be kept and laid over; each asks as somebody else in turn.
    for (let round = 0; round < 3; round++)
      for (const stage of ["none", "first"] as const)
        told.push(await headingOf(await edge.fetch("/", { headers: { cookie: await someone(stage) } })));
    expect(told).toEqual(
      [0, 1, 2].flatMap(() => ["Back not yet ? any none anywhere", "Back bought ? any none anywhere"]),
    );
  });
});
