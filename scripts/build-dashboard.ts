/**
 * Builds what the dashboard's pages load: src/dashboard/client and the editor's overlay → dist/dashboard, each file
 * named by a digest of its content, with a manifest. `npm start`, `npm test` and the deploy (wrangler's build command)
 * run it; it takes less than a second. `node scripts/build-dashboard.ts`
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type OutputFile } from "esbuild";

const root = join(import.meta.dirname, "..");
const target = join(root, "dist/dashboard");
const client = join(root, "src/dashboard/client");

/** The two newest years of browsers: people at work, not shoppers. */
const BROWSERS = ["chrome120", "edge120", "firefox121", "safari17.2"];

export interface DashboardBuild {
  readonly folder: string;
  readonly manifest: { readonly app: string; readonly css: string; readonly overlay: string };
  /** What a browser loads before anything can be seen, gzipped, in bytes: script with what it imports at once, and styles. */
  readonly firstViewBytes: number;
}

export async function buildDashboard(folder = target): Promise<DashboardBuild> {
  const shared = {
    bundle: true,
    minify: true,
    write: false,
    target: BROWSERS,
    legalComments: "none",
  } as const;
  const [app, overlay] = await Promise.all([
    build({
      ...shared,
      entryPoints: { app: join(client, "app.tsx"), styles: join(client, "styles/index.css") },
      outdir: folder,
      format: "esm",
      splitting: true,
      metafile: true,
      entryNames: "[name]-[hash]",
      chunkNames: "part-[hash]",
      assetNames: "[name]-[hash]",
      loader: { ".woff2": "file" },
    }),
    build({
      ...shared,
      entryPoints: { overlay: join(root, "src/dashboard/overlay/overlay.ts") },
      outdir: folder,
      format: "iife",
      entryNames: "[name]-[hash]",
    }),
  ]);
  const files = [...app.outputFiles, ...overlay.outputFiles];
  mkdirSync(folder, { recursive: true });
  // What is there already is left alone, and old files go last: somebody may be reading them.
  for (const { path, contents } of files) writeChanged(path, contents);
  const manifest = {
    app: named(files, /^app-.*\.js$/),
    css: named(files, /^styles-.*\.css$/),
    overlay: named(files, /^overlay-/),
  };
  writeChanged(join(folder, "manifest.json"), Buffer.from(JSON.stringify(manifest)));
  const kept = new Set(["manifest.json", ...files.map(({ path }) => basename(path))]);
  for (const name of readdirSync(folder)) if (!kept.has(name)) rmSync(join(folder, name));

  const outputs = app.metafile?.outputs ?? {};
  const first = new Set<string>();
  const follow = (path: string): void => {
    if (first.has(path)) return;
    first.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? [])
      if (kind === "import-statement") follow(next);
  };
  for (const path of Object.keys(outputs))
    if ([manifest.app, manifest.css].includes(basename(path))) follow(path);
  const firstNames = new Set([...first].map((path) => basename(path)));
  const firstViewBytes = files
    .filter(({ path }) => firstNames.has(basename(path)))
    .reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
  return { folder, manifest, firstViewBytes };
}

function writeChanged(path: string, contents: Uint8Array): void {
  if (!existsSync(path) || !readFileSync(path).equals(contents)) writeFileSync(path, contents);
}

function named(files: readonly OutputFile[], pattern: RegExp): string {
  const found = files.map(({ path }) => basename(path)).find((name) => pattern.test(name));
  if (found === undefined) throw new Error(`no file ${pattern.source} was built`);
  return found;
}

if (import.meta.main) {
  const { firstViewBytes } = await buildDashboard();
  process.stdout.write(
    `dashboard built: ${(firstViewBytes / 1024).toFixed(1)} KB gzipped for the first view\n`,
  );
}
