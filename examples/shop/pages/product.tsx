import { mostOf } from "../cart.ts";
import { CATEGORIES, type Product, PRODUCTS, SHOP_NAME } from "../data.ts";
import { fullDate } from "../dates.ts";
import { FREE_DELIVERY, isoAmount, ISO_CURRENCY } from "../money.ts";
import { Icon, Stars } from "./icons.tsx";
import { Layout } from "./layout.tsx";
import {
  analyticsEvent,
  analyticsItem,
  Breadcrumb,
  breadcrumbSchema,
  Price,
  ProductGrid,
  Rating,
  savingOf,
} from "./parts.tsx";
import { absolute, amountInText, digits, link, say, type View } from "./view.ts";

export const ProductPage = ({ view, product }: { view: View; product: Product }) => {
  const { words, locale } = view;
  const name = say(view, product.name);
  const category = CATEGORIES.find(({ slug }) => slug === product.category);
  const trail = [
    { name: words.home, rest: "/" },
    { name: category === undefined ? "" : say(view, category.name), rest: `/category/${product.category}` },
    { name, rest: `/products/${product.slug}` },
  ];
  const related = PRODUCTS.filter((other) => other !== product && other.stock > 0)
    .toSorted(
      (one, other) => Number(other.category !== product.category) - Number(one.category !== product.category),
    )
    .slice(0, 8)
    .filter((_, index) => index % 2 === product.sku.charCodeAt(6) % 2);
  return (
    <Layout
      view={view}
      title={name}
      description={say(view, product.summary)}
      picture={product.slug}
      ogType="product"
      schema={[productSchema(view, product), breadcrumbSchema(view, trail)]}
      events={[
        analyticsEvent(view, "view_item", product.prices[locale.code], [analyticsItem(view, product, 1)]),
      ]}
      bodyClass="page-product"
    >
      <article class="product" data-sku={product.sku}>
        <Breadcrumb view={view} trail={trail} />
        <Gallery view={view} product={product} />
        <div class="product-info">
          <h1 class="product-title">{name}</h1>
          <p class="product-size muted">{say(view, product.size)}</p>
          <Rating view={view} product={product} href="#reviews" />
          <div class="product-price">
            <Price view={view} product={product} />
            {savingOf(view, product) && <span class="flag">{savingOf(view, product)}</span>}
          </div>
          <p class="product-summary">{say(view, product.summary)}</p>
          <BuyForm view={view} product={product} />
          <div class="product-description">
            <p>{say(view, product.description)}</p>
          </div>
          <dl class="facts">
            <div>
              <dt>{words.origin}</dt>
              <dd>{say(view, product.origin)}</dd>
            </div>
            <div>
              <dt>{words.use}</dt>
              <dd>{say(view, product.use)}</dd>
            </div>
            <div>
              <dt>{words.code}</dt>
              <dd>
                <bdi class="sku">{product.sku}</bdi>
              </dd>
            </div>
          </dl>
          <details class="disclosure">
            <summary>
              <Icon name="truck" /> {words.deliveryTitle}
            </summary>
            <p>{words.deliveryText(amountInText(view, FREE_DELIVERY[locale.code]))}</p>
            <p>
              <a href={link(view, "/shipping")}>{words.shippingTitle}</a>
            </p>
          </details>
        </div>
      </article>

      <section class="section reviews" id="reviews" aria-labelledby="reviews-title">
        <h2 id="reviews-title" class="section-title">
          {words.whatTheySay}
        </h2>
        <figure class="review">
          <Stars value={5} />
          <blockquote>{say(view, product.review.text)}</blockquote>
          <figcaption>
            <bdi>{say(view, product.review.by)}</bdi>
            <time datetime={product.review.on}>
              {fullDate(locale, Date.parse(`${product.review.on}T12:00:00Z`))}
            </time>
          </figcaption>
        </figure>
        <p class="review-score">
          <strong>{digits(view, product.rating.value, 1)}</strong>
          <span class="muted">{words.reviews(digits(view, product.rating.count))}</span>
        </p>
      </section>

      <section class="section" aria-labelledby="goes-with">
        <h2 id="goes-with" class="section-title">
          {words.goesWith}
        </h2>
        <ProductGrid view={view} products={related} />
      </section>
    </Layout>
  );
};

/** Two pictures side by side that scroll and snap; the script lets the small ones choose. */
const Gallery = ({ view, product }: { view: View; product: Product }) => {
  const pictures = [
    { id: "picture-1", src: `/images/${product.slug}.svg`, alt: say(view, product.picture.main) },
    { id: "picture-2", src: `/images/${product.slug}-detail.svg`, alt: say(view, product.picture.detail) },
  ];
  return (
    <div class="gallery" data-gallery>
      <div class="gallery-track" tabindex={0} role="group" aria-label={say(view, product.name)}>
        {pictures.map(({ id, src, alt }, index) => (
          <img
            id={id}
            src={src}
            alt={alt}
            width="800"
            height="800"
            fetchpriority={index === 0 ? "high" : undefined}
            loading={index === 0 ? "eager" : "lazy"}
          />
        ))}
      </div>
      <nav class="gallery-thumbs" aria-label={say(view, product.name)}>
        {pictures.map(({ id, src }, index) => (
          <a
            href={`#${id}`}
            aria-label={view.words.picture(digits(view, index + 1))}
            aria-current={index === 0 ? "true" : undefined}
          >
            <img src={src} alt="" width="96" height="96" />
          </a>
        ))}
      </nav>
    </div>
  );
};

const BuyForm = ({ view, product }: { view: View; product: Product }) => {
  const { words } = view;
  if (product.stock === 0) return <p class="sold-out">{words.soldOut}</p>;
  const few = product.stock < 10;
  return (
    <form
      class="add-to-cart"
      method="post"
      action={link(view, "/cart/add")}
      data-event={JSON.stringify(
        analyticsEvent(view, "add_to_cart", product.prices[view.locale.code], [
          analyticsItem(view, product, 1),
        ]),
      )}
    >
      <input type="hidden" name="sku" value={product.sku} />
      <label class="quantity">
        <span>{words.quantity}</span>
        <select name="quantity">
          {Array.from({ length: mostOf(product) }, (_, index) => (
            <option value={index + 1}>{digits(view, index + 1)}</option>
          ))}
        </select>
      </label>
      <button id="buy" class="button button-buy" type="submit">
        <Icon name="bag" /> {words.addToCart}
      </button>
      <p class={few ? "stock stock-few" : "stock"} data-stock={product.sku}>
        {few ? words.fewLeft(digits(view, product.stock)) : words.inStock}
      </p>
    </form>
  );
};

function productSchema(view: View, product: Product): object {
  const { code } = view.locale;
  return {
    "@type": "Product",
    name: say(view, product.name),
    description: say(view, product.description),
    sku: product.sku,
    image: [
      absolute(view, `/images/${product.slug}.svg`),
      absolute(view, `/images/${product.slug}-detail.svg`),
    ],
    brand: { "@type": "Brand", name: say(view, SHOP_NAME) },
    aggregateRating: {
      "@type": "AggregateRating",
      ratingValue: product.rating.value,
      reviewCount: product.rating.count,
    },
    review: {
      "@type": "Review",
      author: { "@type": "Person", name: say(view, product.review.by) },
      datePublished: product.review.on,
      reviewBody: say(view, product.review.text),
      reviewRating: { "@type": "Rating", ratingValue: 5 },
    },
    offers: {
      "@type": "Offer",
      url: absolute(view, link(view, `/products/${product.slug}`)),
      price: isoAmount(code, product.prices[code]),
      priceCurrency: ISO_CURRENCY[code],
      availability: product.stock > 0 ? "https://schema.org/InStock" : "https://schema.org/OutOfStock",
      itemCondition: "https://schema.org/NewCondition",
    },
  };
}
