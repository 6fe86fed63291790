/**
 * Copies the icons in use out of lucide-static into a small module. Run again after changing the list:
 * `node scripts/icons.ts`.
 */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";

/** Our name → Lucide's. */
const ICONS: Record<string, string> = {
  check: "check",
  next: "chevron-right",
  guarantee: "shield-check",
  exchange: "repeat",
  authenticity: "badge-check",
  secure_payment: "lock-keyhole",
  delivery: "truck",
  support: "headset",
  authorisation: "landmark",
  star: "star",
  clock: "clock",
};

const root = new URL("../node_modules/lucide-static/", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string };

const entries = Object.entries(ICONS).map(([name, file]) => {
  const source = readFileSync(new URL(`icons/${file}.svg`, root), "utf8");
  const inner = /<svg[^>]*>([^]*)<\/svg>/.exec(source)?.[1];
  if (inner === undefined) throw new Error(`${file}.svg has no svg element`);
  return `  ${name}: ${JSON.stringify(inner.replace(/\s+/g, " ").replaceAll(" />", "/>").replaceAll("> <", "><").trim()).replaceAll('\\"', "'")},`;
});

writeFileSync(
  new URL("../src/elements/icons.generated.ts", import.meta.url),
  `/**
 * Made by scripts/icons.ts from lucide-static ${version}; do not edit.
 *
 * Licences (ISC, in part MIT): icons.LICENSE beside this file.
 */
export const ICONS = {
${entries.join("\n")}
} as const;
`,
);
copyFileSync(new URL("LICENSE", root), new URL("../src/elements/icons.LICENSE", import.meta.url));
