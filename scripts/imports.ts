/**
 * Holds the direction of imports: the pure core imports no I/O, SQL's library lives in store/ only, and the
 * shopper's path loads no validator, router or SQL builder when it starts.
 * Reads `import … from "…"` statements as text; type-only imports are free.
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

interface Rule {
  readonly about: string;
  readonly from: RegExp;
  readonly forbids: RegExp;
  readonly except?: RegExp;
}

const PURE = "domain|assignment|elements|rewrite|stats";
const SCHEMA_FILES = /\.schema\.ts$|^src\/elements\/schema\.ts$|^src\/collect\/sources\//;

const RULES: readonly Rule[] = [
  {
    about: "the pure core imports nothing that does I/O",
    from: new RegExp(`^src/(${PURE})/`),
    forbids:
      /^src\/(store|edge|collect|admin|dashboard|visitor|results|config)\b|^(hono|drizzle-orm|cloudflare:)/,
  },
  { about: "statistics import nothing of ours", from: /^src\/stats\//, forbids: /^src\/(?!stats\/)/ },
  { about: "SQL lives in store/", from: /^src\/(?!store\/)/, forbids: /^drizzle-orm/ },
  {
    about: "zod stays in schema files, the API and publishing",
    from: /^src\/(domain|assignment|elements|rewrite|visitor|ruleset|edge|collect|store|results)\//,
    forbids: /^zod$/,
    except: SCHEMA_FILES,
  },
  {
    about: "hono stays in the API and the dashboard",
    from: /^src\/(?!admin\/|dashboard\/|app\.ts)/,
    forbids: /^hono/,
  },
  {
    about: "the browser's part imports nothing of the Worker",
    from: /^src\/client\//,
    forbids: /^src\/(?!client\/)/,
  },
];

const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(?!type\b)(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']/g;

const files = globSync("src/**/*.{ts,tsx}").map((file) => file.replaceAll("\\", "/"));
const importsOf = new Map<string, string[]>();
/** Files with an `import()`. */
const importsLate = new Set<string>();
let broken = 0;

for (const file of files) {
  if (/\.(test|bench)\.tsx?$/.test(file)) continue;
  const text = readFileSync(file, "utf8");
  const targets = [...text.matchAll(IMPORT)].map(([, target = ""]) =>
    target.startsWith(".") ? normalize(join(dirname(file), target)).replaceAll("\\", "/") : target,
  );
  importsOf.set(file, targets);
  if (/\bimport\(/.test(text)) importsLate.add(file);
  if (/import \{ z \} from "zod"/.test(text)) {
    report(`${file}: import zod as a namespace (import * as z), or all of it, locales too, is bundled`);
  }
  for (const target of targets) {
    for (const rule of RULES) {
      if (rule.from.test(file) && rule.forbids.test(target) && !rule.except?.test(file)) {
        report(`${file} imports ${target}: ${rule.about}`);
      }
    }
  }
}

// What the Worker loads before its first request, followed import by import.
const START = "src/index.ts";
const HEAVY = /^(zod|hono|drizzle-orm|parse5)\b/;
/** Kinds, words, icons and styles are rendered at publishing; a shopper's isolate loads what fills their live parts. */
const PUBLISHING = /^src\/elements\/(?!live\/|assets)/;
const seen = new Map<string, string | null>([[START, null]]);
const queue = [START];
for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
  if (importsLate.has(file)) {
    report(`${trail(file)} has an import(): workerd compiles what it loads at start all the same`);
  }
  for (const target of importsOf.get(file) ?? []) {
    if (HEAVY.test(target)) report(`${trail(file)} imports ${target}: the shopper's path starts without it`);
    if (PUBLISHING.test(target) && !/^src\/elements\/markup\.ts$/.test(target))
      report(`${trail(file)} imports ${target}: elements are rendered when they are published`);
    if (!seen.has(target) && importsOf.has(target)) {
      seen.set(target, file);
      queue.push(target);
    }
  }
}

console.log(
  `${files.length} files, ${seen.size} on the shopper's path, ${broken} imports in a wrong direction`,
);
process.exit(broken === 0 ? 0 : 1);

function trail(file: string): string {
  const steps = [file];
  for (let at = seen.get(file); at; at = seen.get(at)) steps.unshift(at);
  return steps.join(" → ");
}

function report(text: string): void {
  broken++;
  console.error(text);
}
