/** Extended policies in a real browser: our files load, the page's own scripts are as free as before, no less, no more. */
import { createHash } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { extendMetaPolicy, extendPolicies } from "../../src/rewrite/csp.ts";
import { launchBrowser } from "./launch.ts";

const PAGE = "https://shop.example/p";
const JS = "https://shop.example/_lahza/a/0a.js";
const CSS = "https://shop.example/_lahza/a/0b.css";
const OURS = "window.ours = true;";
const INLINE = "window.page = true;";
const sha256 = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;
const NEEDS = { script: [{ url: JS, integrity: sha256(OURS) }], style: [{ url: CSS }] };
const HASH = `'${sha256(INLINE)}'`;

const POLICIES = [
  "script-src 'self'",
  "script-src *",
  "script-src http:",
  "script-src *.example",
  "script-src shop.example/_lahza/",
  "script-src shop.example/_lahza",
  "script-src shop.example:8443",
  "script-src *.shop.example",
  "script-src cdn.example 'unsafe-inline'",
  "script-src-elem cdn.example; script-src 'self'",
  "default-src 'none'; script-src-elem 'self'; script-src 'none'",
  "script-src 'none'",
  "script-src",
  "script-src 'none' cdn.example",
  "default-src 'none'",
  "default-src 'none';",
  "default-src cdn.example 'unsafe-inline'",
  "script-src cdn.example; script-src 'self'",
  "img-src *;\tScript-Src\t\tcdn.example\t;;x-own  y",
  `script-src ${HASH}`,
  `script-src ${HASH} 'unsafe-inline'`,
  `script-src ${HASH} cdn.example`,
  `script-src 'strict-dynamic' ${HASH} https:`,
  `default-src 'strict-dynamic' ${HASH}`,
  "script-src 'nonce-abc'",
  "script-src 'nonce-abc' 'strict-dynamic' https: 'unsafe-inline'",
  "default-src 'nonce-abc' 'strict-dynamic'",
  "require-trusted-types-for 'script'; script-src 'none'",
  "style-src 'nonce-s'; script-src 'nonce-abc'",
  "style-src 'sha256-AAAA'",
  "style-src-elem x.example; style-src 'self'",
];
const ONLY_AS_HEADERS = [
  "script-src 'self', script-src cdn.example",
  "default-src 'none' , ,default-src a.example",
  "script-src 'nonce-one', script-src 'nonce-abc' 'strict-dynamic'",
  "script-src 'nonce-abc' 'strict-dynamic', script-src 'nonce-two' 'strict-dynamic'",
  "sandbox allow-forms; default-src 'none'",
];

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => browser?.close());

interface Ran {
  readonly ours: boolean;
  readonly page: boolean;
  readonly styled: boolean;
}

/** Loads a page under a policy header and says what ran; asked through the debugger, which no policy stops. */
async function load(head: string, policy: string | null): Promise<Ran> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const files = new Map([
      [
        PAGE,
        {
          contentType: "text/html",
          body: `<!doctype html><html><head>${head}</head><body><p>x</p></body></html>`,
        },
      ],
      [JS, { contentType: "text/javascript", body: OURS }],
      [CSS, { contentType: "text/css", body: "p { color: rgb(1, 2, 3) }" }],
    ]);
    await page.route("**/*", async (route) => {
      const file = files.get(route.request().url());
      if (file === undefined) return await route.fulfill({ status: 404 });
      const policyHeader = policy === null ? {} : { "content-security-policy": policy };
      return await route.fulfill({
        body: file.body,
        headers: { "content-type": file.contentType, ...policyHeader },
      });
    });
    await page.goto(PAGE, { waitUntil: "load", timeout: 10_000 });
    const debug = await context.newCDPSession(page);
    const expression = "JSON.stringify({ours: !!window.ours, page: !!window.page})";
    const { result } = await debug.send("Runtime.evaluate", { expression });
    const { root } = await debug.send("DOM.getDocument", { depth: -1 });
    await debug.send("DOM.enable");
    await debug.send("CSS.enable");
    const { nodeId } = await debug.send("DOM.querySelector", { nodeId: root.nodeId, selector: "p" });
    const { computedStyle } = await debug.send("CSS.getComputedStyleForNode", { nodeId });
    const styled = computedStyle.some(({ name, value }) => name === "color" && value === "rgb(1, 2, 3)");
    // A sandboxed page evaluates nothing, not even for the debugger.
    const ran = JSON.parse((result.value as string | undefined) ?? '{"ours":false,"page":false}') as Omit<
      Ran,
      "styled"
    >;
    return { ...ran, styled };
  } finally {
    await context.close();
  }
}

interface Marks {
  readonly scriptAllowed: boolean;
  readonly scriptNonce: string | null;
  readonly styleNonce: string | null;
  readonly useIntegrity: boolean;
}

const own = `<script nonce="abc">${INLINE}</script>`;
const nonce = (value: string | null): string => (value === null ? "" : ` nonce="${value}"`);

function tags(marks: Marks): string {
  const integrity = marks.useIntegrity ? ` integrity="${sha256(OURS)}"` : "";
  const script = `<script src="${JS}" defer${integrity}${nonce(marks.scriptNonce)}></script>`;
  return `<link rel="stylesheet" href="${CSS}"${nonce(marks.styleNonce)}>${marks.scriptAllowed ? script : ""}`;
}

describe("as a header", () => {
  test.each([...POLICIES, ...ONLY_AS_HEADERS])("%s", async (policy) => {
    const headers = new Headers({ "content-security-policy": policy });
    const outcome = extendPolicies(headers, NEEDS, PAGE);
    const before = await load(own, policy);
    const after = await load(own + tags(outcome), headers.get("content-security-policy"));
    expect(after).toEqual({ ours: outcome.scriptAllowed, page: before.page, styled: true });
    expect(outcome.scriptAllowed).toBe(!policy.startsWith("sandbox"));
  });
});

const meta = (content: string): string => `<meta http-equiv="content-security-policy" content="${content}">`;

describe("as a meta", () => {
  test.each(POLICIES)("%s", async (policy) => {
    const marks = { scriptNonce: null, styleNonce: null, integrity: true, open: true };
    const outcome = extendMetaPolicy(policy, NEEDS, PAGE, marks);
    const before = await load(meta(policy) + own, null);
    const after = await load(meta(outcome.content ?? policy) + own + tags(outcome), null);
    expect(after).toEqual({ ours: true, page: before.page, styled: true });
  });
});

test("without us the files would be blocked", async () => {
  const marks = { scriptAllowed: true, scriptNonce: null, styleNonce: null, useIntegrity: false };
  expect(await load(own + tags(marks), "default-src 'none'")).toEqual({
    ours: false,
    page: false,
    styled: false,
  });
});
