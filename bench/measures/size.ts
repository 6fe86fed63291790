/** Bundle sizes: what shoppers' isolates start with, and the API's. */
import { gzipSync } from "node:zlib";
import { sizeOf } from "../bundle.ts";
import { API_ENTRY, DOM, GROWTHBOOK, LAHZA, LAHZA_ENTRY } from "../fronts.ts";
import type { Bench, Section } from "../measure.ts";

/** What answers analysts: how large it was before that. */
const ENGINE = /src\/(?:stats|results)\/[\w-]+\.ts$/;

export async function size(bench: Bench): Promise<Section> {
  const rows: (string | number)[][] = [];
  for (const minify of [false, true]) {
    const how = minify ? "minified" : "as it is";
    for (const [worker, entry, without] of [
      ["shopper's Worker", LAHZA_ENTRY],
      ["shopper's Worker without statistics and results", LAHZA_ENTRY, ENGINE],
      ["API's Worker", API_ENTRY],
      ["API's Worker without statistics and results", API_ENTRY, ENGINE],
    ] as const) {
      const { raw, gzip } = await sizeOf(entry, minify, without);
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
