/**
 * Changes on pages that React builds again in the browser: after hydration, and after later renders, the page is the
 * framework's own with the change on it; nothing is there twice, nothing loops, the framework goes on working.
 */
import { createServer, type Server } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtInAssets } from "../../src/elements/assets.ts";
import { type Lahza, startLahza } from "../contract/lahza.ts";
import { until } from "../contract/started.ts";
import { bundle, load } from "../frameworks/bundle.ts";
import { launchBrowser, ORDINARY_NAME } from "./launch.ts";

/** A shop of one page: words, a price that changes with a click, a list that grows, a row that comes and goes. */
const APP = `
  import { createElement as h, useState, useEffect } from "react";
  export function Shop({ path }) {
    const [count, setCount] = useState(1);
    const [alive, setAlive] = useState(false);
    const [frame, setFrame] = useState(0);
    useEffect(() => { setAlive(true); window.setPath = null; }, []);
    useEffect(() => {
      if (path !== "/wild" || frame > 400) return;
      const id = requestAnimationFrame(() => setFrame(frame + 1));
      return () => cancelAnimationFrame(id);
    }, [frame]);
    return h("main", { "data-alive": alive ? "yes" : "no" },
      h("h1", { className: "title", key: path === "/wild" ? frame : "title" }, "Stoneware teapot"),
      h("p", { className: "price", title: "price" }, "€" + 40 * count),
      h("button", { id: "more", onClick: () => setCount(count + 1) }, "More"),
      h("ul", null, Array.from({ length: count }, (_, index) => h("li", { key: index }, "Piece " + (index + 1)))),
      count < 3 ? h("form", { className: "buy" }, h("button", { type: "button" }, "Buy")) : null,
      h("p", { className: "old" }, "An old promise"),
      h("footer", null, "Frames: " + (frame > 0 ? "many" : "none")));
  }
`;
const CLIENT = `
  import { createElement as h } from "react";
  import { hydrateRoot } from "react-dom/client";
  import { Shop } from "shop";
  window.recovered = [];
  hydrateRoot(document.getElementById("root"), h(Shop, { path: location.pathname }), {
    onRecoverableError: (error) => recovered.push(error.message),
    onUncaughtError: (error) => recovered.push("uncaught " + error.message),
  });
`;
const SERVER = `
  import { createElement as h } from "react";
  import { renderToString } from "react-dom/server.browser";
  import { Shop } from "shop";
  export const render = (path) => renderToString(h(Shop, { path }));
`;

let shop: Server;
let lahza: Lahza;
let browser: Browser;

beforeAll(async () => {
  const client = await bundle(APP, CLIENT, "iife");
  const { render } = await load<{ render: (path: string) => string }>(APP, SERVER);
  shop = createServer((request, answer) => {
    const path = new URL(request.url ?? "/", "http://shop").pathname;
    if (path === "/app.js") return answer.setHeader("content-type", "text/javascript").end(client);
    return answer
      .setHeader("content-type", "text/html; charset=utf-8")
      .setHeader("content-security-policy", "default-src 'self'; base-uri 'none'")
      .end(
        `<!doctype html><html lang=en><head><title>Shop</title><script src=/app.js defer></script></head><body><div id=root>${render(path)}</div></body></html>`,
      );
  });
  await new Promise<void>((done) => shop.listen(0, "127.0.0.1", done));
  const { port } = shop.address() as { port: number };
  [lahza, browser] = await Promise.all([
    startLahza(`http://127.0.0.1:${port}`),
    launchBrowser([`--user-agent=${ORDINARY_NAME}`]),
  ]);
  const changes = [
    { selector: "h1.title", action: "set_text", value: "Teapot & cup <3" },
    { selector: "p.price", action: "set_attribute", name: "title", value: "all included" },
    { selector: "#more", action: "add_class", value: "bold" },
    { selector: "form.buy", action: "after", value: "<p class='lz-safe'>Safe <b>returns</b></p>" },
    { selector: "ul", action: "prepend", value: "<li class='lz-first'>Boxed</li>" },
    { selector: "p.old", action: "remove" },
  ];
  const one = (key: string, path: string, hydrated: boolean) => ({
    key,
    name: key,
    status: "running",
    pages: { include: [path] },
    ...(hydrated ? { hydrated } : {}),
    variants: [
      { key: "control", weight: 0 },
      { key: "b", weight: 1, changes },
    ],
  });
  await lahza.load({
    experiments: [one("kept", "/kept", true), one("wild", "/wild", true), one("left", "/left", false)],
  });
});
afterAll(async () => {
  await browser?.close();
  await lahza?.close();
  shop?.close();
});

/** `without`: modules of ours that are not let in. */
async function opened(
  path: string,
  without: (name: string) => boolean = () => false,
): Promise<{ page: Page; errors: string[] }> {
  const page = await (await browser.newContext()).newPage();
  const kept = builtInAssets().filter(({ name }) => without(name));
  await page.route(
    (url) => kept.some(({ hash }) => url.pathname.endsWith(`/${hash}.js`)),
    (route) => route.abort(),
  );
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(new URL(path, lahza.url).href);
  await page.locator('main[data-alive="yes"]').waitFor();
  return { page, errors };
}

/** What a shopper sees, and how often what was inserted is there. */
const seen = (page: Page) =>
  page.evaluate(() => {
    const text = (selector: string) => document.querySelector(selector)?.textContent ?? null;
    return {
      title: text("h1.title"),
      price: text("p.price"),
      attribute: document.querySelector("p.price")?.getAttribute("title"),
      bold: document.querySelector("#more")?.classList.contains("bold"),
      safe: document.querySelectorAll(".lz-safe").length,
      safeStandsAfter: document.querySelector("form.buy + .lz-safe") !== null,
      first: [...document.querySelectorAll("ul > li")].map((one) => one.textContent),
      old: [...document.querySelectorAll<HTMLElement>("p.old")].some((one) => one.offsetParent !== null),
    };
  });

const CHANGED = {
  title: "Teapot & cup <3",
  price: "€40",
  attribute: "all included",
  bold: true,
  safe: 1,
  safeStandsAfter: true,
  first: ["Boxed", "Piece 1"],
  old: false,
};

test("after hydration the changes stand on React's own page, once", async () => {
  const { page, errors } = await opened("/kept");
  expect(await seen(page)).toEqual(CHANGED);
  // React says that the HTML was not its own, which is true; nothing else is wrong.
  const recovered = await page.evaluate(() => (window as unknown as { recovered: string[] }).recovered);
  for (const message of recovered) expect(message).toMatch(/#418|hydrat/i);
  expect(errors.filter((text) => !/#418|hydrat/i.test(text))).toEqual([]);
});

test("React goes on working with them: three renders, a list that grows, a form that goes", async () => {
  const { page } = await opened("/kept");
  await page.click("#more");
  expect(await seen(page)).toEqual({ ...CHANGED, price: "€80", first: ["Boxed", "Piece 1", "Piece 2"] });
  await page.click("#more");
  expect(await seen(page)).toEqual({
    ...CHANGED,
    price: "€120",
    first: ["Boxed", "Piece 1", "Piece 2", "Piece 3"],
    // The form is gone, and what stood beside it.
    safe: 0,
    safeStandsAfter: false,
  });
  await page.click("#more");
  expect(await seen(page)).toMatchObject({ title: CHANGED.title, price: "€160", safe: 0 });
});

test("a page that is built anew with every frame is given up, counted, and not slowed down", async () => {
  const { page } = await opened("/wild");
  await page.getByText("Frames: many").waitFor();
  const writes = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let count = 0;
        const observer = new MutationObserver((records) => (count += records.length));
        observer.observe(document, { subtree: true, childList: true, characterData: true });
        setTimeout(() => resolve(count), 700);
      }),
  );
  // React's own: some sixty frames a second at the most, each of a few records.
  expect(writes).toBeLessThan(600);
  expect(await page.evaluate(() => document.querySelectorAll("h1").length)).toBe(1);
  const counted = async () =>
    (await lahza.db
      .prepare("SELECT sum(count) AS n FROM counters WHERE reason = 'reapply-gave-up'")
      .first<number>("n")) ?? 0;
  expect(await until(async () => (await counted()) > 0, 10_000)).toBe(true);
});

test("leaving for another address by the router's way takes our own back", async () => {
  const { page } = await opened("/kept");
  await page.evaluate(() => {
    history.pushState(null, "", "/elsewhere");
    // A router renders then.
    document.querySelector<HTMLButtonElement>("#more")?.click();
  });
  await expect.poll(async () => (await seen(page)).safe).toBe(0);
  expect(await seen(page)).toMatchObject({ first: ["Piece 1", "Piece 2"], old: true });
});

test("so it does where the page's policy lets in nothing but what keeps the changes", async () => {
  const { page } = await opened("/kept", (name) => name !== "reapply");
  expect(await seen(page)).toMatchObject({ safe: 1, old: false });
  await page.evaluate(() => {
    history.pushState(null, "", "/elsewhere");
    document.querySelector<HTMLButtonElement>("#more")?.click();
  });
  await expect.poll(async () => (await seen(page)).safe).toBe(0);
  expect(await page.evaluate(() => "lahza" in window)).toBe(false);
});

test("where nobody says that a framework is there, no module of ours is loaded", async () => {
  const { page } = await opened("/left");
  expect(await page.locator("script[data-changes]").count()).toBe(0);
  // And what then becomes of the change is React's to say: this is what `hydrated` is for.
  expect((await seen(page)).title).toBe("Stoneware teapot");
});
