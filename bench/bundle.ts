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

export async function sizeOf(entry: string, minify: boolean): Promise<Size> {
  const code = await bundle(entry, [], minify);
  return { raw: Buffer.byteLength(code), gzip: gzipSync(code).length };
}
