/** The shop's own people: shown what anybody is shown, and in no result. */
import { describe, expect, test } from "vitest";
import { answerStaff } from "../../src/shopper-pages/staff.ts";
import { formatStaff, isStaff, readStaff, STAFF_COOKIE } from "../../src/visitor/staff.ts";
import { CONFIG, cookieOf, edgeWith, html, NOW_MS, PAGE } from "./edge.ts";

const { cookieKeys } = CONFIG;
const LATER_MS = NOW_MS + 60_000;
const staffCookie = `${STAFF_COOKIE}=${await formatStaff("cookie", LATER_MS, cookieKeys)}`;
const overCookie = `${STAFF_COOKIE}=${await formatStaff("cookie", NOW_MS, cookieKeys)}`;
const linkCookie = `${STAFF_COOKIE}=${await formatStaff("link", LATER_MS, cookieKeys)}`;
const goals = [
  { kind: "page" as const, key: "purchase", path: "/thank-you/:order", orderId: { segment: "order" } },
  { kind: "page" as const, key: "sizes", path: "/sizes" },
];

async function shop() {
  const edge = await edgeWith({ experiments: [{ key: "home", pages: { include: ["/"] } }], goals }, () =>
    Promise.resolve(html(PAGE)),
  );
  const view = async (path: string, cookie: string): Promise<Response> => {
    const response = await edge.fetch(path, { headers: { cookie } });
    await response.clone().text();
    await edge.settle();
    return response;
  };
  return { ...edge, view };
}

describe("staff", () => {
  test("see their variant; neither exposures nor goals of theirs are kept, and that is counted", async () => {
    const { view, exposures, events, behaviour, counters } = await shop();
    const first = await view("/", staffCookie);
    const cookie = `${cookieOf(first) ?? ""}; ${staffCookie}`;
    expect(cookie).toMatch(/^lahza=v1\./);
    await view("/sizes", cookie);
    await view("/", cookie);
    expect([exposures, events, behaviour]).toEqual([[], [], []]);
    expect(new Set(counters.map(({ reason }) => reason))).toEqual(new Set(["staff"]));
  });

  test("orders of theirs leave a mark that names nobody, so that nobody else's word counts them", async () => {
    const { view, events } = await shop();
    const visitor = cookieOf(await view("/", "")) ?? "";
    await view("/thank-you/1001", `${visitor}; ${staffCookie}`);
    expect(events).toMatchObject([
      {
        name: "order_staff",
        unit: "orders",
        id: "order_staff:1001",
        orderId: "1001",
        visitor: null,
        customer: null,
        valueMinor: null,
      },
    ]);
  });

  test.each([
    ["forged", staffCookie.replace(/.$/, (last) => (last === "A" ? "B" : "A"))],
    ["over", overCookie],
    ["a link's token", linkCookie],
    ["no token", `${STAFF_COOKIE}=1`],
  ])("a cookie that is %s changes nothing", async (_what, cookie) => {
    expect(await isStaff(cookie, cookieKeys, NOW_MS)).toBe(false);
    const { view, exposures } = await shop();
    await view("/", cookie);
    expect(exposures).toHaveLength(1);
  });

  test("the shop never gets the cookie", async () => {
    const seen: (string | null)[] = [];
    const edge = await edgeWith({ experiments: [] }, (request) => {
      seen.push(request.headers.get("cookie"));
      return Promise.resolve(html(PAGE));
    });
    await (await edge.fetch("/", { headers: { cookie: `a=1; ${staffCookie}` } })).text();
    expect(seen).toEqual(["a=1"]);
  });
});

describe("the door", () => {
  const door = { config: { cookieKeys, cookieDomain: null, prefix: "/_lahza" }, nowMs: NOW_MS };
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    answerStaff(new Request(`https://shop.example/_lahza/staff/${path}`, init), path, door);

  test.each(["en", "fa", "ar"])("a link's token becomes a cookie (%s)", async (language) => {
    const token = await formatStaff("link", LATER_MS, cookieKeys);
    const response = await ask(token, { headers: { "accept-language": language } });
    expect(response.status).toBe(200);
    const [cookie = ""] = response.headers.getSetCookie();
    expect(cookie).toMatch(
      /^lahza_staff=[\w.-]+; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(await isStaff(cookie.split(";")[0] ?? "", cookieKeys, NOW_MS)).toBe(true);
    const page = await response.text();
    expect(page).toContain(`lang="${language}"`);
    expect(page).toContain('action="/_lahza/staff/end');
  });

  test("what is no link, or over, is told so, and no cookie is set", async () => {
    for (const token of ["x", await formatStaff("link", NOW_MS, cookieKeys), staffCookie.slice(12)]) {
      const response = await ask(token);
      expect([response.status, response.headers.getSetCookie()]).toEqual([404, []]);
    }
    expect(
      await readStaff("link", await formatStaff("cookie", LATER_MS, cookieKeys), cookieKeys, NOW_MS),
    ).toBe(false);
  });

  test("it ends by the page's own button, and by no other site's", async () => {
    const ended = await ask("end", { method: "POST", headers: { "sec-fetch-site": "same-origin" } });
    expect(ended.headers.getSetCookie()).toEqual([
      expect.stringContaining("lahza_staff=; Path=/; Max-Age=0"),
    ]);
    const foreign = await ask("end", { method: "POST", headers: { "sec-fetch-site": "cross-site" } });
    expect([foreign.status, foreign.headers.getSetCookie()]).toEqual([403, []]);
    expect((await ask("end")).status).toBe(405);
  });
});
