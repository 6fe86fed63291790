/**
 * The shop of the bench, a process of its own: `node bench/origin.ts PORT`.
 *
 * `/products/12`, `/products/100`, `/products/600`: pages with a strong ETag, gzip where it is accepted.
 * `/products/gift-card`: the small one again, which the bench's experiments exclude; `/pages/<size>`: no experiment knows them.
 * `/assets/app.js`: a script of 40 KB. `?slow=head`: the page's head at once, the rest 500 ms later; `?slow=headers`: the same
 * with nothing but the HTTP headers at once. `?etag=no`: without ETag. `&token`: each time with another
 * token in its head and in its form, as shops with sessions send them.
 */
import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import { gzipSync } from "node:zlib";
import { PAGE_SIZES, productPage, TOKEN, type PageSize } from "./pages.ts";

interface Stored {
  readonly plain: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
  readonly type: string;
}

export const SLOW_MS = 500;

function store(text: string, type: string): Stored {
  const plain = Buffer.from(text);
  const etag = `"${createHash("sha256").update(plain).digest("hex").slice(0, 16)}"`;
  return { plain, zipped: gzipSync(plain, { level: 6 }), etag, type };
}

function files(): Map<string, Stored> {
  const map = new Map<string, Stored>();
  for (const size of Object.keys(PAGE_SIZES) as PageSize[]) {
    const page = store(productPage(size), "text/html; charset=utf-8");
    if (size === "12") map.set("/products/gift-card", page);
    for (const folder of ["products", "pages"]) map.set(`/${folder}/${size}`, page);
  }
  map.set(
    "/assets/app.js",
    store(
      `"use strict";\n${"window.app=function(a,b){return a+b};\n".repeat(1100)}`,
      "text/javascript; charset=utf-8",
    ),
  );
  return map;
}

/** 48 digits that no other answer has. */
function tokened(page: Buffer): Buffer {
  const token = randomBytes(24).toString("hex");
  const copy = Buffer.from(page);
  for (let at = copy.indexOf(TOKEN); at >= 0; at = copy.indexOf(TOKEN, at)) copy.write(token, at, "latin1");
  return copy;
}

export function originServer(): http.Server {
  const stored = files();
  return http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
    const file = stored.get(path);
    if (file === undefined) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not here\n");
      return;
    }
    const gzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    const body = query.includes("token") ? tokened(file.plain) : gzip ? file.zipped : file.plain;
    const headers: http.OutgoingHttpHeaders = {
      "content-type": file.type,
      "content-length": body.length,
      "cache-control": "public, max-age=60",
      vary: "accept-encoding",
    };
    if (gzip && !query.includes("token")) headers["content-encoding"] = "gzip";
    if (!query.includes("etag=no")) headers["etag"] = gzip ? file.etag.replace(/"$/, '-gz"') : file.etag;
    response.writeHead(200, headers);
    if (request.method === "HEAD") {
      response.end();
    } else if (query.includes("slow=")) {
      const cut = query.includes("slow=headers") ? 0 : gzip ? 400 : body.indexOf("</head>") + 8;
      if (cut === 0) response.flushHeaders();
      else response.write(body.subarray(0, cut));
      setTimeout(() => response.end(body.subarray(cut)), SLOW_MS);
    } else {
      response.end(body);
    }
  });
}

if (import.meta.main) {
  // Ends with the process that started it, however that one ends.
  process.stdin.on("end", () => process.exit(0)).resume();
  originServer().listen(Number(process.argv[2]), "127.0.0.1", () => process.stdout.write("ready\n"));
}
