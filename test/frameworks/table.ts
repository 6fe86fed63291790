/**
 * `npm run frameworks [-- --no-doc]`: each framework's shop in a real Chromium, action by action, after hydration and after
 * three navigations, and what our scripts add to a page; writes the tables into docs/frameworks.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { median } from "../../bench/statistics.ts";
import { builtInAssets } from "../../src/elements/assets.ts";
import { launchBrowser, ORDINARY_NAME } from "../browser/launch.ts";
import { changed, plain, type Seen, seenNow } from "./changes.ts";
import { FRAMEWORK_SHOPS } from "./index.ts";
import { serveShop, type Served } from "./serve.ts";
import { PAGES } from "./shop.ts";

const { values } = parseArgs({ options: { "no-doc": { type: "boolean" } } });
const ROUNDS = 7;
const SETTLED_MS = 2_000;
const ACTIONS = ["set_text", "set_html", "set_attribute", "add_class", "after", "replace", "remove"] as const;
type Action = (typeof ACTIONS)[number];

const MODULES = builtInAssets().filter(({ name }) => ["reapply", "navigate"].includes(name));

async function opened(browser: Browser, address: URL, withoutModules = false): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  if (withoutModules)
    await page.route(
      (url) => MODULES.some(({ hash }) => url.pathname.endsWith(`/${hash}.js`)),
      (route) => route.abort(),
    );
  await page.goto(address.href);
  await page.locator('html[data-alive="yes"]').waitFor({ state: "attached" });
  return page;
}

/** What stands when the page says nothing else any more. */
async function settled(page: Page, wanted: Seen): Promise<Seen> {
  const until = Date.now() + SETTLED_MS;
  for (;;) {
    const seen = await page.evaluate(seenNow);
    if (JSON.stringify(seen) === JSON.stringify(wanted) || Date.now() > until) return seen;
    await page.waitForTimeout(50);
  }
}

async function go(page: Page, path: string): Promise<void> {
  await page.click(`nav a[href="${path}"]`);
}

/** By action, what became of it on each step. */
async function driven(browser: Browser, { lahza }: Served): Promise<Map<Action, string[]>> {
  const steps = new Map<Action, string[]>(ACTIONS.map((action) => [action, []]));
  const note = (seen: Seen, wanted: Seen, word: (action: Action) => string): void => {
    for (const action of ACTIONS)
      steps
        .get(action)
        ?.push(seen[action] === wanted[action] ? word(action) : `**${JSON.stringify(seen[action])}**`);
  };
  const bare = await opened(browser, new URL("/one", lahza.url), true);
  await bare.waitForTimeout(SETTLED_MS);
  const kept = await bare.evaluate(seenNow);
  await bare.context().close();
  const page = await opened(browser, new URL("/one", lahza.url));
  note(await settled(page, changed("/one")), changed("/one"), (action) =>
    kept[action] === changed("/one")[action] ? "kept" : "re-applied",
  );
  for (const path of ["/two", "/three", "/one"]) {
    await go(page, path);
    const isChanged = path !== "/three";
    const wanted = isChanged ? changed(path) : plain(path, PAGES[path] ?? { title: "" });
    note(await settled(page, wanted), wanted, () => (isChanged ? "applied" : "taken back"));
  }
  await page.context().close();
  return steps;
}

/** Milliseconds of script on one load of the page. */
async function scriptMs(browser: Browser, address: URL): Promise<number> {
  const page = await (await browser.newContext()).newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await page.goto(address.href);
  await page.locator('html[data-alive="yes"]').waitFor({ state: "attached" });
  await page.waitForTimeout(200);
  const { metrics } = await session.send("Performance.getMetrics");
  await page.context().close();
  return (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0) * 1000;
}

/** Gzipped, of all scripts of ours on the page. */
async function scriptBytes(browser: Browser, { lahza }: Served): Promise<number> {
  const page = await (await browser.newContext()).newPage();
  let bytes = 0;
  const reading: Promise<void>[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/_lahza/a/"))
      reading.push(response.body().then((body) => void (bytes += gzipSync(body).length)));
  });
  await page.goto(new URL("/one", lahza.url).href, { waitUntil: "load" });
  await Promise.all(reading);
  await page.context().close();
  return bytes;
}

const browser = await launchBrowser([`--user-agent=${ORDINARY_NAME}`]);
const lines: string[] = [];
const costs: string[] = [];
try {
  lines.push(
    "| framework | action | after hydration | second page | third page, without the experiment | first page again |",
    "|---|---|---|---|---|---|",
  );
  costs.push(
    "| framework | scripts of ours, gzipped | script time without | with | more |",
    "|---|---|---|---|---|",
  );
  for (const make of FRAMEWORK_SHOPS) {
    const served = await serveShop(await make());
    try {
      for (const [action, steps] of await driven(browser, served))
        lines.push(`| ${served.name} | \`${action}\` | ${steps.join(" | ")} |`);
      const bytes = await scriptBytes(browser, served);
      const [without, with_]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        without.push(await scriptMs(browser, new URL("/one", served.plain)));
        with_.push(await scriptMs(browser, new URL("/one", served.lahza.url)));
      }
      const [before, after] = [median(without), median(with_)];
      costs.push(
        `| ${served.name} | ${(bytes / 1024).toFixed(1)} KB | ${before.toFixed(1)} ms | ${after.toFixed(1)} ms | ${(after - before).toFixed(1)} ms |`,
      );
    } finally {
      await served.close();
    }
    console.log(lines.slice(-ACTIONS.length).join("\n"));
    console.log(costs.at(-1));
  }
} finally {
  await browser.close();
}

if (values["no-doc"] !== true) {
  const file = join(import.meta.dirname, "../../docs/frameworks.md");
  const text = `${lines.join("\n")}\n\nMedian of ${ROUNDS} loads, with and without in turns:\n\n${costs.join("\n")}`;
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(
      /(<!-- made by npm run frameworks -->\n)[^]*(<!-- end -->)/,
      (_, begin: string, end: string) => `${begin}${text}\n${end}`,
    ),
  );
}
// All is closed by now, and yet something of Chromium's or of the shops' keeps the process: not found out what.
process.exit(0);
