import { CATEGORIES, PRODUCTS, SHOP_NAME } from "../data.ts";
import { Icon } from "./icons.tsx";
import { Layout } from "./layout.tsx";
import { ProductGrid, Promises } from "./parts.tsx";
import { absolute, link, say, type View } from "./view.ts";

const FAVOURITES = [
  "saffron-negin",
  "sun-plate",
  "lahijan-tea",
  "turquoise-bowl",
  "estekan",
  "rosebuds",
  "advieh",
  "barberries",
];

export const HomePage = ({ view }: { view: View }) => {
  const { words } = view;
  const favourites = FAVOURITES.flatMap((slug) => PRODUCTS.filter((product) => product.slug === slug));
  const schema = [
    {
      "@type": "WebSite",
      name: say(view, SHOP_NAME),
      url: absolute(view, link(view, "/")),
      potentialAction: {
        "@type": "SearchAction",
        target: `${absolute(view, link(view, "/search"))}?q={search_term_string}`,
        "query-input": "required name=search_term_string",
      },
    },
  ];
  return (
    <Layout
      view={view}
      title={words.tagline}
      description={words.heroText}
      schema={schema}
      bodyClass="page-home"
    >
      <section class="hero">
        <div class="hero-text">
          <p class="eyebrow">{words.heroEyebrow}</p>
          <h1 class="hero-title">{words.heroTitle}</h1>
          <p class="hero-lead">{words.heroText}</p>
          <p class="hero-actions">
            <a class="button" href={link(view, "/products/saffron-negin")}>
              {words.heroAction}
            </a>
            <a class="text-link" href={link(view, "/category/table")}>
              {words.heroSecond} <Icon name="arrow" />
            </a>
          </p>
        </div>
        <img
          class="hero-picture"
          src="/images/hero.svg"
          alt=""
          width="1200"
          height="1000"
          fetchpriority="high"
        />
      </section>

      <section class="section" aria-labelledby="shop-by">
        <h2 id="shop-by" class="section-title">
          {words.shopBy}
        </h2>
        <div class="category-tiles">
          {CATEGORIES.map(({ slug, name }) => (
            <a class="category-tile" href={link(view, `/category/${slug}`)}>
              <img src={`/images/category-${slug}.svg`} alt="" width="900" height="640" loading="lazy" />
              <span>
                {say(view, name)} <Icon name="arrow" />
              </span>
            </a>
          ))}
        </div>
      </section>

      <section class="section" aria-labelledby="favourites">
        <h2 id="favourites" class="section-title">
          {words.favourites}
        </h2>
        <ProductGrid view={view} products={favourites} />
      </section>

      <section class="story" aria-labelledby="story">
        <img src="/images/dawn.svg" alt="" width="1200" height="800" loading="lazy" />
        <div class="story-text">
          <p class="eyebrow">{words.storyEyebrow}</p>
          <h2 id="story">{words.storyTitle}</h2>
          <p>{words.storyText}</p>
          <a class="text-link" href={link(view, "/about")}>
            {words.storyAction} <Icon name="arrow" />
          </a>
        </div>
      </section>

      <section class="section">
        <Promises view={view} />
      </section>
    </Layout>
  );
};
