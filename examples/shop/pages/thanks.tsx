import { totalsOf } from "../cart.ts";
import type { Order } from "../checkout.ts";
import { dayAndMonth, deliveryWindow, fullDate, hijriDate, isoDay } from "../dates.ts";
import { CURRENCY, isoAmount, plain } from "../money.ts";
import { Icon } from "./icons.tsx";
import { Layout } from "./layout.tsx";
import { analyticsEvent, analyticsItem, CartLines, TotalsTable } from "./parts.tsx";
import { link, type View } from "./view.ts";

export const ThanksPage = ({ view, order }: { view: View; order: Order }) => {
  const { words, locale } = view;
  const totals = totalsOf(order.cart, locale.code, order.payment);
  const [from, to] = deliveryWindow(locale, order.placedMs);
  const items = order.cart.map(({ product, quantity }) => analyticsItem(view, product, quantity));
  const purchase = analyticsEvent(view, "purchase", totals.total, items, {
    transaction_id: order.id,
    shipping: isoAmount(locale.code, totals.delivery),
  });
  return (
    <Layout
      view={view}
      title={words.thanks("")}
      description={words.tagline}
      events={[purchase]}
      bodyClass="page-thanks"
      hidden
    >
      <section
        class="section narrow-top thanks"
        data-order-id={order.id}
        data-order-value={plain(locale.code, totals.total)}
        data-order-currency={CURRENCY[locale.code]}
      >
        <div class="thanks-head">
          <span class="thanks-tick">
            <Icon name="check" />
          </span>
          <h1 class="category-title">{words.thanks(order.firstName)}</h1>
          <p class="lead">{words.thanksText}</p>
        </div>
        <div class="receipt">
          <dl class="receipt-facts">
            <div>
              <dt>{words.orderNumber}</dt>
              <dd>
                <bdi class="order-number">{order.id}</bdi>
              </dd>
            </div>
            <div>
              <dt>{words.placedOn}</dt>
              <dd>
                <time datetime={isoDay(locale, order.placedMs)}>{fullDate(locale, order.placedMs)}</time>
                {locale.code === "ar" && <span class="muted second-line">{hijriDate(order.placedMs)}</span>}
              </dd>
            </div>
            <div>
              <dt>{words.paidBy}</dt>
              <dd>{order.payment === "card" ? words.card : words.cash}</dd>
            </div>
          </dl>
          <CartLines view={view} cart={order.cart} pictures={72} />
          <TotalsTable view={view} totals={totals} />
          <p class="arrives">
            <Icon name="truck" /> {words.arrives(dayAndMonth(locale, from), dayAndMonth(locale, to))}
          </p>
        </div>
        <a class="button button-quiet" href={link(view, "/")}>
          {words.keepShopping}
        </a>
      </section>
    </Layout>
  );
};
