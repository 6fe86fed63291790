/** What the shop sells, by category and by code. */
import type { Translated } from "./locales.ts";
import type { Prices } from "./money.ts";
import { SPICE } from "./products/spice.ts";
import { TABLE } from "./products/table.ts";
import { TEA } from "./products/tea.ts";

type CategorySlug = "spice" | "tea" | "table";

export interface Category {
  readonly slug: CategorySlug;
  readonly name: Translated;
  readonly intro: Translated;
}

export interface Product {
  readonly slug: string;
  readonly sku: string;
  readonly category: CategorySlug;
  readonly name: Translated;
  /** The size, under the name. */
  readonly size: Translated;
  readonly summary: Translated;
  readonly description: Translated;
  readonly origin: Translated;
  /** How to use it, or how to care for it. */
  readonly use: Translated;
  readonly prices: Prices;
  /** The price before, where there was another. */
  readonly before?: Prices;
  readonly rating: { readonly value: number; readonly count: number };
  readonly review: { readonly by: Translated; readonly text: Translated; readonly on: string };
  readonly stock: number;
  readonly picture: { readonly main: Translated; readonly detail: Translated };
}

export const CATEGORIES: readonly Category[] = [
  {
    slug: "spice",
    name: { en: "Saffron & spice", fa: "زعفران و ادویه", ar: "الزعفران والتوابل" },
    intro: {
      en: "This autumn’s saffron from Qaen, and the small jars that Persian cooks reach for first.",
      fa: "زعفران امسال قائنات و چاشنی‌هایی که هر آشپز ایرانی همیشه دم دست دارد.",
      ar: "زعفران هذا الخريف من قائن، والتوابل التي لا يستغني عنها المطبخ.",
    },
  },
  {
    slug: "tea",
    name: { en: "Tea & infusions", fa: "چای و دمنوش", ar: "الشاي والأعشاب" },
    intro: {
      en: "Spring-picked black tea from the Caspian hills, and flowers dried whole in the shade.",
      fa: "چای بهارهٔ لاهیجان و گل‌هایی که درسته و در سایه خشک شده‌اند.",
      ar: "شاي الربيع الأسود من تلال لاهيجان، وأزهار جُفِّفت كاملة في الظل.",
    },
  },
  {
    slug: "table",
    name: { en: "For the table", fa: "برای سفره", ar: "للمائدة" },
    intro: {
      en: "Bowls, plates, glasses and brass from workshops that we visit ourselves.",
      fa: "کاسه، بشقاب، استکان و برنج از کارگاه‌هایی که خودمان به آن‌ها سر می‌زنیم.",
      ar: "أوانٍ وصحون وكؤوس ونحاس من ورش نزورها بأنفسنا.",
    },
  },
];

export const PRODUCTS: readonly Product[] = [...SPICE, ...TEA, ...TABLE];

/** The shop's own name, alike in Persian and Arabic: سرو is the cypress. */
export const SHOP_NAME: Translated = { en: "Sarv", fa: "سرو", ar: "سرو" };

const bySlug = new Map(PRODUCTS.map((product) => [product.slug, product]));
const bySku = new Map(PRODUCTS.map((product) => [product.sku, product]));

export const productBySlug = (slug: string): Product | undefined => bySlug.get(slug);
export const productBySku = (sku: string): Product | undefined => bySku.get(sku);
export const categoryBySlug = (slug: string): Category | undefined =>
  CATEGORIES.find((category) => category.slug === slug);
