/**
 * Which requests and which answers are Lahza's business. Pure.
 *
 * Whatever is not clearly a page is left alone: the shopper then gets the origin's status, headers and bytes.
 */
import { type CharsetClass, charsetClass } from "./charset.ts";

/** `page`: a document for the tab. `fragment`: asked for by a script, may be HTML. `other`: never rewritten. */
export type RequestKind = "page" | "fragment" | "other";

interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
}

/**
 * Browsers since 2023 say what a request is for (Sec-Fetch-Dest, which scripts cannot set); for the rest `Accept`
 * decides. Programs that accept anything (curl, crawlers, link previews) get a page, so that what a shop tests with
 * curl and what a crawler indexes is what a shopper sees.
 */
export function requestKind(request: RequestHead): RequestKind {
  // Each look at a request is a call out of JavaScript: no more of them than the answer needs.
  const { method } = request;
  if (method !== "GET" && method !== "HEAD") return "other";
  const { headers } = request;
  const destination = headers.get("sec-fetch-dest");
  if (destination !== null && destination !== "empty" && destination !== "document") return "other"; // an image, a frame, …
  if (headers.has("upgrade")) return "other"; // a websocket
  if (destination === "document") return "page";
  const mode = headers.get("sec-fetch-mode");
  // A service worker that passes a navigation on: only the browser itself can make requests of this mode.
  if (destination === "empty" && mode === "navigate") return "page";
  if (isStaticPath(request.url)) return "other";
  const accepted = acceptsHtml(headers.get("accept"));
  if (accepted === "no") return "other";
  if (destination === "empty") return isLinkPrefetch(headers, mode) ? "page" : "fragment";
  if (askedByScript(headers)) return "fragment";
  // A browser's navigation names text/html. `*/*` with a Referer is fetch() of a browser without Sec-Fetch;
  // curl and crawlers send no Referer.
  return accepted === "anything" && headers.has("referer") ? "fragment" : "page";
}

export type Rewritable =
  | { readonly ok: true; readonly charset: Exclude<CharsetClass, "unsupported"> }
  | {
      readonly ok: false;
      readonly reason: "method" | "status" | "type" | "attachment" | "charset" | "encoding";
    };

/**
 * Whether an answer is a page that may be rewritten; the same for GET and HEAD, so that both get the same headers.
 *
 * Status: 200, and 203 (a 200 that a proxy has touched). An error page (404, 410, 503, …) is not the page that
 * an experiment names: changing it would expose shoppers to a test of something they did not see, and 206 is a
 * piece. `Cache-Control: no-transform` is no obstacle: it speaks to intermediaries of others, Lahza is the shop's own.
 * XHTML is parsed as XML by browsers, with other rules, and is left alone.
 */
export function mayRewrite(
  response: { readonly status: number; readonly headers: Headers },
  method: string,
): Rewritable {
  if (method !== "GET" && method !== "HEAD") return { ok: false, reason: "method" };
  if (response.status !== 200 && response.status !== 203) return { ok: false, reason: "status" };
  const { headers } = response;
  const contentType = headers.get("content-type") ?? "";
  if (!HTML_TYPE.test(contentType)) return { ok: false, reason: "type" };
  // Browsers save whatever is not `inline`.
  const disposition = headers.get("content-disposition");
  if (disposition !== null && !/^\s*(inline\s*(;|$)|$)/i.test(disposition))
    return { ok: false, reason: "attachment" };
  const charset = charsetClass(contentType);
  if (charset === "unsupported") return { ok: false, reason: "charset" };
  // workerd unzips these two by itself; a body in any other coding (zstd, deflate) is opaque to us.
  const encoding = headers.get("content-encoding");
  if (encoding !== null && !/^\s*(identity|gzip|br)?\s*$/i.test(encoding))
    return { ok: false, reason: "encoding" };
  return { ok: true, charset };
}

/** Bytes of a body that is not encoded, as its headers say; null: not known. */
export function lengthOf(headers: Headers): number | null {
  const encoding = headers.get("content-encoding");
  if (encoding !== null && !/^\s*(identity)?\s*$/i.test(encoding)) return null;
  const length = headers.get("content-length");
  return length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
}

/** text/html alone: two joined headers (`text/html, text/plain`) are a riddle that browsers solve differently. */
const HTML_TYPE = /^\s*text\/html\s*(;(?:[^",]|"(?:[^"\\]|\\.)*")*)?$/i;

const STATIC_EXTENSION = new RegExp(
  `\\.(?:${[
    "css|js|mjs|cjs|map|json|xml|txt|rss|atom|ico|png|jpe?g|gif|webp|avif|svg|bmp|tiff?|heic",
    "woff2?|ttf|otf|eot|mp4|webm|ogg|ogv|mp3|m4a|m4v|wav|flac|mov|m3u8|ts|vtt|pdf|zip|gz|tgz|br|rar|7z",
    "docx?|xlsx?|pptx?|csv|wasm|webmanifest|apk|dmg|exe|swf",
  ].join("|")})$`,
  "i",
);

function isStaticPath(url: string): boolean {
  const end = url.search(/[?#]/);
  return STATIC_EXTENSION.test(end < 0 ? url : url.slice(0, end));
}

/**
 * `yes`: HTML is named. `anything`: only wildcards, or nothing said. `no`: other types are named, also beside a
 * wildcard: so do browsers for images and jQuery for JSON.
 */
function acceptsHtml(accept: string | null): "yes" | "anything" | "no" {
  if (accept === null || accept.trim() === "") return "anything";
  if (
    /(?:^|,)\s*(?:text\/html|application\/xhtml\+xml|text\/\*)\s*(?:$|,|;(?!\s*q\s*=\s*0(?:\.0*)?\s*(?:,|$)))/i.test(
      accept,
    )
  ) {
    return "yes";
  }
  const types = accept.split(",").map((part) => part.split(";", 1)[0]?.trim());
  return types.every((type) => type === "*/*" || type === "" || type === "*") ? "anything" : "no";
}

/**
 * `<link rel=prefetch>`: the tab may later show this very answer, so it must be the page. Scripts can neither set
 * Sec-Purpose nor, in no-cors mode, any other of these headers.
 */
function isLinkPrefetch(headers: Headers, mode: string | null): boolean {
  if (mode !== "no-cors") return false;
  return ["sec-purpose", "purpose", "x-moz"].some((name) => /^\s*prefetch\b/i.test(headers.get(name) ?? ""));
}

/** Not any X-Requested-With: Android's in-app browsers put the app's name there on navigations too. */
function askedByScript(headers: Headers): boolean {
  return (
    headers.get("x-requested-with")?.toLowerCase() === "xmlhttprequest" ||
    headers.has("hx-request") ||
    headers.has("x-pjax") ||
    headers.has("turbo-frame") ||
    headers.has("origin")
  );
}
