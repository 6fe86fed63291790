/**
 * Copies the icons in use out of lucide-static into a small module. Run again after changing the list:
 * `node scripts/icons.ts`.
 */
import { join } from "node:path";
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
  calendar: "calendar-days",
  package: "package",
  package_check: "package-check",
  gift: "gift",
  mail: "mail",
  phone: "phone",
  chat: "message-circle",
  people: "users",
  leaf: "leaf",
  repair: "wrench",
  book: "book-open",
  compare: "scale",
  question: "circle-question-mark",
  ticket: "ticket-percent",
  card: "credit-card",
  wallet: "wallet",
  cash: "banknote",
  eye: "eye",
  bag: "shopping-bag",
  place: "map-pin",
  sparkles: "sparkles",
  award: "award",
  share: "share-2",
  history: "history",
  alert: "circle-alert",
  info: "info",
  play: "circle-play",
  document: "file-text",
  tip: "lightbulb",
  list: "clipboard-list",
  home: "house",
  store: "store",
  quote: "quote",
  tag: "tag",
  send: "send",
};

const root = join(import.meta.dirname, "../node_modules/lucide-static");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

const entries = Object.entries(ICONS).map(([name, file]) => {
  const source = readFileSync(join(root, `icons/${file}.svg`), "utf8");
  const inner = /<svg[^>]*>([^]*)<\/svg>/.exec(source)?.[1];
  if (inner === undefined) throw new Error(`${file}.svg has no svg element`);
  return `  ${name}: ${JSON.stringify(inner.replace(/\s+/g, " ").replaceAll(" />", "/>").replaceAll("> <", "><").trim()).replaceAll('\\"', "'")},`;
});

writeFileSync(
  join(import.meta.dirname, "../src/elements/icons.generated.ts"),
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
copyFileSync(join(root, "LICENSE"), join(import.meta.dirname, "../src/elements/icons.LICENSE"));
