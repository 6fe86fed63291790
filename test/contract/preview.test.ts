/** Preview links on the real Worker: any variant of a draft, marked, for whoever has the link, never counted. */
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Env, parseConfig } from "../../src/config.ts";
import { type ExperimentInput, experimentSchema } from "../../src/domain/experiment.schema.ts";
import { settingsSchema } from "../../src/domain/settings.schema.ts";
import { planPreview, type PreviewLink } from "../../src/preview/create.ts";
import { endPreviewsStatement } from "../../src/store/previews.ts";
import { COOKIE_KEYS, type Lahza, NAVIGATION, startLahza } from "./lahza.ts";
import { withoutOurTags } from "../edge/our-tags.ts";

const PAGE =
  '<!doctype html><html lang=en><head><title>x</title><base href="https://cdn.example/"></head><body><h1>Tea</h1><p class=price>$4</p></body></html>';
const { cookieKeys } = parseConfig({ COOKIE_KEYS } as Env);

let lahza: Lahza;
let shop: Server;
/** Requests as the shop saw them. */
const asked: { url: string; cookie: string | undefined; noneMatch: string | undefined }[] = [];

const draft = (more: Partial<ExperimentInput> = {}): ExperimentInput => ({
  key: "draft",
  name: "A <b>new</b> {{city}} title — عنوان",
  pages: { include: ["/products/*"] },
  audience: { device: "mobile" },
  traffic: 0,
  variants: [
    { key: "control", weight: 0.5 },
    {
      key: "changed",
      weight: 0.5,
      css: ".price{color:#abcdef}",
      changes: [{ selector: "h1", action: "set_text", value: "Drafted" }],
    },
  ],
  ...more,
});

beforeAll(async () => {
  shop = createServer((request, answer) => {
    const { url = "/", headers } = request;
    asked.push({ url, cookie: headers.cookie, noneMatch: headers["if-none-match"] });
    answer.setHeader("cache-control", "public, max-age=600, s-maxage=600");
    if (url.startsWith("/bare"))
      return answer.setHeader("content-type", "text/html").end("<title>x</title>Only text");
    if (!url.startsWith("/file"))
      answer.setHeader("content-type", "text/html; charset=utf-8").setHeader("etag", '"1"');
    return answer.end(url.startsWith("/b/") ? PAGE.replace("Tea", "Page B") : PAGE);
  });
  await new Promise<void>((done) => shop.listen(0, "127.0.0.1", done));
  const { port } = shop.address() as { port: number };
  lahza = await startLahza(`http://127.0.0.1:${port}`);
  await lahza.load({
    goals: [{ key: "add_to_cart", name: "Cart", kind: "request", method: "POST", path: "/cart/add" }],
    experiments: [
      {
        key: "running",
        name: "Runs",
        pages: { include: ["/*"] },
        variants: [
          { key: "control", weight: 0 },
          { key: "changed", weight: 1, changes: [{ selector: "p.price", action: "set_text", value: "$3" }] },
        ],
      },
    ],
  });
});
afterAll(async () => {
  await lahza?.close();
  shop?.close();
});

async function links(
  more: Partial<ExperimentInput> = {},
  expiresInS = 3600,
  to: string | null = null,
  db = lahza.db,
): Promise<readonly PreviewLink[]> {
  const made = await planPreview({
    db,
    cookieKeys,
    prefix: "/_lahza",
    experiment: { id: 77, phase: 1, definition: experimentSchema.parse(draft(more)) },
    settings: settingsSchema.parse({}),
    origin: lahza.url.origin,
    to,
    expiresInS,
    nowMs: Date.now(),
  });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  await db.batch([...made.statements]);
  return made.preview.links;
}

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(new URL(path, lahza.url), { headers: { ...NAVIGATION, ...headers }, redirect: "manual" });

/** Opens a link and gives back the cookie, ready to be sent. */
async function open(link: PreviewLink | undefined): Promise<string> {
  const answer = await get(link?.url ?? "");
  expect(answer.status).toBe(302);
  const [cookie = ""] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^lahza_preview=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  return cookie.split(";")[0] ?? "";
}

async function rows(): Promise<number> {
  await new Promise((done) => setTimeout(done, 1_300));
  const { results } = await lahza.db
    .batch<{ n: number }>([
      lahza.db.prepare("SELECT count(*) AS n FROM exposures"),
      lahza.db.prepare("SELECT count(*) AS n FROM events"),
      lahza.db.prepare("SELECT coalesce(sum(count), 0) AS n FROM counters"),
    ])
    .then((answers) => ({ results: answers.flatMap((answer) => answer.results) }));
  return results.reduce((sum, row) => sum + row.n, 0);
}

describe("a preview", () => {
  test("shows any variant across pages, marked, and leaves no trace", async () => {
    const before = await rows();
    const [control, changed] = await links({}, 3600, "/products/tea?a=1");
    const answer = await get(changed?.url ?? "");
    expect(answer.headers.get("location")).toBe("/products/tea?a=1");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const cookie = await open(changed);
    for (const path of ["/products/tea", "/products/other"]) {
      const page = await get(path, { cookie: `a=1; ${cookie}`, "if-none-match": '"1"' });
      expect(page.status).toBe(200);
      expect(page.headers.get("cache-control")).toBe("private, no-store");
      expect([page.headers.get("etag"), page.headers.getSetCookie()]).toEqual([null, []]);
      const html = await page.text();
      expect(html).toContain("<h1>Drafted</h1>");
      // Nothing else runs in a preview.
      expect(html).toContain("<p class=price>$4</p>");
      expect(html).toContain(`<aside class="lahza-preview" lang="en" dir="ltr"`);
      expect(html).toContain("A &lt;b&gt;new&lt;/b&gt; {{city}} title &#8212; &#1593;");
      expect(html).toContain(`href="${lahza.url.origin}/_lahza/p/end"`);
      const sheets = [...html.matchAll(/href="([^"]+\.css)"/g)].map(([, url]) => url ?? "");
      expect(sheets).toHaveLength(2);
      for (const sheet of sheets) expect((await fetch(sheet)).status).toBe(200);
    }
    expect(asked.at(-1)).toEqual({ url: "/products/other", cookie: "a=1", noneMatch: undefined });

    const first = await (await get("/products/tea", { cookie: await open(control) })).text();
    expect(first).toContain("<h1>Tea</h1>");
    expect(first).toContain('<b dir="auto">control</b>');

    const elsewhere = await (await get("/about", { cookie })).text();
    expect(elsewhere).toContain("<h1>Tea</h1>");
    expect(elsewhere).toContain("nothing is changed on this page");
    expect(
      await (await get("/file.png", { cookie, accept: "image/*", "sec-fetch-dest": "image" })).text(),
    ).toBe(PAGE);

    // Nothing of it is counted: pages, goals, or what the page's scripts report, also with a visitor's cookie.
    const set = (await get("/products/tea")).headers.getSetCookie();
    const visitor = set.find((line) => line.startsWith("lahza="))?.split(";")[0] ?? "";
    const shoppers = await rows();
    expect(shoppers).toBeGreaterThan(before);
    await (await get("/products/tea", { cookie: `${visitor}; ${cookie}` })).text();
    await fetch(new URL("/cart/add", lahza.url), {
      method: "POST",
      headers: { cookie: `${visitor}; ${cookie}` },
    });
    const events = { events: [{ id: "1", name: "add_to_cart" }] };
    const sent = await fetch(new URL("/_lahza/events", lahza.url), {
      method: "POST",
      body: JSON.stringify(events),
      headers: { cookie: `${visitor}; ${cookie}` },
    });
    expect(sent.status).toBe(204);
    expect(await rows()).toBe(shoppers);
    // The same without the preview is.
    await fetch(new URL("/cart/add", lahza.url), { method: "POST", headers: { cookie: visitor } });
    expect(await rows()).toBeGreaterThan(shoppers);
  });

  test("shoppers without the cookie, or with a forged one, see the shop as ever", async () => {
    const cookie = await open((await links())[1]);
    const plain = withoutOurTags(await (await get("/products/tea")).text());
    expect(plain).not.toContain("lahza-preview");
    const forged = [
      `${cookie}x`,
      cookie.slice(0, -1),
      cookie.replace(".1.", ".0."),
      cookie.replace("=", "=x"),
      "lahza_preview=",
      "lahza_preview=1-0123456789abcdef.0.zzzzzz.t1.AAAAAAAAAAAAAAAAAAAAAA",
    ];
    for (const one of forged) {
      const page = await get("/products/tea", { cookie: one });
      expect([one, withoutOurTags(await page.text())]).toEqual([one, plain]);
      expect(page.headers.get("cache-control")).toBe("private, no-cache");
    }
    expect(asked.at(-1)?.cookie).toBeUndefined();
  });

  test("ends with its time, with its link, and by its badge", async () => {
    const [, changed] = await links({ key: "short" }, 2);
    const cookie = await open(changed);
    expect(await (await get("/products/tea", { cookie })).text()).toContain("Drafted");
    await new Promise((done) => setTimeout(done, 2_100));
    expect((await get(changed?.url ?? "")).status).toBe(404);
    expect(await (await get("/products/tea", { cookie })).text()).not.toContain("Drafted");

    const end = await get("/_lahza/p/end", { referer: `${lahza.url.origin}/products/tea` });
    expect(end.headers.get("location")).toBe("/products/tea");
    expect(end.headers.getSetCookie()[0]).toMatch(/^lahza_preview=; .*Max-Age=0/);

    const [, other] = await links({ key: "revoked" });
    await lahza.db.batch([endPreviewsStatement(lahza.db, 77)]);
    expect((await get(other?.url ?? "")).status).toBe(410);
  });

  test("never leads off the shop's host", async () => {
    const [, changed] = await links();
    const link = changed?.url.replace(/\?.*/, "") ?? "";
    for (const to of [
      "//evil.example",
      "https://evil.example/",
      "/\\evil.example",
      "\\\\evil.example",
      "javascript:alert(1)",
      "/.//evil.example",
      "/_lahza/p/end",
      "%",
      "http://[",
    ]) {
      const { headers } = await get(`${link}?to=${encodeURIComponent(to)}`);
      const to2 = new URL(headers.get("location") ?? "", lahza.url);
      expect([to, to2.host, to2.pathname.startsWith("/_lahza")]).toEqual([to, lahza.url.host, false]);
    }
  });

  test("follows redirect and originPath variants", async () => {
    const redirect = {
      variants: [
        { key: "control", weight: 0.5 },
        { key: "b", weight: 0.5, redirect: "/new" },
      ],
    };
    const away = await get("/products/tea?x=1", { cookie: await open((await links(redirect))[1]) });
    expect([away.status, away.headers.get("location"), away.headers.get("cache-control")]).toEqual([
      302,
      "/new?x=1",
      "private, no-store",
    ]);
    // Where it leads is among the experiment's pages too: there it stays.
    const everywhere = await open((await links({ ...redirect, pages: { include: ["/*"] } }))[1]);
    expect((await get("/products/tea", { cookie: everywhere })).status).toBe(302);
    expect((await get("/new", { cookie: everywhere })).status).toBe(200);
    const originPath = {
      variants: [
        { key: "control", weight: 0.5 },
        { key: "b", weight: 0.5, originPath: "/b/*" },
      ],
    };
    const page = await get("/products/tea", { cookie: await open((await links(originPath))[1]) });
    expect(await page.text()).toContain("<h1>Page B</h1>");
    expect(asked.at(-1)?.url).toBe("/b/tea");
  });

  test("is marked also where a page has no place for the badge", async () => {
    const html = await (await get("/bare", { cookie: await open((await links())[1]) })).text();
    expect(html).toContain("Only text");
    const [, sheet = ""] = /href="([^"]+\.css)"/.exec(html) ?? [];
    expect(await (await fetch(sheet)).text()).toContain("html:not(:has(.lahza-preview))::before");
  });

  test("is off while Lahza is off", async () => {
    const { port } = shop.address() as { port: number };
    const off = await startLahza(`http://127.0.0.1:${port}`);
    await off.load({ settings: { enabled: false } });
    const [, changed] = await links({}, 3600, null, off.db);
    const cookie = await open(changed);
    const page = await fetch(new URL("/products/tea", off.url), { headers: { ...NAVIGATION, cookie } });
    expect(await page.text()).toBe(PAGE);
    await off.close();
  });
});
