/** What README.md shows is run. The kill switch of docs/operations.md is thrown in the same way. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blocksOf, Reader } from "./documented.ts";
import { Shopper } from "./shopper.ts";
import { startByNpm, type Started, until } from "./started.ts";

const ROOT = join(import.meta.dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const OPERATIONS = readFileSync(join(ROOT, "docs/operations.md"), "utf8");
const NOTE = "Fourteen days to return it";
const MINUTE_MS = 60_000;

const blocks = blocksOf(README);

let lahza: Started;
let folder = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lahza-readme-"));
  lahza = await startByNpm({ arguments: ["--empty"] });
}, 2 * MINUTE_MS);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await (lahza as Started | undefined)?.end("SIGKILL");
});

test("the README's commands and files do what it says", { timeout: 2 * MINUTE_MS }, async () => {
  expect(blocks.map(({ kind }) => kind)).toEqual([
    "json test",
    "sh test",
    "sh test",
    "json answer",
    "sh test",
    "json answer",
  ]);
  const reader = new Reader(lahza, folder);
  for (const block of blocks) {
    const printed = await reader.follow(block);
    if (printed.includes("button-words: running")) await shop();
  }
});

test("what it points to is there", () => {
  const files = [...README.matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g)].map(([, file = ""]) => file);
  expect(files.length).toBeGreaterThan(8);
  expect(files.filter((file) => file !== "" && !existsSync(join(ROOT, file)))).toEqual([]);
  const scripts = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object })
    .scripts;
  const named = [...README.matchAll(/npm (?:run )?(start|test|seed|bench|differential)\b/g)].map(
    ([, name]) => name,
  );
  expect(named.filter((name) => !Object.keys(scripts).includes(name ?? ""))).toEqual([]);
});

test("the kill switch switches off", { timeout: MINUTE_MS }, async () => {
  const [block, ...others] = blocksOf(OPERATIONS);
  expect(others).toEqual([]);
  const { cookies } = await opened();
  expect([...cookies.keys()]).toContain("lahza");
  expect(new Reader(lahza, folder).run(block?.text ?? "")).toContain('"enabled":false');
  expect(await until(async () => !(await opened()).cookies.has("lahza"), 20_000)).toBe(true);
});

/** A fresh visitor who has opened a product. */
async function opened(): Promise<Shopper> {
  const shopper = new Shopper(lahza.url);
  await shopper.open("/products/saffron-negin");
  return shopper;
}

/** Waits for the experiment, then does what the text before the answer tells: one visitor of each variant, one act. */
async function shop(): Promise<void> {
  const product = "/products/saffron-negin";
  const live = await until(async () => {
    // A crawler, so that looking whether it is live counts nobody.
    const crawler = new Shopper(lahza.url, { "user-agent": "Googlebot/2.1" });
    return (await crawler.open(product)).html.includes(NOTE);
  }, 20_000);
  expect(live).toBe(true);
  // Found by crawlers, who are not counted, and then visited in a browser with the same cookie, who is.
  const met = new Set<boolean>();
  for (let number = 0; met.size < 2 && number < 200; number++) {
    const crawler = new Shopper(lahza.url, { "user-agent": "Googlebot/2.1" });
    const hasNote = (await crawler.open(product)).html.includes(NOTE);
    if (met.has(hasNote)) continue;
    met.add(hasNote);
    const visitor = new Shopper(lahza.url);
    for (const [name, value] of crawler.cookies) visitor.cookies.set(name, value);
    expect((await visitor.open(product)).html.includes(NOTE)).toBe(hasNote);
    if (hasNote) await visitor.post("/cart/add", { sku: "SRV-101" });
  }
  expect(met.size).toBe(2);
}
