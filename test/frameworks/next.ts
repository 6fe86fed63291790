/** A real Next app (App Router), as its server streamed it to test/fixtures/next-shop.generate.ts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type FrameworkShop, PAGES } from "./shop.ts";

const FILE = join(import.meta.dirname, "../fixtures/next-shop.json.gz");
const PIECE_MS = 30;

export async function nextShop(): Promise<FrameworkShop> {
  const answers = JSON.parse(gunzipSync(readFileSync(FILE)).toString("utf8")) as {
    readonly [path: string]: readonly string[];
  };
  return {
    name: "Next 16",
    hydrated: true,
    async answer(path, headers) {
      const isRouters = headers["rsc"] !== undefined;
      // Ahead of a visit its router asks for pieces of a page, which this server has not kept: then it asks for the page.
      if (isRouters && headers["next-router-prefetch"] !== undefined) return null;
      const pieces = answers[isRouters ? `${path}.rsc` : path];
      if (pieces === undefined) return null;
      const type = isRouters
        ? "text/x-component"
        : path in PAGES
          ? "text/html; charset=utf-8"
          : `text/${path.endsWith(".css") ? "css" : "javascript"}; charset=utf-8`;
      return { type, body: streamed(pieces) };
    },
  };
}

function streamed(pieces: readonly string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = 0;
  return new ReadableStream({
    async pull(controller) {
      if (next > 0) await new Promise((done) => setTimeout(done, PIECE_MS));
      const piece = pieces[next++];
      if (piece === undefined) controller.close();
      else controller.enqueue(encoder.encode(piece));
    },
  });
}
