/**
 * The shop's pages are not trusted. One whose script does what it can stands in the editor's frame, under a strict
 * policy and asking not to be framed: the editor works, and the script cannot act as who is signed in.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lahza, startLahza } from "../contract/lahza.ts";
import { api, dashboardOf, shopOf, signedIn } from "./dashboard.ts";
import { launchBrowser } from "./launch.ts";

let origin: Server;
let lahza: Lahza;
let browser: Browser;

/** Everything that a script of the page may try, with what came of it. */
const HOSTILE = (dashboard: string): string => `
  window.tried = {};
  const note = (name, result) => (window.tried[name] = String(result));
  addEventListener("message", (event) => (window.heard = [...(window.heard ?? []), event.data]));
  const forge = (message) => parent.postMessage(message, "*");
  setInterval(() => {
    forge({ type: "save" });
    forge({ type: "edited", text: "<img src=x onerror=alert(1)>" });
    forge({ type: "ready", path: "javascript:alert(1)", language: "en", languages: [], links: [] });
    forge({ type: "ready", path: "//evil.example/", language: "en", languages: [], links: ["//evil.example/"] });
    forge({ type: "picked", tag: "b", text: "x", selectors: [{ selector: "*", count: "no" }] });
    forge({ type: "mode", mode: "browse" });
  }, 200);
  try { note("document", parent.document.title); } catch (error) { note("document", error.name); }
  try { top.location = "https://evil.example/"; note("navigated", "no error"); } catch (error) { note("navigated", error.name); }
  note("cookie", document.cookie);
  const ask = async (name, method, path, body) => {
    try {
      const answer = await fetch("${dashboard}/api" + path, { method, credentials: "include", body, headers: body ? { "content-type": "text/plain" } : {} });
      note(name, answer.status + " " + (await answer.text()).slice(0, 40));
    } catch (error) { note(name, error.name); }
  };
  ask("read", "GET", "/experiments");
  ask("start", "POST", "/experiments/framed/start");
  ask("create", "POST", "/goals", JSON.stringify({ key: "evil", kind: "custom" }));
  ask("tokens", "POST", "/tokens", JSON.stringify({ name: "evil", role: "admin" }));
  const form = document.createElement("form");
  form.method = "post"; form.action = "${dashboard}/api/experiments/framed/start"; form.target = "elsewhere"; form.enctype = "text/plain";
  const sink = document.createElement("iframe"); sink.name = "elsewhere";
  addEventListener("DOMContentLoaded", () => { document.body.append(sink, form); form.submit(); });
`;

beforeAll(async () => {
  origin = createServer((asked, answer) => {
    // The port is known once Lahza listens.
    const dashboard = lahza === undefined ? "" : dashboardOf(lahza);
    if (asked.url === "/evil.js") {
      answer.writeHead(200, { "content-type": "text/javascript" }).end(HOSTILE(dashboard));
      return;
    }
    answer
      .writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "x-frame-options": "DENY",
        "content-security-policy": `default-src 'none'; script-src 'self'; connect-src *; frame-src *; form-action *; frame-ancestors 'none'`,
        "cross-origin-opener-policy": "same-origin",
      })
      .end(
        `<!doctype html><html lang="en"><head><title>Shop</title><script src="/evil.js"></script></head><body><h1>Welcome</h1><p class="lead">Text</p></body></html>`,
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

test("a hostile script in the frame changes nothing, reads nothing, and leads nowhere", async () => {
  await api(lahza, "POST", "/experiments", {
    body: {
      key: "framed",
      name: "Framed",
      pages: { include: ["/"] },
      variants: [
        { key: "control", weight: 0.5 },
        { key: "b", weight: 0.5 },
      ],
      metrics: { primary: "purchase" },
    },
  });
  const { body: before } = await api(lahza, "GET", "/audit");
  const person = await signedIn(browser, lahza);
  const { page } = person;
  await person.open("/experiments/framed/visual");
  const frame = page.frameLocator("iframe");
  await frame.locator("h1").waitFor();
  await page.waitForTimeout(1_500);

  const shopFrame = page
    .frames()
    .find((one) => one !== page.mainFrame() && one.url().startsWith(shopOf(lahza)));
  const { tried, heard } = (await shopFrame?.evaluate(() => {
    const { tried, heard } = window as unknown as {
      tried: Record<string, string>;
      heard?: { type: string }[];
    };
    return { tried, heard: heard ?? [] };
  })) ?? { tried: {}, heard: [] };
  expect(tried).toMatchObject({ document: "SecurityError", cookie: "", read: "TypeError" });
  for (const name of ["start", "create", "tokens"]) expect([name, tried[name]]).toEqual([name, "TypeError"]);
  // What the dashboard tells the page holds nothing but what to show.
  expect(new Set(heard.map(({ type }) => type))).toEqual(new Set(["mode"]));

  // Nothing was written, nobody was led away, nothing of the forged messages is in the draft.
  const { body: after } = await api(lahza, "GET", "/audit");
  expect(after).toEqual(before);
  expect(page.url()).toBe(`${dashboardOf(lahza)}/experiments/framed/visual`);
  expect(await page.locator(".change-item").count()).toBe(0);
  expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  expect(await page.locator(".path-field input").inputValue()).toBe("/");
  expect(await page.getByRole("button", { name: "Edit", exact: true }).getAttribute("aria-pressed")).toBe(
    "true",
  );

  // And the editor works on such a page all the same.
  await frame.locator("h1").click();
  await page.locator(".picked").getByText("<h1>").waitFor();

  // Outside the frame there is no trace of it: not the overlay, and the shop's own wish not to be framed.
  const shopper = await person.context.newPage();
  const answer = await shopper.goto(`${shopOf(lahza)}/`);
  expect(answer?.headers()["x-frame-options"]).toBe("DENY");
  expect(await shopper.locator("lahza-overlay").count()).toBe(0);
  await person.context.close();
});

test("the address of a frame works once, for a minute, and in a frame alone", async () => {
  const { body } = await api(lahza, "POST", "/experiments/framed/editor", {
    body: { variant: "b", to: "/" },
  });
  const { url } = body.data as { url: string };
  const path = new URL(url);
  const visit = (destination: string) =>
    fetch(new URL(path.pathname + path.search, lahza.url), {
      redirect: "manual",
      headers: { "sec-fetch-dest": destination, accept: "text/html" },
    });
  expect((await visit("document")).status).toBe(404);
  const first = await visit("iframe");
  expect(first.status).toBe(302);
  expect(first.headers.get("set-cookie")).toMatch(
    /^lahza_frame=.*; HttpOnly; Secure; SameSite=None; Partitioned$/,
  );
  expect((await visit("iframe")).status).toBe(404);
});
