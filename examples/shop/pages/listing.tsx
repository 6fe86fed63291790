/** Pages that list products: a category, and what a search found. */
import { type Category, type Product, PRODUCTS } from "../data.ts";
import { folded } from "../locales.ts";
import { Icon } from "./icons.tsx";
import { Layout } from "./layout.tsx";
import { Breadcrumb, breadcrumbSchema, ProductGrid } from "./parts.tsx";
import { absolute, link, say, type View } from "./view.ts";

export const SORTS = ["featured", "price", "rating"] as const;
export type Sort = (typeof SORTS)[number];

export const CategoryPage = ({ view, category, sort }: { view: View; category: Category; sort: Sort }) => {
  const { words } = view;
  const products = sorted(
    view,
    PRODUCTS.filter((product) => product.category === category.slug),
    sort,
  );
  const trail = [
    { name: words.home, rest: "/" },
    { name: say(view, category.name), rest: `/category/${category.slug}` },
  ];
  const list = {
    "@type": "ItemList",
    name: say(view, category.name),
    itemListElement: products.map((product, index) => ({
      "@type": "ListItem",
      position: index + 1,
      url: absolute(view, link(view, `/products/${product.slug}`)),
    })),
  };
  return (
    <Layout
      view={view}
      title={say(view, category.name)}
      description={say(view, category.intro)}
      picture={`category-${category.slug}`}
      schema={[breadcrumbSchema(view, trail), list]}
      bodyClass="page-category"
    >
      <header class="category-header">
        <div class="category-header-text">
          <Breadcrumb view={view} trail={trail} />
          <h1 class="category-title">{say(view, category.name)}</h1>
          <p class="lead">{say(view, category.intro)}</p>
        </div>
        <img src={`/images/category-${category.slug}.svg`} alt="" width="900" height="640" />
      </header>
      <section class="section listing">
        <div class="listing-bar">
          <p class="muted">{words.products(products.length)}</p>
          <form class="sort" method="get" data-auto-submit>
            <label for="sort">{words.sort}</label>
            <select id="sort" name="sort">
              {SORTS.map((option) => (
                <option value={option} selected={option === sort}>
                  {words.sorts[option]}
                </option>
              ))}
            </select>
            <button class="button button-small button-quiet" type="submit">
              {words.apply}
            </button>
          </form>
        </div>
        <ProductGrid view={view} products={products} eager={4} heading="h2" />
      </section>
    </Layout>
  );
};

function sorted(view: View, products: readonly Product[], sort: Sort): readonly Product[] {
  const { code } = view.locale;
  if (sort === "price") return products.toSorted((one, other) => one.prices[code] - other.prices[code]);
  if (sort === "rating") return products.toSorted((one, other) => other.rating.value - one.rating.value);
  return products;
}

export const SearchPage = ({ view, query }: { view: View; query: string }) => {
  const { words } = view;
  const found = search(view, query);
  const title = query === "" ? words.searchTitle : words.searchFor(query);
  return (
    <Layout view={view} title={title} description={words.tagline} bodyClass="page-search" hidden>
      <section class="section narrow-top">
        <h1 class="category-title" id="results">
          {title}
        </h1>
        <form class="search-large" action={link(view, "/search")} role="search" aria-labelledby="results">
          <label class="visually-hidden" for="query">
            {words.search}
          </label>
          <input id="query" name="q" type="search" value={query} placeholder={words.searchHint} />
          <button class="button" type="submit">
            <Icon name="search" /> {words.search}
          </button>
        </form>
        <p class="muted search-count" role="status">
          {found.length === 0 ? words.searchNone : words.products(found.length)}
        </p>
        <ProductGrid view={view} products={found} eager={4} heading="h2" />
      </section>
    </Layout>
  );
};

/**
 * Every word must occur in the product's texts in the page's language, or in its code; those come first
 * that have them all in their name.
 */
function search(view: View, query: string): readonly Product[] {
  const words = folded(query)
    .split(/\s+/)
    .filter((word) => word !== "");
  const has = (text: string): boolean => words.every((word) => folded(text).includes(word));
  const found = PRODUCTS.filter(({ name, summary, description, origin, sku }) =>
    has([name, summary, description, origin].map((text) => say(view, text)).join(" ") + ` ${sku}`),
  );
  return found.toSorted(
    (one, other) => Number(has(say(view, other.name))) - Number(has(say(view, one.name))),
  );
}
