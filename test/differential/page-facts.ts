/**
 * Page facts on the corpus, beside what a kept extractor (@marbec/web-auto-extractor) finds on the same pages.
 * `node test/differential/page-facts.ts` prints the table that docs/elements.md has.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Extractor from "@marbec/web-auto-extractor";
import { factsOfPage, type PageFacts } from "../../src/facts/product.ts";

const CORPUS = join(import.meta.dirname, "../../../shared/corpus/pages");
export const FIELDS = ["name", "price", "currency", "rating", "reviews"] as const;
type Field = (typeof FIELDS)[number];

export interface Compared {
  readonly page: string;
  readonly ours: { readonly [field in Field]: string | null };
  readonly theirs: { readonly [field in Field]: string | null };
}

type Found = { readonly [name: string]: unknown };

/** Null: the corpus is not here. */
export function comparePages(): readonly Compared[] | null {
  if (!existsSync(CORPUS)) return null;
  return readdirSync(CORPUS)
    .filter((file) => file.endsWith(".html"))
    .sort()
    .map((file) => {
      const html = readFileSync(join(CORPUS, file), "utf8");
      return { page: file.slice(0, -5), ours: ofFacts(factsOfPage(html, "/")), theirs: theirFacts(html) };
    });
}

function ofFacts(facts: PageFacts): Compared["ours"] {
  const of = (field: Field): string | null => facts[`product.${field}`] ?? null;
  return {
    name: of("name"),
    price: of("price"),
    currency: of("currency"),
    rating: of("rating"),
    reviews: of("reviews"),
  };
}

/** The extractor lists all products; where it has several, only what all of them say is taken. */
function theirFacts(html: string): Compared["theirs"] {
  const none = { name: null, price: null, currency: null, rating: null, reviews: null };
  let data: { jsonld?: Found; microdata?: Found };
  try {
    data = new Extractor({}).parse(html) as typeof data;
  } catch {
    return none;
  }
  const products = [data.jsonld, data.microdata]
    .map((source) => ["Product", "ProductGroup"].flatMap((type) => all(source?.[type])))
    .find((list) => list.length > 0);
  if (products === undefined) return none;
  const read = (get: (product: Found) => unknown): string | null => {
    const values = new Set(products.map((product) => clean(get(product))));
    return values.size === 1 ? ([...values][0] ?? null) : null;
  };
  const offer = (product: Found): Found => all(product["offers"])[0] ?? {};
  const rating = (product: Found): Found => all(product["aggregateRating"])[0] ?? {};
  return {
    name: read((product) => product["name"]),
    price: number(read((product) => offer(product)["price"] ?? offer(product)["lowPrice"])),
    currency: read((product) => offer(product)["priceCurrency"]),
    rating: number(read((product) => rating(product)["ratingValue"])),
    reviews: number(read((product) => rating(product)["reviewCount"] ?? rating(product)["ratingCount"])),
  };
}

function all(value: unknown): readonly Found[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((one): one is Found => typeof one === "object" && one !== null);
}

function clean(value: unknown): string | null {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof one !== "string" && typeof one !== "number") return null;
  const text = String(one)
    .replace(/&amp;/g, "&")
    .replace(/&#0?39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, " ")
    .trim();
  return text === "" ? null : text.slice(0, 300);
}

function number(text: string | null): string | null {
  const value = text === null ? Number.NaN : Number(text.replaceAll(",", ""));
  return Number.isNaN(value) ? null : String(value);
}

export function isAlike(field: Field, ours: string | null, theirs: string | null): boolean {
  if (ours === null || theirs === null) return ours === theirs;
  return field === "rating" ? Math.abs(Number(ours) - Number(theirs)) < 0.011 : ours === theirs;
}

type Kind = "alike" | "different" | "we" | "they" | "neither";

export function kindOf(field: Field, { ours, theirs }: Compared): Kind {
  const [a, b] = [ours[field], theirs[field]];
  if (a === null) return b === null ? "neither" : "they";
  if (b === null) return "we";
  return isAlike(field, a, b) ? "alike" : "different";
}

/** As docs/elements.md has it. */
export function factsTable(pages: readonly Compared[]): string {
  const rows = FIELDS.map((field) => {
    const count = { alike: 0, different: 0, we: 0, they: 0, neither: 0 };
    for (const page of pages) count[kindOf(field, page)]++;
    return `| ${field} | ${Object.values(count).join(" | ")} |`;
  });
  const head = [
    "| fact | both, alike | both, different | only we | only they | neither |",
    "|---|---|---|---|---|---|",
  ];
  return [...head, ...rows].join("\n");
}

if (import.meta.main) {
  const pages = comparePages() ?? [];
  console.log(factsTable(pages));
  if (process.argv.includes("--all"))
    for (const compared of pages)
      for (const field of FIELDS) {
        const kind = kindOf(field, compared);
        if (kind !== "alike" && kind !== "neither")
          console.error(compared.page, field, kind, compared.ours[field], compared.theirs[field]);
      }
}
