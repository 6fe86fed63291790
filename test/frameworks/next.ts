/** A real Next app (App Router), built as static files by test/fixtures/next-shop.generate.ts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type FrameworkShop, PAGES } from "./shop.ts";

const FILE = join(import.meta.dirname, "../fixtures/next-shop.json.gz");
const TYPES: { readonly [ending: string]: string } = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  txt: "text/x-component",
};

export async function nextShop(): Promise<FrameworkShop> {
  const files = JSON.parse(gunzipSync(readFileSync(FILE)).toString("utf8")) as {
    readonly [path: string]: string;
  };
  return {
    name: "Next 16",
    hydrated: true,
    async answer(path) {
      const page = path === "/" ? "index.html" : `${path.slice(1)}.html`;
      const file = path in PAGES ? page : path.slice(1);
      const body = files[file];
      const type = TYPES[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream";
      return body === undefined ? null : { type, body };
    },
  };
}
