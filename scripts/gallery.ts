/**
 * A gallery of all elements, in every look and language, as static pages with screenshots under dist/gallery.
 * `node scripts/gallery.ts [--no-pictures] [fa-light-card …]`
 */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtInAssets } from "../src/elements/assets.ts";
import { elementKinds } from "../src/elements/index.ts";
import { GALLERY_PAGES, galleryHtml, PAGE_STYLES, type Theme, THEMES } from "../src/elements/gallery.ts";
import { type Look, LOOKS } from "../src/elements/element.ts";
import { elementStyles } from "../src/elements/render.ts";

export { GALLERY_PAGES, PAGE_STYLES } from "../src/elements/gallery.ts";

const folder = join(import.meta.dirname, "../dist/gallery");
const fonts = join(import.meta.dirname, "../node_modules/@fontsource-variable/vazirmatn/files");

export interface GalleryPage {
  readonly name: string;
  readonly html: string;
}

/** `stylesheet` and `script` are addresses; no script when null. */
export function galleryPage(
  page: (typeof GALLERY_PAGES)[number],
  theme: Theme,
  nowMs: number,
  stylesheet: string,
  script: string | null,
  looks: readonly Look[] = LOOKS,
): GalleryPage {
  const tag = script === null ? "" : `<script defer src="${script}"></script>`;
  const head = `<link rel="stylesheet" href="page.css"><link rel="stylesheet" href="${stylesheet}">${tag}`;
  return {
    name: `${page.language}-${theme}${looks.length === 1 ? `-${looks[0] ?? ""}` : ""}`,
    html: galleryHtml({ page, theme, nowMs, looks, head, scripts: script !== null }),
  };
}

const FONT =
  '@font-face{font-family:Vazirmatn;src:url(vazirmatn.woff2) format("woff2");font-weight:100 900}\n';

if (import.meta.main) {
  const nowMs = Date.now();
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(fonts, "vazirmatn-arabic-wght-normal.woff2"), join(folder, "vazirmatn.woff2"));
  writeFileSync(join(folder, "page.css"), FONT + PAGE_STYLES);
  for (const { name, type, body } of builtInAssets()) writeFileSync(join(folder, `${name}.${type}`), body);
  writeFileSync(join(folder, "elements.css"), elementStyles(elementKinds.map(({ kind }) => kind)));
  const pages = GALLERY_PAGES.flatMap((page) =>
    THEMES.flatMap((theme) =>
      LOOKS.map((look) => galleryPage(page, theme, nowMs, "elements.css", "countdown.js", [look])),
    ),
  );
  for (const page of pages) writeFileSync(join(folder, `${page.name}.html`), page.html);
  const wanted = process.argv.slice(2).filter((word) => !word.startsWith("-"));
  const pictured = pages.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (!process.argv.includes("--no-pictures")) await takePictures(pictured);
}

async function takePictures(pages: readonly GalleryPage[]): Promise<void> {
  const { launchBrowser } = await import("../test/browser/launch.ts");
  const browser = await launchBrowser();
  try {
    for (const { name } of pages) {
      for (const [device, width] of [
        ["phone", 360],
        ["desktop", 1280],
      ] as const) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, deviceScaleFactor: 1 });
        const page = await context.newPage();
        await page.route("https://seal.example/**", (route) =>
          route.fulfill({
            contentType: "image/svg+xml",
            body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="#1b4f9c" d="M32 4l24 8v18c0 16-10 25-24 30C18 55 8 46 8 30V12z"/><path fill="none" stroke="#fff" stroke-width="5" d="M21 31l8 8 15-16"/></svg>',
          }),
        );
        await page.goto(`file://${join(folder, `${name}.html`)}`);
        await page.waitForTimeout(150);
        await page.screenshot({ path: join(folder, `${name}-${device}.png`), fullPage: true });
        await context.close();
      }
    }
  } finally {
    await browser.close();
  }
}
