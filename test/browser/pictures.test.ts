/**
 * The gallery as it looked when somebody last looked: every kind in every look, in both directions, compared with small
 * pictures in test/browser/pictures. `PICTURES=write npx vitest run --project browser test/browser/pictures.test.ts`
 * takes them anew; then look at them, and at `node scripts/gallery.ts`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GALLERY_PAGES, galleryHtml, PAGE_STYLES, THEMES } from "../../src/elements/gallery.ts";
import { LOOKS } from "../../src/elements/element.ts";
import { elementKinds } from "../../src/elements/index.ts";
import { elementStyles } from "../../src/elements/render.ts";
import { launchBrowser } from "./launch.ts";

const FOLDER = join(import.meta.dirname, "pictures");
const FONTS = join(import.meta.dirname, "../../node_modules/@fontsource-variable/vazirmatn/files");
const NOW = Date.parse("2026-11-25T10:00:00Z");
/** One font for all languages, from the packages: the system's differ from machine to machine. */
const FONT = ["arabic", "latin"]
  .map(
    (script) =>
      `@font-face{font-family:Gallery;src:url(/vazirmatn-${script}-wght-normal.woff2) format("woff2");font-weight:100 900${script === "latin" ? ";unicode-range:U+0000-00FF,U+2000-206F" : ""}}`,
  )
  .join("");
const STYLES = `${FONT}${PAGE_STYLES}html body,html .lahza *,html .lahza .lz-code{font-family:Gallery!important}`;
/** Cells of the small picture that may differ: a line of text that breaks elsewhere is some percent of it. */
const MOST_DIFFERENT = 0.004;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
  mkdirSync(FOLDER, { recursive: true });
}, 60_000);
afterAll(async () => browser?.close());

/** On a small tablet, where bars are wide; bars on a phone, too. */
const TABLET = 720;
const PHONE = 360;
const CASES = [
  ...LOOKS.flatMap((look) => [
    ["en", "light", look, TABLET] as const,
    ["fa", "light", look, TABLET] as const,
  ]),
  ["ar", "brand", "card", TABLET] as const,
  ["ar", "light", "plain", TABLET] as const,
  ["ar", "light", "bar", TABLET] as const,
  ["ar", "light", "bar", PHONE] as const,
  ["fa", "dark", "bar", TABLET] as const,
];

describe("the gallery looks as it did", () => {
  it.each(CASES)("%s, %s, %s, %i wide", async (language, theme, look, width) => {
    const page = GALLERY_PAGES.find((one) => one.language === language) ?? GALLERY_PAGES[0];
    const head = `<style>${STYLES}${elementStyles(elementKinds.map(({ kind }) => kind))}</style>`;
    const html = galleryHtml({
      page,
      theme: THEMES.find((one) => one === theme) ?? "light",
      nowMs: NOW,
      looks: [look],
      head,
      scripts: false,
    });
    const file = join(FOLDER, `${language}-${theme}-${look}${width === PHONE ? "-phone" : ""}.webp`);
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    const shop = await context.newPage();
    await shop.route("**/*", async (route) => {
      const { pathname, host } = new URL(route.request().url());
      if (host === "shop.test" && pathname === "/")
        return await route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
      if (host === "shop.test" && pathname.endsWith(".woff2"))
        return await route.fulfill({
          contentType: "font/woff2",
          body: readFileSync(join(FONTS, pathname.slice(1))),
        });
      return await route.fulfill({ status: 404, body: "" });
    });
    await shop.goto("https://shop.test/");
    await shop.evaluate(async () => void (await document.fonts.ready));
    const taken = (await shop.screenshot({ fullPage: true, animations: "disabled" })).toString("base64");
    const blank = await context.newPage();
    const small = await smaller(blank, `data:image/png;base64,${taken}`);
    if (process.env["PICTURES"] === "write")
      writeFileSync(file, Buffer.from(small.split(",")[1] ?? "", "base64"));
    expect(existsSync(file), `${file} is missing: take it with PICTURES=write`).toBe(true);
    const before = `data:image/webp;base64,${readFileSync(file).toString("base64")}`;
    expect(await difference(blank, before, small)).toBeLessThan(MOST_DIFFERENT);
    await context.close();
  });
});

/** A quarter of the size, which forgives what anti-aliasing differs by. */
async function smaller(page: Page, source: string): Promise<string> {
  return await page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width / 4);
    canvas.height = Math.round(image.height / 4);
    const drawing = canvas.getContext("2d");
    if (drawing === null) throw new Error("no canvas");
    drawing.imageSmoothingQuality = "high";
    drawing.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/webp", 0.7);
  }, source);
}

/** Share of cells of 6 x 6 pixels whose mean brightness differs; 1 where the heights do. */
async function difference(page: Page, before: string, after: string): Promise<number> {
  return await page.evaluate(
    async ([one, other]) => {
      const read = async (src: string): Promise<ImageData> => {
        const image = new Image();
        image.src = src;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const drawing = canvas.getContext("2d");
        if (drawing === null) throw new Error("no canvas");
        drawing.drawImage(image, 0, 0);
        return drawing.getImageData(0, 0, image.width, image.height);
      };
      const [a, b] = [await read(one), await read(other)];
      if (a.width !== b.width || Math.abs(a.height - b.height) > 1) return 1;
      const size = 6;
      let cells = 0;
      let different = 0;
      for (let y = 0; y + size <= Math.min(a.height, b.height); y += size) {
        for (let x = 0; x + size <= a.width; x += size) {
          let sum = 0;
          for (let dy = 0; dy < size; dy++)
            for (let dx = 0; dx < size; dx++) {
              const at = ((y + dy) * a.width + x + dx) * 4;
              for (let channel = 0; channel < 3; channel++)
                sum += (a.data[at + channel] ?? 0) - (b.data[at + channel] ?? 0);
            }
          cells++;
          if (Math.abs(sum) / (size * size * 3) > 12) different++;
        }
      }
      return different / cells;
    },
    [before, after] as [string, string],
  );
}
