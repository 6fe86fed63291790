/** Bundle sizes: what shoppers' isolates start with, and the API's. */
import { gzipSync } from "node:zlib";
import { sizeOf } from "../bundle.ts";
import { API_ENTRY, DOM, GROWTHBOOK, LAHZA, LAHZA_ENTRY } from "../fronts.ts";
import type { Bench, Section } from "../measure.ts";

export async function size(bench: Bench): Promise<Section> {
  const rows: (string | number)[][] = [];
  for (const minify of [false, true]) {
    const how = minify ? "minified" : "as it is";
    for (const [worker, entry] of [
      ["shopper's Worker", LAHZA_ENTRY],
      ["API's Worker", API_ENTRY],
    ] as const) {
      const { raw, gzip } = await sizeOf(entry, minify);
      rows.push([`${LAHZA}, ${worker}, ${how}`, kilobytes(raw), kilobytes(gzip)]);
    }
  }
  for (const name of [GROWTHBOOK, DOM]) {
    const code = bench.fronts.code(name);
    rows.push([`${name}, as it is`, kilobytes(code.length), kilobytes(gzipSync(code).length)]);
  }
  return { title: "Bundle size", notes: [], header: ["bundle", "KB", "KB gzip"], rows, verdicts: [] };
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
