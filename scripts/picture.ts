/**
 * docs/picture.png: the example shop's home page and a product, in English and in Persian, as two visitors see them
 * at the same time. `node scripts/picture.ts [ADDRESS]`, while `npm start` runs (http://127.0.0.1:8787 by default).
 */
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../test/browser/launch.ts";

const base = process.argv[2] ?? "http://127.0.0.1:8787";
const target = join(import.meta.dirname, "../docs/picture.png");
const TRIES = 60;
const VIEW_WIDTH = 1180;
/** Of a picture in the whole. */
const WIDTH = 460;
const ROWS = [
  { path: "/", height: 780, marks: [".lahza-value-proposition"] },
  { path: "/fa/products/saffron-negin", height: 1000, marks: [".lahza-countdown", ".lahza-trust-badges"] },
];

const browser = await launchBrowser();
try {
  const rows: string[] = [];
  for (const { path, height, marks } of ROWS) {
    const control = await picture(browser, path, height, [], marks);
    const variant = await picture(browser, path, height, marks, []);
    rows.push(`<div><img src="${control}"><img src="${variant}"></div>`);
  }
  const page = await browser.newPage({
    viewport: { width: 2 * WIDTH + 48, height: 100 },
    deviceScaleFactor: 1,
  });
  await page.setContent(`<style>
    body { margin: 0; padding: 16px; background: #eceae6; font: 500 15px system-ui, sans-serif; color: #333 }
    div { display: flex; gap: 16px; margin-top: 12px }
    header { margin: 0 }
    header, div { display: grid; grid-template-columns: 1fr 1fr }
    header { gap: 16px; padding-inline: 2px }
    img { width: ${WIDTH}px; border-radius: 8px; box-shadow: 0 1px 6px #0003 }
  </style><header><span>One visitor</span><span>Another, at the same time</span></header>${rows.join("")}`);
  await page.screenshot({ path: target, fullPage: true });
} finally {
  await browser.close();
}

/** A visitor's view of a page, as a data address. */
async function picture(
  browser: Browser,
  path: string,
  height: number,
  present: readonly string[],
  absent: readonly string[],
): Promise<string> {
  for (let number = 0; number < TRIES; number++) {
    const context = await browser.newContext({ viewport: { width: VIEW_WIDTH, height } });
    const page = await context.newPage();
    await page.goto(base + path);
    const found = await Promise.all([...present, ...absent].map((mark) => page.locator(mark).count()));
    if (found.every((count, index) => count > 0 === index < present.length)) {
      await page.evaluate("document.fonts.ready");
      const image = await page.screenshot();
      await context.close();
      return `data:image/png;base64,${image.toString("base64")}`;
    }
    await context.close();
  }
  throw new Error(`none of ${TRIES} visitors of ${path} sees what the picture needs`);
}
