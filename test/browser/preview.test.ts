/** A draft from the API to a person's screen: checked, previewed in three languages, ended by its badge. */
import { source as axeSource } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN_TOKEN, type Lahza, startLahza } from "../contract/lahza.ts";
import { launchBrowser } from "./launch.ts";

let lahza: Lahza;
let browser: Browser;

beforeAll(async () => {
  [lahza, browser] = await Promise.all([startLahza("example-shop"), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await lahza?.close();
});

async function api(method: string, path: string, body?: object): Promise<{ data: unknown }> {
  const answer = await fetch(new URL(`/_lahza/api${path}`, lahza.url), {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json = (await answer.json()) as { data: unknown };
  expect([path, answer.status < 300 ? "" : JSON.stringify(json)]).toEqual([path, ""]);
  return json;
}

const text = { en: "Drafted title", fa: "عنوان پیش‌نویس", ar: "عنوان المسودة" };

test("a draft is checked on the shop's pages and previewed there", async () => {
  await api("POST", "/experiments", {
    key: "draft",
    name: "A new title",
    pages: { include: ["/", "/fa", "/ar"] },
    variants: [
      { key: "control", weight: 0.5 },
      { key: "titled", weight: 0.5, changes: [{ selector: "h1", action: "set_text", value: text }] },
    ],
  });
  const { data: report } = await api("POST", "/experiments/draft/check");
  expect(report).toMatchObject({
    ok: true,
    pages: [{ language: "en" }, { language: "fa" }, { language: "ar" }],
  });
  const { data: preview } = (await api("POST", "/experiments/draft/preview")) as {
    data: { links: { url: string }[] };
  };

  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  await page.goto(preview.links[1]?.url ?? "");
  expect(new URL(page.url()).pathname).toBe("/");
  for (const [path, language] of [
    ["/", "en"],
    ["/fa", "fa"],
    ["/ar", "ar"],
  ] as const) {
    await page.goto(new URL(path, lahza.url).href);
    expect(await page.textContent("h1")).toBe(text[language]);
    await expectBadge(page, language === "en" ? "left" : "right");
  }
  expect((await context.cookies()).map(({ name, httpOnly }) => [name, httpOnly])).toEqual([
    ["lahza_preview", true],
  ]);
  await page.click(".lahza-preview a");
  expect(new URL(page.url()).pathname).toBe("/ar");
  expect(await page.locator(".lahza-preview").count()).toBe(0);
  expect(await page.textContent("h1")).not.toBe(text.ar);
  await context.close();
});

/** On the screen, at the foot, on the side where lines begin, without barriers. */
async function expectBadge(page: Page, side: "left" | "right"): Promise<void> {
  const box = await page.locator(".lahza-preview").boundingBox();
  if (box === null) throw new Error("the badge is not on the screen");
  expect(box.y + box.height).toBeGreaterThan(760);
  expect(box.height).toBeLessThan(90);
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(390);
  if (side === "left") expect(box.x).toBeLessThan(20);
  else expect(box.x + box.width).toBeGreaterThan(370);
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: (where: string) => Promise<{ violations: object[] }> };
    };
    return (await axe.run(".lahza-preview")).violations;
  });
  expect(violations).toEqual([]);
}
