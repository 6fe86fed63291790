import { type Cart, type Line, mostOf, totalsOf } from "../cart.ts";
import { FREE_DELIVERY } from "../money.ts";
import { Icon } from "./icons.tsx";
import { Layout } from "./layout.tsx";
import { CartLines, TotalsTable } from "./parts.tsx";
import { amount, digits, link, say, type View } from "./view.ts";

export const CartPage = ({ view, cart }: { view: View; cart: Cart }) => {
  const { words, locale } = view;
  if (cart.length === 0) return <EmptyCart view={view} />;
  const totals = totalsOf(cart, locale.code);
  return (
    <Layout view={view} title={words.cartTitle} description={words.tagline} bodyClass="page-cart" hidden>
      <section class="section narrow-top">
        <h1 class="category-title">{words.cartTitle}</h1>
        <div class="cart-layout">
          <ul class="cart-lines">
            {cart.map((line) => (
              <CartLine view={view} line={line} />
            ))}
          </ul>
          <aside class="cart-summary" aria-label={words.summary}>
            <FreeDelivery view={view} untilFree={totals.untilFree} />
            <TotalsTable view={view} totals={totals} />
            <a class="button button-buy" href={link(view, "/checkout")}>
              {words.checkout} <Icon name="arrow" />
            </a>
            <a class="text-link" href={link(view, "/")}>
              {words.keepShopping}
            </a>
          </aside>
        </div>
      </section>
    </Layout>
  );
};

const FreeDelivery = ({ view, untilFree }: { view: View; untilFree: number }) => {
  const goal = FREE_DELIVERY[view.locale.code];
  return (
    <div class="free-delivery">
      <p>{untilFree === 0 ? view.words.freeNow : view.words.towardsFree(amount(view, untilFree))}</p>
      <progress max={goal} value={goal - untilFree} aria-label={view.words.delivery}></progress>
    </div>
  );
};

const CartLine = ({ view, line: { product, quantity } }: { view: View; line: Line }) => {
  const { words, locale } = view;
  const name = say(view, product.name);
  const id = `quantity-${product.sku}`;
  return (
    <li class="cart-line" data-sku={product.sku}>
      <img src={`/images/${product.slug}.svg`} alt="" width="120" height="120" />
      <div class="cart-line-text">
        <a class="cart-line-name" href={link(view, `/products/${product.slug}`)}>
          {name}
        </a>
        <p class="muted">{say(view, product.size)}</p>
      </div>
      <form class="cart-line-quantity" method="post" action={link(view, "/cart/update")} data-auto-submit>
        <input type="hidden" name="sku" value={product.sku} />
        <label class="visually-hidden" for={id}>
          {words.quantityOf(name)}
        </label>
        <select id={id} name="quantity">
          {Array.from({ length: mostOf(product) }, (_, index) => (
            <option value={index + 1} selected={index + 1 === quantity}>
              {digits(view, index + 1)}
            </option>
          ))}
        </select>
        <button class="button button-small button-quiet" type="submit">
          {words.update}
        </button>
      </form>
      <p class="cart-line-price">{amount(view, product.prices[locale.code] * quantity)}</p>
      <form class="cart-line-remove" method="post" action={link(view, "/cart/remove")}>
        <input type="hidden" name="sku" value={product.sku} />
        <button class="link-button" type="submit" aria-label={words.removeNamed(name)}>
          {words.remove}
        </button>
      </form>
    </li>
  );
};

const EmptyCart = ({ view }: { view: View }) => (
  <Layout
    view={view}
    title={view.words.cartTitle}
    description={view.words.tagline}
    bodyClass="page-cart"
    hidden
  >
    <section class="section narrow-top message">
      <img src="/images/empty-cart.svg" alt="" width="900" height="640" />
      <h1 class="category-title">{view.words.cartEmpty}</h1>
      <p class="lead">{view.words.cartEmptyText}</p>
      <a class="button" href={link(view, "/")}>
        {view.words.goShopping}
      </a>
    </section>
  </Layout>
);

/** The fragment that the script asks for after something was added. */
export const CartDrawer = ({ view, cart }: { view: View; cart: Cart }) => {
  const { words, locale } = view;
  const totals = totalsOf(cart, locale.code);
  return (
    <div class="drawer">
      <div class="drawer-head">
        <h2>{words.cartTitle}</h2>
        <form method="dialog">
          <button class="link-button" aria-label={words.close}>
            <Icon name="close" />
          </button>
        </form>
      </div>
      <CartLines view={view} cart={cart} pictures={72} />
      <TotalsTable view={view} totals={totals} />
      <div class="drawer-actions">
        <a class="button button-buy" href={link(view, "/checkout")}>
          {words.checkout}
        </a>
        <a class="button button-quiet" href={link(view, "/cart")}>
          {words.viewCart}
        </a>
      </div>
    </div>
  );
};
