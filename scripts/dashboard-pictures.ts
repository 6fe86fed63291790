/**
 * docs/dashboard/: every page of the dashboard, in English and in Persian, light and dark, on a desk and on a phone,
 * over the example shop after some hundreds of shoppers. `node scripts/dashboard-pictures.ts [PAGE…]`
 * It brings a Lahza of its own; one picture a page holds its eight views. With LOOK=<folder> every view is written there
 * at its full size instead, to be looked at closely.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { NO_FACTS } from "../src/collect/record.ts";
import { writeRecords } from "../src/store/records.ts";
import { launchBrowser } from "../test/browser/launch.ts";
import { ADMIN_TOKEN, startLahza } from "../test/contract/lahza.ts";
import { Shopper } from "../test/contract/shopper.ts";
import { withEndsAhead } from "./lib/example.ts";

const root = join(import.meta.dirname, "..");
const target = join(root, "docs/dashboard");
const SHOPPERS = 700;
const AT_ONCE = 12;
const DAY_MS = 86_400_000;
const PAST_DAYS = 16;
const VIEWS = [
  { name: "desk", width: 1280, height: 900, shown: 520 },
  { name: "phone", width: 390, height: 844, shown: 190 },
];
const PAGES: { readonly [name: string]: string } = {
  "sign-in": "/",
  home: "/",
  experiments: "/experiments",
  new: "/experiments/new",
  results: "/experiments/product-trust",
  variants: "/experiments/product-trust#variants",
  setup: "/experiments/product-trust#setup",
  history: "/experiments/product-trust#history",
  edit: "/experiments/product-trust/edit",
  visual: "/experiments/product-trust/visual",
  insert: "/experiments/product-trust/visual",
  measures: "/measures",
  live: "/live",
  settings: "/settings",
  tokens: "/settings/tokens",
  audit: "/settings/audit",
};

const wanted = process.argv.slice(2);
const look = process.env["LOOK"];
const lahza = await startLahza("example-shop");
const browser = await launchBrowser();
try {
  const definitions = withEndsAhead(
    readFileSync(join(root, "examples/experiments.json"), "utf8"),
    Date.now(),
  );
  await lahza.load(JSON.parse(definitions) as object);
  await past();
  await writeOverHttp("/events/watch");
  await shoppers();
  mkdirSync(target, { recursive: true });
  for (const [name, path] of Object.entries(PAGES)) {
    if (wanted.length === 0 || wanted.includes(name)) await picture(browser, name, path);
  }
} finally {
  await browser.close();
  await lahza.close();
}

async function writeOverHttp(path: string): Promise<void> {
  await fetch(new URL(`/_lahza/api${path}`, lahza.url), {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
}

/** Two weeks and two days of what the edge would have recorded, so that charts over days have some. */
async function past(): Promise<void> {
  const now = Date.now();
  const start = now - PAST_DAYS * DAY_MS;
  for (const table of ["experiments", "phases"])
    await lahza.db.prepare(`UPDATE ${table} SET started_at = CAST(?1 AS INTEGER)`).bind(start).run();
  const { results } = await lahza.db
    .prepare("SELECT id, key, json_array_length(definition, '$.variants') AS variants FROM experiments")
    .all<{ id: number; key: string; variants: number }>();
  for (let day = 0; day < PAST_DAYS; day += 1) {
    const at = start + day * DAY_MS + 3_600_000;
    const visitors = results.flatMap(({ id, key, variants }) =>
      Array.from({ length: 120 + 25 * ((day * 7) % 5) }, (_, index) => ({
        experiment: id,
        visitor: `${key}-${day}-${index}`,
        variant: index % variants,
        // In each hundred of a variant as many buy as its number says, in an order that looks like chance.
        buys: (Math.floor(index / variants) * 37 + day * 13) % 100 < 9 + 3 * (index % variants),
      })),
    );
    await writeRecords(
      lahza.db,
      {
        exposures: visitors.map(({ experiment, visitor, variant }) => ({
          experiment,
          phase: 1,
          unit: visitor,
          visitor,
          customer: null,
          variant,
          assignedAtMs: at,
          foundAtMs: at,
          confirmedAtMs: at + 300,
          firstByteMs: 180 + 40 * variant + ((visitor.length * 31 + at / 1000) % 23) * 14,
          facts: {
            ...NO_FACTS,
            device: "mobile",
            visitor: "new",
            source: "search",
            browser: variant === 1 ? "safari" : "chrome",
          },
        })),
        events: visitors
          .filter(({ buys }) => buys)
          .map(({ visitor }) => ({
            source: "browser",
            unit: visitor,
            id: `a-${visitor}`,
            visitor,
            customer: null,
            name: "add_to_cart",
            atMs: at + 60_000,
            receivedMs: at + 60_000,
            valueMinor: 4_900,
            currency: "EUR",
            orderId: null,
            refundId: null,
          })),
        counters: [],
      },
      now,
    );
  }
}

/** Those who see the badges order a little more often; everything else is the edge's own work. */
async function shoppers(): Promise<void> {
  let number = 0;
  const next = async (): Promise<void> => {
    while (number < SHOPPERS) {
      const mine = number++;
      const shopper = new Shopper(lahza.url.href);
      const { html } = await shopper.open(
        mine % 3 === 0 ? "/fa/products/saffron-negin" : "/products/saffron-negin",
      );
      // Browsers without scripts confirm by a stylesheet.
      const sheet = /<noscript><link rel="stylesheet" media="print" href="([^"]+)"/.exec(html)?.[1];
      if (sheet !== undefined)
        await shopper.open(new URL(sheet.replaceAll("&amp;", "&"), lahza.url).pathname);
      const wants = mine % 100 < (html.includes("lz-badges") ? 41 : 30);
      if (wants) await shopper.post("/cart/add", { sku: "SRV-101" });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  // Records are written behind the answers.
  await new Promise((resume) => setTimeout(resume, 3_000));
}

async function openPicker(page: Page, locale: string): Promise<void> {
  await page
    .frameLocator("iframe")
    .first()
    .locator("form.add-to-cart")
    .click({ position: { x: 2, y: 2 } });
  await page.getByRole("button", { name: locale === "fa" ? "افزودن" : "Insert", exact: true }).click();
  await page.locator(".kinds .kind").nth(3).scrollIntoViewIfNeeded();
  await page.waitForTimeout(4_000);
}

async function picture(browser: Browser, name: string, path: string): Promise<void> {
  const rows: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    for (const locale of ["en", "fa"]) {
      for (const { width, height, shown } of VIEWS) {
        const context = await browser.newContext({ locale, colorScheme, viewport: { width, height } });
        const page = await context.newPage();
        const base = `http://admin.localhost:${lahza.url.port}/_lahza`;
        await page.goto(`${base}/`);
        if (name !== "sign-in") {
          await page.fill("input[name=token]", ADMIN_TOKEN);
          await page.click("button[type=submit]");
          await page.waitForSelector("h1");
          await page.goto(base + path);
        }
        await page.waitForSelector("h1");
        await page.waitForLoadState("networkidle").catch(() => undefined);
        await page.waitForTimeout(["visual", "variants", "insert"].includes(name) ? 3_500 : 300);
        if (name === "insert") await openPicker(page, locale);
        if (look !== undefined) {
          const file = join(look, `${name}-${locale}-${colorScheme}-${width}.png`);
          await page.screenshot({ path: file, fullPage: true });
          await context.close();
          continue;
        }
        const image = (await page.screenshot()).toString("base64");
        rows.push(`<img width="${shown}" src="data:image/png;base64,${image}">`);
        await context.close();
      }
    }
  }
  if (look !== undefined) return;
  const page = await browser.newPage({ viewport: { width: 1_500, height: 400 } });
  await page.setContent(
    `<style>body{margin:0;padding:14px;display:flex;flex-wrap:wrap;gap:12px;background:#8a8790;align-items:start}img{border-radius:6px}</style>${rows.join("")}`,
  );
  await page.screenshot({ path: join(target, `${name}.jpg`), type: "jpeg", quality: 62, fullPage: true });
  await page.close();
  console.log(`docs/dashboard/${name}.jpg`);
}
