/** Builds the example shop with React's pages: one Worker in one file, with its script for the browser in it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";

const SHOP = join(import.meta.dirname, "../../examples/shop");

const PAGES: BuildOptions = {
  bundle: true,
  write: false,
  minify: true,
  format: "esm",
  target: "es2022",
  // The checkout's own file would say that the pages are hono's.
  tsconfigRaw: { compilerOptions: { jsx: "react-jsx", jsxImportSource: "lahza-shop" } },
  alias: { "lahza-shop/jsx-runtime": join(SHOP, "react/jsx-runtime.ts") },
  define: { "process.env.NODE_ENV": '"production"' },
};

export async function bundleReactShop(): Promise<string> {
  const client = await build({ ...PAGES, entryPoints: [join(SHOP, "react/client.ts")] });
  const script = client.outputFiles?.[0]?.text ?? "";
  const worker = await build({
    ...PAGES,
    entryPoints: [join(SHOP, "react/index.ts")],
    conditions: ["workerd", "worker", "browser"],
    loader: { ".css": "text", ".woff2": "binary" },
    plugins: [
      {
        name: "React's part for the browser as text",
        setup(building) {
          building.onResolve({ filter: /^built:client$/ }, ({ path }) => ({ path, namespace: "built" }));
          building.onLoad({ filter: /.*/, namespace: "built" }, () => ({ contents: script, loader: "text" }));
        },
      },
    ],
  });
  return worker.outputFiles?.[0]?.text ?? "";
}

/** Writes it into the folder; gives the path of wrangler's configuration for it. */
export async function buildReactShop(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.js"), await bundleReactShop());
  const config = join(folder, "wrangler.toml");
  writeFileSync(
    config,
    'name = "lahza-example-shop"\nmain = "index.js"\nno_bundle = true\ncompatibility_date = "2026-10-01"\n',
  );
  return config;
}
