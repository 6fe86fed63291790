/** `npm start -- --shop react` as it is typed: the example shop in React, its experiments kept up, further pages too. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Started, startByNpm } from "../contract/started.ts";
import { launchBrowser, ORDINARY_NAME } from "./launch.ts";

let lahza: Started;
let browser: Browser;
beforeAll(async () => {
  [lahza, browser] = await Promise.all([
    startByNpm({ arguments: ["--shop", "react"] }),
    launchBrowser([`--user-agent=${ORDINARY_NAME}`]),
  ]);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await lahza?.end("SIGINT");
});

async function opened(path: string): Promise<{ page: Page; errors: string[]; loads: string[] }> {
  const page = await (await browser.newContext()).newPage();
  const errors: string[] = [];
  const loads: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("request", (request) => {
    if (request.isNavigationRequest()) loads.push(new URL(request.url()).pathname);
  });
  await page.goto(new URL(path, lahza.url).href);
  await page.locator('html[data-alive="react"]').waitFor({ state: "attached" });
  return { page, errors, loads };
}

/** Visitors until somebody is in the variant that `mark` shows. */
async function inVariant(path: string, mark: string): Promise<Awaited<ReturnType<typeof opened>>> {
  for (let tries = 0; tries < 20; tries++) {
    const visit = await opened(path);
    if ((await visit.page.locator(mark).count()) > 0) return visit;
    await visit.page.context().close();
  }
  throw new Error(`nobody was shown ${mark}`);
}

test.each([
  ["English", "", "ltr"],
  ["Persian", "/fa", "rtl"],
])("%s: the variant stands on React's page, leaves with it, and comes back", async (_, prefix, direction) => {
  const { page, errors, loads } = await inVariant(
    `${prefix}/products/borage`,
    ".lahza-trust-badges, .lz-trust-badges, [class*=trust-badges]",
  );
  const badges = page.locator("[class*=trust-badges]").first();
  expect(await page.getAttribute("html", "dir")).toBe(direction);
  await page.locator(`a[href="${prefix}/about"]`).first().click();
  await expect.poll(() => new URL(page.url()).pathname).toBe(`${prefix}/about`);
  await expect.poll(() => badges.count()).toBe(0);
  await page.goBack();
  await expect.poll(() => badges.isVisible(), { timeout: 5_000 }).toBe(true);
  expect(loads).toEqual([`${prefix}/products/borage`]);
  // What React says of HTML that was not its own is true (#418).
  expect(errors.filter((text) => !text.includes("#418"))).toEqual([]);
  await page.context().close();
});

test("the shop goes on working: a product opened without loading goes into the cart", async () => {
  const { page, loads } = await opened("/");
  await page.locator('main a[href^="/products/"]').first().click();
  await page.locator("form.add-to-cart button").first().click();
  await page.locator("dialog#cart-drawer[open]").waitFor();
  expect(await page.locator("[data-cart-count]").first().textContent()).toBe("1");
  expect(loads).toEqual(["/"]);
  await page.context().close();
});
