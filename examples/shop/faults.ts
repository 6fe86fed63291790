/**
 * Answers that a layer in front of a shop must survive, under /__test/* and only with TEST_ROUTES=1.
 * Every HTML answer has the same places as a product page: `h1.product-title`, `.price`, `form.add-to-cart`.
 */
import { Hono } from "hono";
import { digest } from "./files.ts";
import { matches } from "./http.ts";

const HTML = "text/html; charset=utf-8";
const HEAD = `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Test</title></head><body><header class="site-header">Sarv</header>`;
const TAIL = `<main><h1 class="product-title">Negin saffron</h1><p class="price">$42.00</p><form class="add-to-cart" method="post" action="/cart/add"><button id="buy">Add to cart</button></form></main></body></html>\n`;
const PAGE = HEAD + TAIL;

/** PAGE in brotli (Node's `zlib.brotliCompressSync`): workerd has no encoder for it. */
const BROTLI =
  "G1cBABwHbkxn9mlmZltuWsX984nWnHbp/PhF4V+CmiTIaUryKFBZ7oC9dv/bbU+BZHkQfyVhgBEXa87No44vGEuXBh1ttOiSbR6NZyGd6e6mSY99138DD8T0UYqrOyDQmpdtfb4iXqsWDKREgu/8nUHbxlgZ8ndcYkvUius8ejcOsZaILwxole2xVaxPymzEAFa35Ymbx+VnFaBKilIXQCyJAB+cLwM=";

export function createFaults(): Hono {
  const faults = new Hono().basePath("/__test");

  faults.get("/page", (context) => context.html(PAGE));

  // Head at once, the rest after ?ms= (500 by default).
  faults.get("/slow", (context) => {
    const waitMs = Math.min(Number(context.req.query("ms") ?? 500) || 0, 10_000);
    return streamed(async (write) => {
      await write(HEAD);
      await sleep(waitMs);
      await write(TAIL);
    });
  });

  // Half of the page, then the connection breaks.
  faults.get("/abort", () =>
    streamed(async (write) => {
      await write(HEAD);
      await write('<main><h1 class="product-title">Negin saf');
      await sleep(50);
      throw new Error("aborted on purpose");
    }),
  );

  // Many small pieces, cut inside tags, entities and letters.
  faults.get("/dribble", () =>
    streamed(async (write) => {
      const bytes = new TextEncoder().encode(PAGE.replace("Negin saffron", "زعفران نگین &amp; چای"));
      for (let index = 0; index < bytes.length; index += 7) await write(bytes.subarray(index, index + 7));
    }),
  );

  // Waits before anything is sent.
  faults.get("/late", async (context) => {
    await sleep(Math.min(Number(context.req.query("ms") ?? 500) || 0, 10_000));
    return context.html(PAGE);
  });

  faults.get("/204", (context) => context.body(null, 204));
  faults.get("/301", (context) => context.redirect("/__test/page", 301));
  faults.get("/302", (context) => context.redirect("/products/saffron-negin?from=test", 302));
  faults.get("/404", (context) => context.html(PAGE, 404));
  faults.get("/410", (context) => context.html(PAGE, 410));
  faults.get("/500", (context) => context.html(PAGE, 500));
  faults.get("/503", (context) => context.html(PAGE, 503, { "retry-after": "120" }));
  faults.get("/throw", () => {
    throw new Error("thrown on purpose");
  });

  // ETag, Last-Modified, If-None-Match and If-Modified-Since.
  faults.get("/304", (context) => {
    const etag = `"${digest(PAGE)}"`;
    const modified = "Sun, 01 Nov 2026 08:00:00 GMT";
    const headers = {
      etag,
      "last-modified": modified,
      "cache-control": "public, max-age=0, s-maxage=300",
    } as const;
    const tag = context.req.header("if-none-match");
    const since = context.req.header("if-modified-since");
    const fresh =
      tag === undefined
        ? since !== undefined && Date.parse(since) >= Date.parse(modified)
        : matches(tag, etag);
    return fresh ? context.body(null, 304, headers) : context.html(PAGE, 200, headers);
  });
  faults.get("/last-modified", (context) => {
    const modified = "Sun, 01 Nov 2026 08:00:00 GMT";
    const since = context.req.header("if-modified-since");
    if (since !== undefined && Date.parse(since) >= Date.parse(modified))
      return context.body(null, 304, { "last-modified": modified });
    return context.html(PAGE, 200, { "last-modified": modified });
  });
  faults.get("/weak-etag", (context) => context.html(PAGE, 200, { etag: `W/"${digest(PAGE)}"` }));

  // One byte range of an HTML document.
  faults.get("/range", (context) => {
    const bytes = Uint8Array.from(new TextEncoder().encode(PAGE));
    const headers = { "content-type": HTML, "accept-ranges": "bytes", etag: `"${digest(PAGE)}"` };
    const range = /^bytes=(\d+)-(\d*)$/.exec(context.req.header("range") ?? "");
    if (range === null) return context.body(bytes, 200, headers);
    const start = Number(range[1]);
    const end = Math.min(range[2] === "" ? bytes.length - 1 : Number(range[2]), bytes.length - 1);
    if (start > end) return context.body(null, 416, { "content-range": `bytes */${bytes.length}` });
    return context.body(bytes.slice(start, end + 1), 206, {
      ...headers,
      "content-range": `bytes ${start}-${end}/${bytes.length}`,
    });
  });

  faults.get("/gzip", () => {
    const body = new Blob([PAGE]).stream().pipeThrough(new CompressionStream("gzip"));
    return new Response(body, encoded("gzip"));
  });
  faults.get("/brotli", () => {
    const bytes = Uint8Array.from(atob(BROTLI), (letter) => letter.charCodeAt(0));
    return new Response(bytes, encoded("br"));
  });

  // About 5 MB, or ?mb=1 to 20.
  faults.get("/huge", (context) => {
    const megabytes = Math.min(Math.max(Number(context.req.query("mb") ?? 5) || 5, 1), 20);
    const row = `<article class="product-card"><h3><a href="/products/borage">Mountain borage</a></h3><p class="price">$14.00</p></article>\n`;
    const block = row.repeat(Math.ceil(65_536 / row.length));
    return streamed(async (write) => {
      await write(HEAD);
      for (let sent = 0; sent < megabytes * 1_000_000; sent += block.length) await write(block);
      await write(TAIL);
    });
  });

  faults.get("/cookies", (context) => {
    for (const cookie of [
      "a=1; Path=/",
      "b=2; Path=/; HttpOnly",
      "c=%D8%B2; Path=/; Expires=Wed, 01 Dec 2027 00:00:00 GMT",
    ]) {
      context.header("set-cookie", cookie, { append: true });
    }
    return context.html(PAGE);
  });
  faults.get("/csp-meta", (context) =>
    context.html(
      PAGE.replace(
        "<title>",
        `<meta http-equiv="Content-Security-Policy" content="script-src 'self'; style-src 'self'"><title>`,
      ),
    ),
  );
  faults.get("/no-charset", () => new Response(PAGE, { headers: { "content-type": "text/html" } }));
  faults.get("/unclosed", (context) =>
    context.html(`${HEAD}<ul class="benefits"><li>One<li>Two<li>Three</ul><p class="price">$42.00<p>After`),
  );
  faults.get("/json", (context) => context.json({ html: '<h1 class="product-title">not a page</h1>' }));
  faults.get("/fragment", (context) => context.html(`<p class="price">$42.00</p>`));
  faults.get("/headers", (context) => context.json(context.req.header()));

  faults.post("/echo", async (context) =>
    context.body(await context.req.arrayBuffer(), 200, {
      "content-type": context.req.header("content-type") ?? "application/octet-stream",
    }),
  );

  // Echoes every message.
  faults.get("/websocket", (context) => {
    if (context.req.header("upgrade")?.toLowerCase() !== "websocket")
      return context.text("upgrade to websocket", 426);
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    server.addEventListener("message", (message) => server.send(message.data));
    return new Response(null, { status: 101, webSocket: client });
  });
  return faults;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function encoded(coding: "gzip" | "br"): ResponseInit {
  return {
    headers: { "content-type": HTML, "content-encoding": coding, vary: "Accept-Encoding" },
    encodeBody: "manual",
  };
}

function streamed(
  produce: (write: (piece: string | Uint8Array) => Promise<void>) => Promise<void>,
): Response {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  const work = produce((piece) =>
    writer.write(typeof piece === "string" ? encoder.encode(piece) : piece),
  ).then(
    () => writer.close(),
    (reason: unknown) => writer.abort(reason),
  );
  // The shopper may leave before the page is complete; that is nobody's error.
  work.catch(() => {});
  return new Response(readable, { headers: { "content-type": HTML } });
}
