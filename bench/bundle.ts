/** Workers as they are deployed: one file each, bundled the way wrangler does it. */
import { resolve } from "node:path";
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

/** What is loaded before the first request (the entry and its static imports), and everything. */
export async function sizes(entry: string, minify: boolean): Promise<{ path: Size; whole: Size }> {
  const result = await build({
    ...OPTIONS,
    entryPoints: [entry],
    splitting: true,
    metafile: true,
    outdir: "out",
    minify,
  });
  const outputs = result.metafile.outputs;
  const texts = new Map(
    Object.keys(outputs).map((name, index) => [
      name,
      result.outputFiles[index]?.contents ?? new Uint8Array(),
    ]),
  );
  const first = Object.keys(outputs).find((name) => resolve(outputs[name]?.entryPoint ?? "") === entry);
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const { path, kind } of outputs[name]?.imports ?? [])
      if (kind === "import-statement" && path in outputs) visit(path);
  };
  if (first !== undefined) visit(first);
  const size = (names: Iterable<string>): Size => {
    let raw = 0;
    let gzip = 0;
    for (const name of names) {
      const contents = texts.get(name) ?? new Uint8Array();
      raw += contents.length;
      gzip += gzipSync(contents).length;
    }
    return { raw, gzip };
  };
  return { path: size(reached), whole: size(texts.keys()) };
}
