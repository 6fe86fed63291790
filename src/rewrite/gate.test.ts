import { describe, expect, test } from "vitest";
import { mayRewrite, requestKind } from "./gate.ts";

const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

function kind(
  headers: Record<string, string>,
  url = "https://shop.example/products/a",
  method = "GET",
): string {
  return requestKind({ method, url, headers: new Headers(headers) });
}

describe("requestKind", () => {
  test.each<[string, Record<string, string>, string]>([
    ["a navigation", { "sec-fetch-dest": "document", "sec-fetch-mode": "navigate", accept: BROWSER }, "page"],
    [
      "a prefetched navigation",
      { "sec-fetch-dest": "document", "sec-purpose": "prefetch;prerender" },
      "page",
    ],
    [
      "link rel=prefetch",
      { "sec-fetch-dest": "empty", "sec-fetch-mode": "no-cors", "sec-purpose": "prefetch", accept: BROWSER },
      "page",
    ],
    [
      "fetch() that calls itself a prefetch",
      { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors", purpose: "prefetch", accept: "*/*" },
      "fragment",
    ],
    [
      "a service worker's navigation",
      { "sec-fetch-dest": "empty", "sec-fetch-mode": "navigate", accept: BROWSER },
      "page",
    ],
    ["an iframe", { "sec-fetch-dest": "iframe", "sec-fetch-mode": "navigate", accept: BROWSER }, "other"],
    ["an image", { "sec-fetch-dest": "image", accept: "image/avif,*/*;q=0.8" }, "other"],
    ["a script", { "sec-fetch-dest": "script", accept: "*/*" }, "other"],
    ["fetch()", { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors", accept: "*/*" }, "fragment"],
    [
      "fetch() for HTML",
      { "sec-fetch-dest": "empty", "sec-fetch-mode": "same-origin", accept: "text/html" },
      "fragment",
    ],
    [
      "fetch() for JSON",
      { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors", accept: "application/json" },
      "other",
    ],
    [
      "jQuery for JSON",
      { "sec-fetch-dest": "empty", accept: "application/json, text/javascript, */*; q=0.01" },
      "other",
    ],
    ["an old browser's navigation", { accept: BROWSER, referer: "https://shop.example/" }, "page"],
    [
      "an in-app browser's navigation",
      { accept: BROWSER, "x-requested-with": "com.instagram.android" },
      "page",
    ],
    [
      "an old browser's XHR",
      { accept: "text/html, */*; q=0.01", "x-requested-with": "XMLHttpRequest" },
      "fragment",
    ],
    ["an old browser's fetch()", { accept: "*/*", referer: "https://shop.example/" }, "fragment"],
    ["an old browser's image", { accept: "image/webp,*/*;q=0.8" }, "other"],
    ["htmx", { accept: "*/*", "hx-request": "true" }, "fragment"],
    ["curl, bingbot", { accept: "*/*" }, "page"],
    ["a crawler without Accept", {}, "page"],
    ["a client that refuses HTML", { accept: "text/html;q=0, application/json" }, "other"],
    ["a client that likes HTML less", { accept: "application/json, text/html;q=0.5" }, "page"],
    ["a websocket", { upgrade: "websocket", connection: "Upgrade", accept: "*/*" }, "other"],
  ])("%s", (_name, headers, expected) => {
    expect(kind(headers)).toBe(expected);
  });

  test("only GET and HEAD", () => {
    const headers = { "sec-fetch-dest": "document", "sec-fetch-mode": "navigate", accept: BROWSER };
    expect(kind(headers, undefined, "HEAD")).toBe("page");
    expect(kind(headers, undefined, "POST")).toBe("other");
    expect(kind(headers, undefined, "PURGE")).toBe("other");
  });

  test.each(["/a.css", "/a.JS?v=1", "/x/y.woff2#z", "/p.jpeg", "/sitemap.xml"])("%s is an asset", (path) => {
    expect(kind({ accept: "*/*" }, `https://shop.example${path}`)).toBe("other");
    expect(kind({ "sec-fetch-dest": "document" }, `https://shop.example${path}`)).toBe("page");
  });

  test.each(["/a.html", "/a.php", "/", "/node.js/guide", "/v1.2", "/?file=a.css", "/x.css/"])(
    "%s is none",
    (path) => {
      expect(kind({ accept: "*/*" }, `https://shop.example${path}`)).toBe("page");
    },
  );

  test("a long Accept takes no time", () => {
    const started = performance.now();
    kind({ accept: `text/html;${" ".repeat(50_000)}x,${"a/b;".repeat(20_000)}` });
    kind({ accept: `text/html;q=0${"0".repeat(50_000)}` });
    expect(performance.now() - started).toBeLessThan(200);
  });
});

const answer = (headers: Record<string, string>, status = 200, method = "GET") =>
  mayRewrite(
    { status, headers: new Headers({ "content-type": "text/html; charset=utf-8", ...headers }) },
    method,
  );

describe("mayRewrite", () => {
  test("an HTML page, for GET and HEAD", () => {
    expect(answer({})).toEqual({ ok: true, charset: "utf-8" });
    expect(answer({}, 200, "HEAD")).toEqual({ ok: true, charset: "utf-8" });
    expect(answer({}, 203)).toEqual({ ok: true, charset: "utf-8" });
    expect(answer({ "content-type": "Text/HTML" })).toEqual({ ok: true, charset: "ascii-superset" });
    expect(answer({ "content-type": 'text/html ; x="a,b"; charset=windows-1256' })).toEqual({
      ok: true,
      charset: "ascii-superset",
    });
    expect(answer({ "content-disposition": "inline" }).ok).toBe(true);
    expect(answer({ "content-disposition": 'INLINE; filename="a"' }).ok).toBe(true);
    for (const encoding of ["gzip", "br", "identity", "GZIP"])
      expect(answer({ "content-encoding": encoding }).ok).toBe(true);
  });

  test.each([201, 202, 204, 206, 301, 302, 304, 404, 410, 429, 500, 503])("not status %i", (status) => {
    expect(answer({}, status)).toEqual({ ok: false, reason: "status" });
  });

  test.each<[Record<string, string>, string]>([
    [{ "content-type": "" }, "type"],
    [{ "content-type": "application/json" }, "type"],
    [{ "content-type": "application/xhtml+xml" }, "type"],
    [{ "content-type": "text/html5" }, "type"],
    [{ "content-type": "text/html, text/plain" }, "type"],
    [{ "content-type": "text/html; charset=utf-8, text/plain" }, "type"],
    [{ "content-type": "text/html; charset=utf-16" }, "charset"],
    [{ "content-disposition": "attachment" }, "attachment"],
    [{ "content-disposition": 'Attachment; filename="a.html"' }, "attachment"],
    [{ "content-disposition": "inlined" }, "attachment"],
    [{ "content-encoding": "zstd" }, "encoding"],
    [{ "content-encoding": "deflate" }, "encoding"],
    [{ "content-encoding": "gzip, br" }, "encoding"],
  ])("not %j", (headers, reason) => {
    expect(answer(headers)).toEqual({ ok: false, reason });
    expect(answer(headers, 200, "HEAD")).toEqual({ ok: false, reason });
  });

  test("not a POST", () => {
    expect(answer({}, 200, "POST")).toEqual({ ok: false, reason: "method" });
  });

  test("a missing Content-Type is not HTML", () => {
    expect(mayRewrite({ status: 200, headers: new Headers() }, "GET")).toEqual({ ok: false, reason: "type" });
  });
});
