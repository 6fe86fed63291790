/** Places that scripts make after the page has come: changed when they come, counted as found then, and waited for no longer than said. */
import { createServer, type Server } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lahza, startLahza } from "../contract/lahza.ts";
import { until } from "../contract/started.ts";
import { launchBrowser, ORDINARY_NAME } from "./launch.ts";

/** Reviews come a second after the page; nothing else does. */
const PAGE = `<!doctype html><html lang="en"><head><title>Shop</title></head><body><h1>Teapot</h1><div id="reviews"></div>
<script>setTimeout(() => { document.querySelector("#reviews").innerHTML = '<p class="stars">4 of 5</p>'; }, 1000);</script></body></html>`;

let shop: Server;
let lahza: Lahza;
let browser: Browser;

beforeAll(async () => {
  shop = createServer((_, answer) => answer.setHeader("content-type", "text/html; charset=utf-8").end(PAGE));
  await new Promise<void>((done) => shop.listen(0, "127.0.0.1", done));
  [lahza, browser] = await Promise.all([
    startLahza(`http://127.0.0.1:${(shop.address() as { port: number }).port}`),
    launchBrowser([`--user-agent=${ORDINARY_NAME}`]),
  ]);
  const one = (key: string, selector: string, share: number) => ({
    key,
    name: key,
    status: "running",
    pages: { include: [`/${key}`] },
    hydrated: true,
    variants: [
      { key: "control", weight: 1 - share },
      { key: "b", weight: share, changes: [{ selector, action: "set_text", value: "Loved" }] },
    ],
  });
  await lahza.load({
    experiments: [one("late", ".stars", 1), one("control", ".stars", 0), one("never", ".badge", 1)],
  });
});
afterAll(async () => {
  await browser?.close();
  await lahza?.close();
  shop?.close();
});

async function opened(path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(new URL(path, lahza.url).href);
  return page;
}

/** Of an experiment's only visitor: which stages came, and whether the place was found later than the page. */
async function stages(key: string) {
  return await lahza.db
    .prepare(
      `SELECT found_at > assigned_at + 500 AS late, confirmed_at IS NOT NULL AS confirmed, seen_at IS NOT NULL AS seen
       FROM exposures JOIN experiments ON experiments.id = experiment WHERE key = ?1`,
    )
    .bind(key)
    .first();
}

test.each(["late", "control"])(
  "a place that comes a second later is found and seen then: %s",
  async (key) => {
    const page = await opened(`/${key}`);
    await expect
      .poll(() => page.locator(".stars").textContent(), { timeout: 5_000 })
      .toBe(key === "late" ? "Loved" : "4 of 5");
    await page.waitForTimeout(300);
    // As themes do that fetch a section and put it in the old one's place (Shopify, pjax on the same path).
    await page.evaluate(() => {
      const section = document.querySelector("#reviews");
      if (section !== null) section.innerHTML = '<p class="stars">5 of 5</p>';
    });
    await expect.poll(() => page.locator(".stars").textContent()).toBe(key === "late" ? "Loved" : "5 of 5");
    await page.context().close();
    const all = { late: 1, confirmed: 1, seen: 1 };
    expect(await until(async () => JSON.stringify(await stages(key)) === JSON.stringify(all), 5_000)).toBe(
      true,
    );
  },
);

test("a place that never comes is counted after ten seconds, once; nothing was found", async () => {
  const page = await opened("/never");
  const counted = () =>
    lahza.db
      .prepare("SELECT sum(count) AS n FROM counters WHERE reason = 'reapply-never-appeared'")
      .first<number>("n");
  expect(await counted()).toBeNull();
  expect(await until(async () => (await counted()) === 1, 20_000)).toBe(true);
  // From then on it may come, and stays the shop's.
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", '<p class="badge">New</p>'));
  await page.waitForTimeout(300);
  expect(await page.locator(".badge").textContent()).toBe("New");
  expect(await stages("never")).toEqual({ late: null, confirmed: 0, seen: 0 });
  await page.context().close();
});
