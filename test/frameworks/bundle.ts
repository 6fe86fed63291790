/** One shop's code for the browser, or for its server; `app` is what both import as `shop`. */
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");

export async function bundle(app: string, source: string, format: "iife" | "esm"): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root },
    plugins: [
      {
        name: "shop",
        setup(building) {
          building.onResolve({ filter: /^shop$/ }, () => ({ path: "shop", namespace: "shop" }));
          building.onLoad({ filter: /.*/, namespace: "shop" }, () => ({ contents: app, resolveDir: root }));
        },
      },
    ],
    bundle: true,
    write: false,
    format,
    minify: true,
    platform: format === "esm" ? "node" : "browser",
    // What is written for `require` asks for Node's own modules by it.
    ...(format === "esm"
      ? {
          banner: {
            js: 'import { createRequire } from "node:module"; const require = createRequire("file:///");',
          },
        }
      : {}),
    define: {
      "process.env.NODE_ENV": '"production"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
  });
  return outputFiles[0]?.text ?? "";
}

/** What a bundle for the server exports. */
export async function load<Exports>(app: string, source: string): Promise<Exports> {
  const text = await bundle(app, source, "esm");
  return (await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`)) as Exports;
}
