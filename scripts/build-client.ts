/**
 * Builds what shoppers' browsers load: bundles src/client/*.ts, minifies the elements' stylesheets, hashes both
 * and writes src/elements/assets.generated.ts. The file is kept in the repository, so that tests, types and
 * deploys need no step before them; a test fails when it is out of date. `node scripts/build-client.ts`
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, transform } from "esbuild";

const root = join(import.meta.dirname, "..");
export const target = join(root, "src/elements/assets.generated.ts");
/** Apart, because the shopper's path does without it: publishing puts the styles in use into the ruleset. */
export const stylesTarget = join(root, "src/elements/styles.generated.ts");

/** What the browsers of shoppers understand; older ones get the page without the script. */
const BROWSERS = ["chrome111", "edge111", "firefox113", "safari16.4"];

const SHARED = "shared.css";

export async function generate(): Promise<string> {
  const assets = (await clientModules()).map(({ name, body }) => asset(name, "js", body));
  return [
    "/** Made by scripts/build-client.ts from src/client; do not edit. */",
    'import type { BuiltInAsset } from "./assets.ts";',
    "",
    `export const ASSETS: readonly BuiltInAsset[] = ${JSON.stringify(assets, null, 2)};`,
    "",
  ].join("\n");
}

export async function generateStyles(): Promise<string> {
  const styles = await stylesheets();
  return [
    "/** Made by scripts/build-client.ts from src/elements; do not edit. */",
    "",
    "/** Minified; sheets by kind, and by the names that kinds share them under. */",
    `export const STYLES: { readonly shared: string; readonly sheets: { readonly [name: string]: string } } = ${JSON.stringify(styles, null, 2)};`,
    "",
  ].join("\n");
}

/** What kinds share goes first, so that a kind's own sheet can differ from it. */
async function stylesheets(): Promise<{ shared: string; sheets: Record<string, string> }> {
  const sheets: Record<string, string> = {};
  for (const folder of ["styles", "kinds"].map((name) => join(root, "src/elements", name))) {
    for (const file of readdirSync(folder).sort()) {
      if (file.endsWith(".css"))
        sheets[file.slice(0, -4).replaceAll("-", "_")] = await minified(join(folder, file));
    }
  }
  return { shared: await minified(join(root, "src/elements", SHARED)), sheets };
}

async function minified(file: string): Promise<string> {
  const { code } = await transform(readFileSync(file, "utf8"), {
    loader: "css",
    minify: true,
    target: BROWSERS,
    charset: "ascii",
  });
  return code.trim();
}

async function clientModules(): Promise<{ name: string; body: string }[]> {
  const folder = join(root, "src/client");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && !/\.(test|d)\.ts$/.test(name));
  const modules: { name: string; body: string }[] = [];
  for (const file of files.sort()) {
    const { outputFiles } = await build({
      entryPoints: [join(folder, file)],
      bundle: true,
      minify: true,
      write: false,
      // A function of its own: no globals, whether it is loaded as a module or as a classic script.
      format: "iife",
      target: BROWSERS,
      charset: "ascii",
      legalComments: "none",
    });
    modules.push({ name: file.slice(0, -3), body: outputFiles[0]?.text.trim() ?? "" });
  }
  return modules;
}

function asset(
  name: string,
  type: "css" | "js",
  body: string,
): { name: string; type: string; hash: string; integrity: string; body: string } {
  const digest = createHash("sha256").update(body).digest();
  return {
    name,
    type,
    hash: digest.subarray(0, 10).toString("hex"),
    integrity: `sha256-${digest.toString("base64")}`,
    body,
  };
}

if (import.meta.main) {
  for (const [file, text] of [
    [target, await generate()],
    [stylesTarget, await generateStyles()],
  ] as const) {
    const before = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (text !== before) writeFileSync(file, text);
    process.stdout.write(`${file.slice(root.length + 1)} ${text === before ? "is up to date" : "written"}\n`);
  }
}
