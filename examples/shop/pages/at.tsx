/** The page at an address, of those that are equal for everyone; null: another page, or none. */
import type { Page } from "../answers.tsx";
import { categoryBySlug, productBySlug } from "../data.ts";
import { HomePage } from "./home.tsx";
import { CategoryPage, SearchPage, type Sort, SORTS } from "./listing.tsx";
import { ProductPage } from "./product.tsx";
import { AboutPage, ShippingPage } from "./text.tsx";
import type { View } from "./view.ts";

export function pageAt(view: View, query: URLSearchParams): Page | null {
  const [, section = "", slug, ...more] = view.rest.split("/");
  if (more.length > 0) return null;
  if (slug !== undefined) {
    const category = section === "category" ? categoryBySlug(slug) : undefined;
    if (category !== undefined)
      return <CategoryPage view={view} category={category} sort={sortOf(query.get("sort"))} />;
    const product = section === "products" ? productBySlug(slug) : undefined;
    return product === undefined ? null : <ProductPage view={view} product={product} />;
  }
  switch (section) {
    case "":
      return <HomePage view={view} />;
    case "search":
      return <SearchPage view={view} query={(query.get("q") ?? "").slice(0, 100)} />;
    case "about":
      return <AboutPage view={view} />;
    case "shipping":
      return <ShippingPage view={view} />;
    default:
      return null;
  }
}

const sortOf = (text: string | null): Sort => SORTS.find((sort) => sort === text) ?? "featured";
