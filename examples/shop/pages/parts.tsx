/** Pieces that several pages share. */
import type { Cart, Totals } from "../cart.ts";
import type { Product } from "../data.ts";
import { CURRENCY, isoAmount, ISO_CURRENCY, plain } from "../money.ts";
import { Icon, Stars } from "./icons.tsx";
import { absolute, amount, digits, link, say, type View } from "./view.ts";

export const Price = ({ view, product }: { view: View; product: Product }) => {
  const { code } = view.locale;
  const minor = product.prices[code];
  return (
    <p class="price-line">
      <span class="price" data-amount={plain(code, minor)} data-currency={CURRENCY[code]}>
        {amount(view, minor)}
      </span>
      {product.before && (
        <s class="price-before">
          <span class="visually-hidden">{view.words.was} </span>
          {amount(view, product.before[code])}
        </s>
      )}
    </p>
  );
};

export const savingOf = (view: View, product: Product): string | null => {
  if (product.before === undefined) return null;
  const { code } = view.locale;
  return view.words.save(digits(view, Math.floor((1 - product.prices[code] / product.before[code]) * 100)));
};

export const Rating = ({ view, product, href }: { view: View; product: Product; href?: string }) => {
  const { value, count } = product.rating;
  const text = (
    <>
      <Stars value={value} />
      <span class="visually-hidden">{view.words.rating(digits(view, value, 1), digits(view, count))}</span>
      <span aria-hidden="true">{digits(view, value, 1)}</span>
    </>
  );
  return <p class="rating">{href === undefined ? text : <a href={href}>{text}</a>}</p>;
};

interface ProductCardProps {
  readonly view: View;
  readonly product: Product;
  readonly eager: boolean;
  /** The level under the heading that the grid stands below. */
  readonly heading: "h2" | "h3";
}

const ProductCard = ({ view, product, eager, heading: Heading }: ProductCardProps) => {
  const saving = savingOf(view, product);
  return (
    <article class="product-card" data-sku={product.sku}>
      <div class="product-card-picture">
        <img
          src={`/images/${product.slug}.svg`}
          alt=""
          width="800"
          height="800"
          loading={eager ? "eager" : "lazy"}
          decoding="async"
        />
        {product.stock === 0 ? (
          <span class="flag flag-quiet">{view.words.soldOut}</span>
        ) : (
          saving && <span class="flag">{saving}</span>
        )}
      </div>
      <Heading class="product-card-title">
        <a href={link(view, `/products/${product.slug}`)}>{say(view, product.name)}</a>
      </Heading>
      <p class="muted product-card-size">{say(view, product.size)}</p>
      <Rating view={view} product={product} />
      <Price view={view} product={product} />
    </article>
  );
};

interface ProductGridProps {
  readonly view: View;
  readonly products: readonly Product[];
  /** How many pictures are on the first screen. */
  readonly eager?: number;
  readonly heading?: "h2" | "h3";
}

export const ProductGrid = ({ view, products, eager = 0, heading = "h3" }: ProductGridProps) => (
  <div class="product-grid">
    {products.map((product, index) => (
      <ProductCard view={view} product={product} eager={index < eager} heading={heading} />
    ))}
  </div>
);

export interface Crumb {
  readonly name: string;
  readonly rest: string;
}

export const Breadcrumb = ({ view, trail }: { view: View; trail: readonly Crumb[] }) => (
  <nav class="breadcrumb" aria-label={view.words.breadcrumb}>
    <ol>
      {trail.map(({ name, rest }, index) => (
        <li>
          {index === trail.length - 1 ? (
            <span aria-current="page">{name}</span>
          ) : (
            <a href={link(view, rest)}>{name}</a>
          )}
        </li>
      ))}
    </ol>
  </nav>
);

export const breadcrumbSchema = (view: View, trail: readonly Crumb[]): object => ({
  "@type": "BreadcrumbList",
  itemListElement: trail.map(({ name, rest }, index) => ({
    "@type": "ListItem",
    position: index + 1,
    name,
    item: absolute(view, link(view, rest)),
  })),
});

/** What is in a cart, where nothing of it is changed. `pictures`: their size in pixels. */
export const CartLines = ({ view, cart, pictures }: { view: View; cart: Cart; pictures: number }) => (
  <ul class="drawer-lines">
    {cart.map(({ product, quantity }) => (
      <li>
        <img src={`/images/${product.slug}.svg`} alt="" width={pictures} height={pictures} />
        <div>
          <strong>{say(view, product.name)}</strong>
          <p class="muted">
            {digits(view, quantity)} × {amount(view, product.prices[view.locale.code])}
          </p>
        </div>
      </li>
    ))}
  </ul>
);

export const TotalsTable = ({ view, totals }: { view: View; totals: Totals }) => {
  const { words, locale } = view;
  return (
    <dl class="totals">
      <div>
        <dt>{words.subtotal}</dt>
        <dd>{amount(view, totals.subtotal)}</dd>
      </div>
      <div>
        <dt>{words.delivery}</dt>
        <dd>{totals.delivery === 0 ? words.free : amount(view, totals.delivery)}</dd>
      </div>
      {totals.cashFee > 0 && (
        <div>
          <dt>{words.cashFee}</dt>
          <dd>{amount(view, totals.cashFee)}</dd>
        </div>
      )}
      <div class="totals-sum">
        <dt>{words.total}</dt>
        <dd
          class="cart-total"
          data-amount={plain(locale.code, totals.total)}
          data-currency={CURRENCY[locale.code]}
        >
          {amount(view, totals.total)}
        </dd>
      </div>
    </dl>
  );
};

export const Promises = ({ view }: { view: View }) => {
  const icons = ["seal", "back", "box"] as const;
  return (
    <ul class="promises">
      {view.words.promises.map(([title, text], index) => (
        <li>
          <Icon name={icons[index] ?? "check"} />
          <div>
            <strong>{title}</strong>
            <p>{text}</p>
          </div>
        </li>
      ))}
    </ul>
  );
};

/** An item of a GA4 ecommerce event. */
export const analyticsItem = (view: View, product: Product, quantity: number): object => ({
  item_id: product.sku,
  item_name: say(view, product.name),
  item_category: product.category,
  price: isoAmount(view.locale.code, product.prices[view.locale.code]),
  quantity,
});

/** A GA4 ecommerce event, in the form that shops push to `dataLayer`. */
export const analyticsEvent = (
  view: View,
  event: string,
  minor: number,
  items: readonly object[],
  more: Readonly<Record<string, string | number>> = {},
): object => {
  const { code } = view.locale;
  return {
    event,
    ecommerce: { ...more, currency: ISO_CURRENCY[code], value: isoAmount(code, minor), items },
  };
};
