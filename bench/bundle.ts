/** Workers as they are deployed: one file each, bundled the way wrangler does it. */
import { gzipSync } from "node:zlib";
import { build, type BuildOptions, type Plugin } from "esbuild";

const OPTIONS = {
  bundle: true,
  write: false,
  format: "esm",
  target: "es2024",
  conditions: ["workerd", "worker", "browser"],
  mainFields: ["workerd", "worker", "browser", "module", "main"],
  define: { "process.env.NODE_ENV": '"production"' },
  external: ["cloudflare:*", "node:*"],
  legalComments: "none",
  // As wrangler.toml says; the peers get the same.
  minify: true,
  logLevel: "error",
} as const satisfies BuildOptions;

export async function bundle(entry: string, plugins: Plugin[] = [], minify = true): Promise<string> {
  const result = await build({ ...OPTIONS, minify, entryPoints: [entry], plugins });
  return result.outputFiles[0]?.text ?? "";
}

export interface Size {
  readonly raw: number;
  readonly gzip: number;
}

/** `without`: files of ours that are left out, as if they were not written yet. */
export async function sizeOf(entry: string, minify: boolean, without?: RegExp): Promise<Size> {
  const code = await bundle(entry, without === undefined ? [] : [leftOut(without)], minify);
  return { raw: Buffer.byteLength(code), gzip: gzipSync(code).length };
}

function leftOut(files: RegExp): Plugin {
  return {
    name: "left-out",
    setup(bundling) {
      // Any name may be imported from it.
      bundling.onLoad({ filter: files }, () => ({ contents: "module.exports = {}", loader: "js" }));
    },
  };
}
