/** The shop's own analytics hear of exposures: what they are told, once each, with consent, and what is not told counted. */
import { createServer, type Server } from "node:http";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lahza, startLahza } from "../contract/lahza.ts";
import { until } from "../contract/started.ts";
import { launchBrowser, ORDINARY_NAME } from "./launch.ts";

let shop: Server;
let lahza: Lahza;
let browser: Browser;

/** As shops have them: gtag's own snippet, Tag Manager's layer, Segment's stub, and a listener of their own. */
const TAGS: { readonly [path: string]: string } = {
  "/all": `window.heard = {segment: [], event: []};
    window.dataLayer = []; function gtag(){dataLayer.push(arguments)}
    window.analytics = {track(...call){heard.segment.push(call)}};
    document.addEventListener("lahza:exposure", ({detail}) => heard.event.push(detail));`,
  // No function of that name: what gtag.js reads is the layer alone.
  "/layer": `window.heard = {segment: [], event: []}; window.dataLayer = [];`,
  "/late": `window.heard = {segment: [], event: []};
    setTimeout(() => { window.dataLayer = []; }, 1500);`,
  "/throws": `window.heard = {segment: [], event: []}; window.dataLayer = [];
    window.analytics = {track(){throw new Error("blocked")}};`,
  "/none": `window.heard = {segment: [], event: []};`,
};

const CONSENT = { cookie: "consent", values: ["all", "آری"] };

beforeAll(async () => {
  shop = createServer((request, answer) => {
    const path = new URL(request.url ?? "/", "http://shop").pathname;
    answer
      .setHeader("content-type", "text/html; charset=utf-8")
      .setHeader("content-security-policy", "default-src 'none'; script-src 'nonce-bm9uY2U'; base-uri 'none'")
      .end(
        `<!doctype html><html lang=en><head><title>${path}</title><script nonce=bm9uY2U>${TAGS[path] ?? ""}</script></head><body><h1>Tea</h1></body></html>`,
      );
  });
  await new Promise<void>((done) => shop.listen(0, "127.0.0.1", done));
  const { port } = shop.address() as { port: number };
  [lahza, browser] = await Promise.all([
    startLahza(`http://127.0.0.1:${port}`),
    launchBrowser([`--user-agent=${ORDINARY_NAME}`]),
  ]);
  const changes = (selector: string) => [{ selector, action: "set_text", value: "Changed" }];
  const one = (key: string, selector: string) => ({
    key,
    name: key,
    pages: { include: ["/*"] },
    status: "running",
    variants: [
      { key: "control", weight: 0 },
      { key: "b", weight: 1, changes: changes(selector) },
    ],
  });
  await lahza.load({
    settings: {
      analytics: [
        { destination: "ga4" },
        { destination: "segment", consent: CONSENT },
        { destination: "data_layer", event: "experiment_viewed" },
        { destination: "event" },
      ],
    },
    // Of the second the place is not on the page: nobody is exposed to it.
    experiments: [one("tea-words", "h1"), one("nowhere", "h6.absent")],
  });
});
afterAll(async () => {
  await browser?.close();
  await lahza?.close();
  shop?.close();
});

interface Heard {
  readonly layer: unknown[];
  readonly segment: unknown[];
  readonly event: unknown[];
}

/** Opens the pages one after the other in one browser, and what each of them heard. */
async function heardOn(
  paths: readonly string[],
  { consent, waitMs = 300, ...options }: BrowserContextOptions & { consent?: string; waitMs?: number } = {},
): Promise<Heard[]> {
  const context = await browser.newContext(options);
  const errors: string[] = [];
  if (consent !== undefined)
    await context.addCookies([{ name: "consent", value: consent, url: lahza.url.href }]);
  const page = await context.newPage();
  page.on("pageerror", ({ message }) => errors.push(message));
  const heard: Heard[] = [];
  for (const path of paths) {
    await page.goto(new URL(path, lahza.url).href);
    await page.waitForTimeout(waitMs);
    heard.push(
      await page.evaluate(() => {
        const { dataLayer = [], heard } = window as unknown as { dataLayer?: object[]; heard: Heard };
        // What gtag pushes is `arguments`, which only looks like a list.
        const layer = dataLayer.map((push) =>
          Object.prototype.toString.call(push) === "[object Arguments]" ? [...(push as unknown[])] : push,
        );
        return { ...heard, layer };
      }),
    );
  }
  await context.close();
  expect(errors).toEqual([]);
  return heard;
}

const IDS = { experiment_id: "tea-words", variation_id: "b" };
const GA4 = ["event", "experience_impression", { exp_variant_string: "LAHZA-tea-words-b" }];
const PUSHED = { event: "experiment_viewed", ...IDS };
const SEGMENT = ["Experiment Viewed", { ...IDS, experiment_name: "tea-words", variation_name: "b" }];
const EVENT = { experiment: "tea-words", variant: "b" };

const counted = async (): Promise<Record<string, number>> => {
  const { results } = await lahza.db
    .prepare(
      "SELECT reason || ' ' || subject AS what, sum(count) AS n FROM counters WHERE reason LIKE 'analytics-%' GROUP BY 1 ORDER BY 1",
    )
    .all<{ what: string; n: number }>();
  return Object.fromEntries(results.map(({ what, n }) => [what, n]));
};

test("every destination is told once of an exposure, and again on no later page", async () => {
  const [first, second] = await heardOn(["/all", "/all"], { consent: "all" });
  expect(first).toEqual({ layer: [GA4, PUSHED], segment: [SEGMENT], event: [EVENT] });
  expect(second).toEqual({ layer: [], segment: [], event: [] });
  expect(JSON.stringify(first)).not.toMatch(/visitor|lahza=|v1\./);
});

test("a layer without gtag gets what gtag would have pushed; consent in any spelling of its value", async () => {
  const [heard] = await heardOn(["/layer"], { consent: encodeURIComponent("آری") });
  expect(heard?.layer).toEqual([GA4, PUSHED]);
});

test("without consent a destination is not told; with it, on a later page, it is", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const segment = async () => {
    await page.goto(new URL("/all", lahza.url).href);
    await page.waitForTimeout(300);
    return await page.evaluate(() => (window as unknown as { heard: Heard }).heard.segment);
  };
  expect(await segment()).toEqual([]);
  await context.addCookies([{ name: "consent", value: "none", url: lahza.url.href }]);
  expect(await segment()).toEqual([]);
  await context.addCookies([{ name: "consent", value: "all", url: lahza.url.href }]);
  expect(await segment()).toEqual([SEGMENT]);
  await context.close();
});

test("who asks not to be told of (GPC) is not, but for the shop's own page", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });
  });
  await context.addCookies([{ name: "consent", value: "all", url: lahza.url.href }]);
  const page = await context.newPage();
  await page.goto(new URL("/all", lahza.url).href);
  await page.waitForTimeout(1_800);
  expect(await page.evaluate(() => (window as unknown as { heard: Heard }).heard)).toEqual({
    segment: [],
    event: [EVENT],
  });
  await context.close();
  expect(await until(async () => (await counted())["analytics-gpc ga4"] === 1, 10_000)).toBe(true);
  expect(await counted()).toMatchObject({ "analytics-gpc segment": 1, "analytics-gpc data_layer": 1 });
});

test("a tag that comes late is told; one that never comes, or throws, is counted and breaks nothing", async () => {
  const before = await counted();
  const [late] = await heardOn(["/late"], { consent: "all", waitMs: 5_500 });
  expect(late?.layer).toEqual([GA4, PUSHED]);
  await heardOn(["/throws"], { consent: "all", waitMs: 5_500 });
  expect(await until(async () => (await counted())["analytics-failed segment"] === 1, 10_000)).toBe(true);
  const after = await counted();
  // Of `/late` Segment was not there, either.
  expect((after["analytics-not-there segment"] ?? 0) - (before["analytics-not-there segment"] ?? 0)).toBe(1);
});
