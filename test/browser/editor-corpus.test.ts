/**
 * The visual editor on pages of real shops: rendered by React, streamed by Next from right to left, and under the
 * policy that the shop itself has.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lahza, startLahza } from "../contract/lahza.ts";
import { findCorpus } from "../differential/corpus.ts";
import { api, signedIn } from "./dashboard.ts";
import { launchBrowser } from "./launch.ts";

const PAGES = ["gen_evershop_prod", "gen_next15_streaming_fa", "gomaji_tw_csp_product"] as const;
/** What a careful shop sends with its pages: nothing inline, nothing from elsewhere. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src * data:; frame-ancestors 'self'";

let origin: Server;
let lahza: Lahza;
let browser: Browser;

beforeAll(async () => {
  origin = createServer((asked, answer) => {
    const name = PAGES.find((page) => asked.url === `/${page}`);
    if (name === undefined) {
      answer.writeHead(404).end();
      return;
    }
    answer.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      ...(name === "gomaji_tw_csp_product" ? { "content-security-policy": POLICY } : {}),
    });
    answer.end(
      findCorpus()
        ?.find((entry) => entry.name === name)
        ?.bytes(),
    );
  });
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  const { port } = origin.address() as AddressInfo;
  [lahza, browser] = await Promise.all([startLahza(`http://127.0.0.1:${port}`), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await lahza?.close();
  origin?.close();
});

test.each(PAGES)("a heading of %s is picked, changed, and shown as the edge renders it", async (name) => {
  await api(lahza, "POST", "/experiments", {
    body: {
      key: name.replaceAll("_", "-"),
      name,
      pages: { include: [`/${name}`] },
      variants: [
        { key: "control", weight: 0.5 },
        { key: "b", weight: 0.5 },
      ],
      metrics: { primary: "purchase" },
    },
  });
  const person = await signedIn(browser, lahza);
  const { page } = person;
  await person.open(`/experiments/${name.replaceAll("_", "-")}/visual`);
  const frame = page.frameLocator("iframe").first();
  const heading = frame.locator("h1:visible, h2:visible").first();
  await heading.waitFor();
  await heading.click();
  await page.getByRole("button", { name: "Text", exact: true }).click();
  await page.locator(".picked").getByLabel("Text", { exact: true }).fill("Lahza was here");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect.poll(() => frame.getByText("Lahza was here").count(), { timeout: 10_000 }).toBeGreaterThan(0);
  // The selector that was proposed is valid for the edge, and matches here.
  await page.locator(".counts .badge.good").first().waitFor();
  await person.context.close();
});
