/** Bundle sizes: what a first request loads, and everything. */
import { gzipSync } from "node:zlib";
import { sizes } from "../bundle.ts";
import { DOM, GROWTHBOOK, LAHZA, LAHZA_ENTRY } from "../fronts.ts";
import type { Bench, Section } from "../measure.ts";

export async function size(bench: Bench): Promise<Section> {
  const rows: (string | number)[][] = [];
  for (const minify of [false, true]) {
    const { path, whole } = await sizes(LAHZA_ENTRY, minify);
    const how = minify ? "minified" : "as it is";
    rows.push([`${LAHZA}, shopper's path, ${how}`, kilobytes(path.raw), kilobytes(path.gzip)]);
    rows.push([`${LAHZA}, everything, ${how}`, kilobytes(whole.raw), kilobytes(whole.gzip)]);
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
