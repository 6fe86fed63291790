/** Elements in a real browser: accessible in both directions, fitting a phone, gone at zero with and without script. */
import { source as axeSource } from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { builtInAssets } from "../../src/elements/assets.ts";
import { elementKinds } from "../../src/elements/index.ts";
import { elementStyles, type PageFacts, renderElement } from "../../src/elements/render.ts";
import { elementSchema } from "../../src/elements/schema.ts";
import { GALLERY_PAGES, galleryPage, PAGE_STYLES } from "../../scripts/gallery.ts";
import { countedOnce } from "../../src/visitor/shown-cookie.ts";
import { launchBrowser } from "./launch.ts";

const SHOP = "https://shop.test";
/** The strictest policy under which the stylesheet and the script may load at all. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src https://seal.example https://shop.test/_lahza/shown";

let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => browser?.close());
afterEach(async () => context?.close());

type Visit = BrowserContextOptions & {
  /** The theme's stylesheet. */
  readonly css?: string;
  /** Runs before the page is asked for. */
  readonly before?: (page: Page) => unknown;
};

const hosts = new Set<string>();

/** A shop at SHOP, served from memory; nothing reaches a network. */
async function open(html: string, options: Visit = {}): Promise<Page> {
  const { css = PAGE_STYLES, before, ...browserOptions } = options;
  context = await browser.newContext(browserOptions);
  const page = await context.newPage();
  await before?.(page);
  await context.route("**/*", async (route) => {
    const { host, pathname } = new URL(route.request().url());
    hosts.add(host);
    const file = fileAt(pathname, html, css);
    if (host === "shop.test" && pathname === "/_lahza/shown") {
      // As the door answers (test/store/shopper-pages.test.ts).
      const { cookie = null } = await route.request().allHeaders();
      const asked = new URL(route.request().url());
      const headers = { "set-cookie": countedOnce(cookie, asked.searchParams.get("id") ?? "", asked) };
      return await route.fulfill({ status: 204, headers });
    }
    if (host !== "shop.test" || file === undefined) return await route.fulfill({ status: 404, body: "" });
    return await route.fulfill({
      ...file,
      headers: { "content-security-policy": POLICY, "cache-control": "private, no-cache" },
    });
  });
  await page.goto(`${SHOP}/`);
  return page;
}

function fileAt(path: string, html: string, css: string): { contentType: string; body: string } | undefined {
  if (path === "/") return { contentType: "text/html; charset=utf-8", body: html };
  if (path === "/page.css") return { contentType: "text/css", body: css };
  if (path === "/elements.css")
    return { contentType: "text/css", body: elementStyles(elementKinds.map(({ kind }) => kind)) };
  const asset = builtInAssets().find(({ name, type }) => path === `/${name}.${type}`);
  return asset && { contentType: asset.type === "css" ? "text/css" : "text/javascript", body: asset.body };
}

function shopPage(elements: string, language = "en", scripts = true): string {
  const script = scripts ? '<script type="module" src="/countdown.js"></script>' : "";
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>Shop</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/page.css"><link rel="stylesheet" href="/elements.css">${script}</head><body><main><h1>Shop</h1>${elements}</main></body></html>`;
}

function countdown(
  leftMs: number,
  facts: Partial<PageFacts> = {},
  more: Record<string, unknown> = {},
): string {
  const nowMs = facts.nowMs ?? Date.now();
  const endsAt = new Date(nowMs + leftMs).toISOString();
  const { kind, ...props } = elementSchema.parse({ kind: "countdown", endsAt, offerId: "o", ...more });
  const page = { language: "en", shop: { timeZone: "Asia/Tehran" }, id: `e${leftMs}`, ...facts, nowMs };
  return renderElement(kind, props, page) ?? "";
}

const shown = async (page: Page): Promise<string> =>
  (await page.locator(".lz-cell").allInnerTexts())
    .map((text) => text.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .join(", ");

/** Poisons the clock of the page by this much, before any of its scripts. */
async function setClockWrong(page: Page, byMs: number): Promise<void> {
  await page.addInitScript((offset) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + offset;
    Object.defineProperty(Performance.prototype, "timeOrigin", { value: performance.timeOrigin + offset });
  }, byMs);
}

/** What axe finds against WCAG 2.2 AA and good practice. */
async function barriers(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const result = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return result.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`,
    );
  });
}

describe("accessibility", () => {
  // Every language and every theme, but not each with each: a page holds a hundred elements.
  const themes = { en: ["dark"], fa: ["light", "dark"], ar: ["brand"] } as const;
  for (const facts of GALLERY_PAGES) {
    for (const theme of themes[facts.language]) {
      it(`${facts.language}, ${theme}: axe finds nothing, phone and desktop, with every look`, async () => {
        const { html } = galleryPage(facts, theme, Date.now(), "/elements.css", "/countdown.js");
        const page = await open(html, { viewport: { width: 320, height: 700 }, bypassCSP: true });
        await page.addStyleTag({ content: ".lahza{transition:none}" });
        await page.addScriptTag({ content: axeSource });
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 700 });
          expect(await barriers(page)).toEqual([]);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(overflow, `sideways scrolling at ${width}`).toBe(0);
        }
      });
    }
  }

  it.each([
    ["on paper", "fa", "dark", { media: "print", colorScheme: "dark" }],
    ["with less motion", "ar", "light", { reducedMotion: "reduce" }],
    ["in a dark scheme that the page follows", "ar", "dark", { colorScheme: "dark" }],
    ["in forced colours", "en", "light", { forcedColors: "active" }],
  ] as const)(
    "%s: axe finds nothing, and nothing is wider than the page",
    async (_how, language, theme, media) => {
      const facts = GALLERY_PAGES.find((one) => one.language === language) ?? GALLERY_PAGES[0];
      const { html } = galleryPage(facts, theme, Date.now(), "/elements.css", "/countdown.js");
      const page = await open(html, { viewport: { width: 320, height: 700 }, bypassCSP: true });
      await page.emulateMedia(media);
      await page.addScriptTag({ content: axeSource });
      expect(await barriers(page)).toEqual([]);
      const found = await page.evaluate(() => ({
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        moving: document.getAnimations().filter((animation) => {
          const { duration = 0 } = animation.effect?.getComputedTiming() ?? {};
          return animation.playState === "running" && Number(duration) > 1;
        }).length,
      }));
      expect(found.overflow).toBe(0);
      if ("reducedMotion" in media) expect(found.moving).toBe(0);
    },
  );

  it("scripts that join letters are neither slanted nor spaced, and have room", async () => {
    const theme =
      "p, a, span, h2 { letter-spacing: 2px; font-style: italic; text-transform: uppercase; line-height: 1.1 }";
    const page = await open(galleryPage(GALLERY_PAGES[1], "light", Date.now(), "/elements.css", null).html, {
      css: PAGE_STYLES + theme,
    });
    const odd = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>(".lahza :is(p, a, span, h2, li, time)")].flatMap(
        (element) => {
          const style = getComputedStyle(element);
          const lines = Number.parseFloat(style.lineHeight) / Number.parseFloat(style.fontSize);
          const fine =
            style.letterSpacing === "normal" &&
            style.fontStyle === "normal" &&
            style.textTransform === "none" &&
            lines >= 1.599;
          return fine
            ? []
            : [
                `${element.className} ${style.letterSpacing} ${style.fontStyle} ${style.textTransform} ${lines}`,
              ];
        },
      ),
    );
    expect(odd).toEqual([]);
  });
});

describe("the countdown with script", () => {
  it("ticks in the page's digits and words, and moves nothing", async () => {
    const page = await open(shopPage(countdown(3_725_500, { language: "fa" }), "fa"));
    await page.waitForFunction(() => document.querySelector(".lz-live") !== null);
    const box = await page.locator(".lz-timer").boundingBox();
    expect(await shown(page)).toMatch(/^۰۱ ساعت, ۰۲ دقیقه, ۰[0-9۰-۹] ثانیه$/);
    const before = await shown(page);
    await page.waitForFunction(
      (text) => document.querySelector(".lz-seconds")?.textContent !== text,
      await page.locator(".lz-seconds").textContent(),
    );
    expect(await shown(page)).not.toBe(before);
    expect(await page.locator(".lz-timer").boundingBox()).toEqual(box);
  });

  it("uses Arabic forms", async () => {
    const page = await open(
      shopPage(countdown(2 * 86_400_000 + 11 * 3_600_000 + 3 * 60_000 + 30_000, { language: "ar" }), "ar"),
    );
    await page.waitForSelector(".lz-live");
    expect(await shown(page)).toMatch(/^2 يومان, 11 ساعة, 03 دقائق, (29|28|27) ثانية$/);
  });

  it("removes each one at its end, several on a page, no sooner than the server's", async () => {
    const page = await open(shopPage(countdown(1500) + countdown(3500) + countdown(90_000)));
    await page.waitForSelector(".lz-live");
    expect(await page.locator(".lahza-countdown").count()).toBe(3);
    await expect.poll(async () => page.locator(".lahza-countdown").count(), { timeout: 3000 }).toBe(2);
    await expect.poll(async () => page.locator(".lahza-countdown").count(), { timeout: 3500 }).toBe(1);
  });

  it("runs twice without harm and leaves no globals", async () => {
    const page = await open(shopPage(countdown(90_000)));
    await page.waitForSelector(".lz-live");
    const added = await page.evaluate(async () => {
      const before = new Set(Object.getOwnPropertyNames(globalThis));
      const script = document.createElement("script");
      script.src = "/countdown.js";
      const loaded = new Promise((resolve) => script.addEventListener("load", resolve));
      document.head.appendChild(script);
      await loaded;
      return Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    });
    expect(added).toEqual([]);
    const changes = await page.evaluate(async () => {
      let count = 0;
      new MutationObserver((records) => (count += records.length)).observe(
        document.querySelector(".lz-seconds .lz-count")!,
        { childList: true },
      );
      await new Promise((resolve) => setTimeout(resolve, 2100));
      return count;
    });
    expect(changes).toBeLessThanOrEqual(3);
  });

  it.each([
    ["an hour slow", -3_600_000],
    ["an hour fast", 3_600_000],
  ])("is not fooled by a clock that is %s", async (_name, offset) => {
    const html = shopPage(countdown(1_800_000));
    const page = await open(html, { before: async (page) => await setClockWrong(page, offset) });
    await page.waitForSelector(".lz-live");
    expect(await shown(page)).toMatch(/^00 hours, 29 minutes, \d\d seconds$/);
  });

  it("takes an old copy of the page for what it is: the clock goes on, an end that passed is gone", async () => {
    const hourAgo = Date.now() - 3_600_000;
    const html = shopPage(
      countdown(3_500_000, { nowMs: hourAgo }) + countdown(5_400_000, { nowMs: hourAgo }),
    );
    const page = await open(html, {
      before: async (page) =>
        await page.addInitScript(() => {
          // What a browser reports for a page out of its cache.
          Object.defineProperty(PerformanceResourceTiming.prototype, "transferSize", { get: () => 0 });
        }),
    });
    await page.waitForSelector(".lz-live");
    expect(await page.locator(".lahza-countdown").count()).toBe(1);
    expect(await shown(page)).toMatch(/^00 hours, 29 minutes/);
  });
});

describe("the countdown without script", () => {
  const still = { javaScriptEnabled: false };

  it("says the time left to the minute, that it stands still, and when the end is", async () => {
    const page = await open(shopPage(countdown(3_725_500)), still);
    const text = await page.locator(".lahza-countdown").innerText();
    expect(text.replace(/\s+/g, " ")).toMatch(
      /^Offer ends in Ends on .* Tehran time 01 hour 02 minutes Time left when this page was loaded$/,
    );
  });

  it.each(["plain", "card", "bar"])(
    "is gone at zero by stylesheet alone, under a strict policy (%s)",
    async (look) => {
      const page = await open(
        shopPage(countdown(3400, {}, { look }) + countdown(60_000, {}, { look })),
        still,
      );
      const first = page.locator(".lahza-countdown").first();
      expect(await first.isVisible()).toBe(true);
      await expect.poll(async () => first.isVisible(), { timeout: 4000 }).toBe(false);
      expect(await first.boundingBox()).toBeNull();
      expect(await page.locator(".lahza-countdown").nth(1).isVisible()).toBe(true);
    },
  );

  it("adds up its delay, and is not hidden at once by a reset for reduced motion", async () => {
    const reset =
      "*,::before{animation-delay:-1ms!important;animation-duration:1ms!important;animation-iteration-count:1!important}";
    const page = await open(shopPage(countdown(7_391_000)), {
      ...still,
      reducedMotion: "reduce",
      css: PAGE_STYLES + reset,
    });
    const client = await context.newCDPSession(page);
    const { root } = await client.send("DOM.getDocument");
    const { nodeId } = await client.send("DOM.querySelector", {
      nodeId: root.nodeId,
      selector: ".lahza-countdown",
    });
    await client.send("CSS.enable");
    const { computedStyle } = await client.send("CSS.getComputedStyleForNode", { nodeId });
    const value = (name: string): string | undefined =>
      computedStyle.find((item) => item.name === name)?.value;
    expect(value("animation-delay")).toBe(`${Math.floor(7391 / 60) * 60}s`);
    expect(await page.locator(".lahza-countdown").isVisible()).toBe(true);
  });

  it("prints the end, which stays true", async () => {
    const page = await open(shopPage(countdown(3_725_500)), still);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".lahza-countdown").innerText()).toMatch(/^Ends on .* Tehran time$/);
  });
});

describe("what can be sent away", () => {
  const voucher = (): string => {
    const endsAt = new Date(Date.now() + 86_400_000).toISOString();
    const { kind, ...props } = elementSchema.parse({
      kind: "voucher",
      offerId: "o",
      reward: "10 %",
      code: "TEA",
      endsAt,
    });
    return renderElement(kind, props, { language: "en", id: "v1", nowMs: Date.now() }) ?? "";
  };
  const html = (): string => shopPage(voucher()).replaceAll("countdown.js", "shown.js");
  const cookie = async (): Promise<string> =>
    (await context.cookies()).find(({ name }) => name === "lahza_shown")?.value ?? "";

  it("counts when it is seen, goes at a click, and remembers", async () => {
    const page = await open(html());
    await expect.poll(cookie).toBe("v1.1");
    await page.reload();
    await expect.poll(cookie).toBe("v1.2");
    const button = page.getByRole("button", { name: "Dismiss" });
    const box = await button.boundingBox();
    expect([box?.width, box?.height]).toEqual([44, 44]);
    await button.click();
    expect(await page.locator(".lahza-voucher").count()).toBe(0);
    expect(await cookie()).toBe("v1.x");
  });

  it("is counted where no script runs, by the page alone where one does", async () => {
    const asked: string[] = [];
    const before = (page: Page): void => {
      page.on("request", (request) => void (request.url().includes("/shown?") && asked.push(request.url())));
    };
    let page = await open(html(), { before });
    await expect.poll(cookie).toBe("v1.1");
    expect(asked).toEqual([]);
    await context.close();
    page = await open(html(), { before, javaScriptEnabled: false });
    await page.reload();
    await expect
      .poll(async () => (await context.cookies()).map(({ name, value }) => `${name}=${value}`))
      .toContain("lahza_shown-v1=2");
    expect(asked).toEqual([`${SHOP}/_lahza/shown?id=v1`, `${SHOP}/_lahza/shown?id=v1`]);
    // The policy of the page lets it, and nothing is to be seen of it.
    expect(await page.locator("img[src*=shown]").boundingBox()).toMatchObject({ width: 1, height: 1 });
  });

  it("is sent away by a form where no script runs", async () => {
    const page = await open(html(), { javaScriptEnabled: false });
    const button = page.getByRole("button", { name: "Dismiss" });
    await button.waitFor();
    const box = await button.boundingBox();
    expect([box?.width, box?.height]).toEqual([44, 44]);
    const sending = page.waitForRequest(/\/_lahza\/shown$/);
    await button.click();
    const sent = await sending;
    expect([sent.method(), sent.postData()]).toEqual(["POST", "id=v1"]);
  });
});

it("nothing is loaded but our own files and the seal, and nothing breaks the policy", async () => {
  const { html } = galleryPage(GALLERY_PAGES[0], "light", Date.now(), "/elements.css", "/countdown.js");
  const errors: string[] = [];
  hosts.clear();
  const page = await open(html, {
    before: (page) => {
      page.on("console", (message) => {
        if (/Content Security Policy|Refused/.test(message.text())) errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(String(error)));
    },
  });
  await page.waitForSelector(".lz-live");
  expect(errors).toEqual([]);
  expect([...hosts].sort()).toEqual(["seal.example", "shop.test"]);
});
