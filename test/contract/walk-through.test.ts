/** docs/walk-through.md, followed step by step against `npm start`, as somebody does who reads it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blocksOf, Reader } from "./documented.ts";
import { Shopper } from "./shopper.ts";
import { startByNpm, type Started, until } from "./started.ts";

const TEXT = readFileSync(join(import.meta.dirname, "../../docs/walk-through.md"), "utf8");
const MINUTE_MS = 60_000;
const PRODUCT = "/products/saffron-negin";
const NOTE = '<p class="delivery">Free delivery over $60</p>';

let lahza: Started;
let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lahza-walk-"));
  lahza = await startByNpm({ arguments: ["--empty"] });
}, 2 * MINUTE_MS);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await (lahza as Started | undefined)?.end("SIGKILL");
});

test("every step answers as it is shown, and the shop shows it", { timeout: 3 * MINUTE_MS }, async () => {
  const blocks = blocksOf(TEXT);
  // Nothing that a reader would copy goes unchecked, and every command has its answer.
  expect(TEXT.match(/^```\S/gm)).toHaveLength(blocks.length);
  const commands = blocks.filter(({ kind, name }) => kind === "sh test" && name === "").length;
  expect(blocks.filter(({ kind }) => kind === "json answer")).toHaveLength(commands);
  for (const step of [
    "/check",
    "/preview",
    "/start",
    "/pause",
    "/resume",
    "/new-phase",
    "/finish",
    "/rollout",
    "/archive",
  ])
    expect(TEXT).toContain(`delivery-note${step}`);

  const reader = new Reader(lahza, folder);
  for (const block of blocks) {
    const printed = await reader.follow(block);
    if (block.text.includes("/preview")) expect(await previewed(printed)).toEqual([false, true]);
    if (block.text.includes("/rollout")) expect(await until(isShown, 20_000)).toBe(true);
    if (block.text.includes("/archive"))
      expect(await until(async () => !(await isShown()), 20_000)).toBe(true);
  }
});

/** Whether each link's page has the note. */
async function previewed(printed: string): Promise<boolean[]> {
  const { data } = JSON.parse(printed) as { data: { links: { url: string }[] } };
  return await Promise.all(
    data.links.map(async ({ url }) => {
      const { pathname, search } = new URL(url);
      const viewer = new Shopper(lahza.url);
      await viewer.open(`${pathname}${search}`);
      return (await viewer.open(PRODUCT)).html.includes(NOTE);
    }),
  );
}

/** To a new visitor with a phone. */
async function isShown(): Promise<boolean> {
  const agent =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
  return (await new Shopper(lahza.url, { "user-agent": agent }).open(PRODUCT)).html.includes(NOTE);
}
