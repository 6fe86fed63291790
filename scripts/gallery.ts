/**
 * A gallery of all elements, in every look and language, as static pages with screenshots under dist/gallery.
 * `node scripts/gallery.ts [--no-pictures] [fa-light-card …]`
 */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtInAssets } from "../src/elements/assets.ts";
import { elementKinds } from "../src/elements/index.ts";
import { type Look, LOOKS } from "../src/elements/element.ts";
import { elementStyles, renderElement } from "../src/elements/render.ts";
import { sampleFacts, samples } from "../src/elements/samples.ts";
import { elementSchema } from "../src/elements/schema.ts";

const folder = join(import.meta.dirname, "../dist/gallery");
const fonts = join(import.meta.dirname, "../node_modules/@fontsource-variable/vazirmatn/files");

export const GALLERY_PAGES = [
  {
    language: "en",
    timeZone: "Europe/London",
    heading: "Stoneware teapot",
    text: "Thrown by hand and fired twice. Holds 900 ml.",
  },
  {
    language: "fa",
    timeZone: "Asia/Tehran",
    heading: "قوری سفالی",
    text: "دست‌ساز و دوبار پخته‌شده، با گنجایش ۹۰۰ میلی‌لیتر.",
  },
  {
    language: "ar",
    timeZone: "Asia/Riyadh",
    heading: "إبريق شاي خزفي",
    text: "مصنوع يدويًا ومحروق مرتين، بسعة 900 مل.",
  },
] as const;

export interface GalleryPage {
  readonly name: string;
  readonly html: string;
}

/** `stylesheet` and `script` are addresses; no script when null. */
export function galleryPage(
  page: (typeof GALLERY_PAGES)[number],
  theme: "light" | "dark" | "brand",
  nowMs: number,
  stylesheet: string,
  script: string | null,
  looks: readonly Look[] = LOOKS,
): GalleryPage {
  const { language } = page;
  let count = 0;
  const sections = looks.map((look) => {
    const elements = samples(nowMs).map((sample) => {
      const { kind, ...props } = elementSchema.parse({
        ...sample,
        look,
        headingLevel: look === "bar" ? null : 3,
      });
      const facts = {
        language,
        shop: { timeZone: page.timeZone, currency: "SAR" },
        nowMs,
        id: `e${count++}`,
        scripts: script !== null,
        facts: sampleFacts(nowMs),
      };
      return `<p class="kind">${kind}</p>${renderElement(kind, props, facts) ?? ""}`;
    });
    return `<section><h2 class="look">${look}</h2>${elements.join("\n")}</section>`;
  });
  const direction = language === "en" ? "ltr" : "rtl";
  const html = `<!doctype html>
<html lang="${language}" dir="${direction}" class="${theme}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Elements: ${language}, ${theme}</title>
<link rel="stylesheet" href="page.css"><link rel="stylesheet" href="${stylesheet}">${script === null ? "" : `<script defer src="${script}"></script>`}
</head><body><main><h1>${page.heading}</h1><p>${page.text}</p>
${sections.join("\n")}
</main></body></html>
`;
  return { name: `${language}-${theme}${looks.length === 1 ? `-${looks[0] ?? ""}` : ""}`, html };
}

/** A page as shops are: its own font, spacing and heading styles, none of them made for ours. */
export const PAGE_STYLES = `@font-face{font-family:Vazirmatn;src:url(vazirmatn.woff2) format("woff2");font-weight:100 900}
html{color-scheme:light}html.dark{color-scheme:dark}
body{margin:0;font:16px/1.55 "DejaVu Sans",system-ui,sans-serif;color:#1d1f23;background:#fff}
[lang=fa] body,[lang=ar] body{font-family:Vazirmatn,sans-serif}
.dark body{color:#e9eaee;background:#16181d}
.brand body{color:#2b211a;background:#fbf7f1}
.brand{--lahza-accent:#9a4a1c;--lahza-bar:#5b2a12;--lahza-radius:2px}
main{max-width:60rem;margin:auto;padding:1rem}
h1{font-size:1.75rem;margin:.5rem 0}
p.kind{margin:1.5rem 0 0;font:12px monospace;direction:ltr;color:#5b6068}
.dark p.kind{color:#a5a9b3}
h2.look{margin:2.5rem 0 .5rem;font-size:.8rem;text-transform:uppercase;color:#6b7078}
.dark h2.look{color:#a5a9b3}
ul li{list-style:square;margin-block:.5em}
`;

if (import.meta.main) {
  const nowMs = Date.now();
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(fonts, "vazirmatn-arabic-wght-normal.woff2"), join(folder, "vazirmatn.woff2"));
  writeFileSync(join(folder, "page.css"), PAGE_STYLES);
  for (const { name, type, body } of builtInAssets()) writeFileSync(join(folder, `${name}.${type}`), body);
  writeFileSync(join(folder, "elements.css"), elementStyles(elementKinds.map(({ kind }) => kind)));
  const pages = GALLERY_PAGES.flatMap((page) =>
    (["light", "dark", "brand"] as const).flatMap((theme) =>
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
