import { type Cart, type Payment, totalsOf } from "../cart.ts";
import type { Answers, Field, Problem } from "../checkout.ts";
import { dayAndMonth, deliveryWindow } from "../dates.ts";
import { CASH_FEE } from "../money.ts";
import { Icon } from "./icons.tsx";
import { Layout } from "./layout.tsx";
import { analyticsEvent, analyticsItem, CartLines, TotalsTable } from "./parts.tsx";
import { amountInText, link, type View } from "./view.ts";

interface CheckoutProps {
  readonly view: View;
  readonly cart: Cart;
  readonly answers: Answers;
  readonly problems: readonly Problem[];
}

export const NO_ANSWERS: Answers = {
  name: "",
  phone: "",
  email: "",
  city: "",
  street: "",
  postcode: "",
  payment: "card",
};

export const CheckoutPage = ({ view, cart, answers, problems }: CheckoutProps) => {
  const { words, locale } = view;
  const totals = totalsOf(cart, locale.code);
  const [from, to] = deliveryWindow(locale, view.nowMs);
  const items = cart.map(({ product, quantity }) => analyticsItem(view, product, quantity));
  const field = (name: Field, more: FieldMore = {}) => (
    <FormField
      name={name}
      label={words[name]}
      value={answers[name]}
      error={problems.includes(name) ? words.errors[name] : null}
      {...more}
    />
  );
  return (
    <Layout
      view={view}
      title={words.checkout}
      description={words.tagline}
      events={problems.length === 0 ? [analyticsEvent(view, "begin_checkout", totals.subtotal, items)] : []}
      bodyClass="page-checkout"
      hidden
    >
      <section class="section narrow-top">
        <h1 class="category-title">{words.checkout}</h1>
        {problems.length > 0 && (
          <div class="form-errors" role="alert">
            <h2>{words.errorTitle}</h2>
            <ul>
              {problems.map((problem) => (
                <li>
                  <a href={`#${problem === "cash" ? "payment" : problem}`}>{words.errors[problem]}</a>
                </li>
              ))}
            </ul>
          </div>
        )}
        <form class="checkout-form cart-layout" method="post" action={link(view, "/checkout")} novalidate>
          <div class="checkout-fields">
            <fieldset>
              <legend>{words.contact}</legend>
              {field("name", { autocomplete: "name" })}
              {field("phone", { autocomplete: "tel", type: "tel", hint: words.phoneHint, ltr: true })}
              {field("email", { autocomplete: "email", type: "email", ltr: true, optional: true })}
            </fieldset>
            <fieldset>
              <legend>{words.address}</legend>
              {field("street", { autocomplete: "street-address" })}
              <div class="field-pair">
                {field("city", { autocomplete: "address-level2" })}
                {field("postcode", { autocomplete: "postal-code", hint: words.postcodeHint, ltr: true })}
              </div>
            </fieldset>
            <fieldset id="payment">
              <legend>{words.payment}</legend>
              {(problems.includes("payment") || problems.includes("cash")) && (
                <p class="field-error">{words.errors[problems.includes("cash") ? "cash" : "payment"]}</p>
              )}
              <PaymentOption value="card" label={words.card} text={words.cardText} chosen={answers.payment} />
              <PaymentOption
                value="cash"
                label={words.cash}
                text={words.cashText(amountInText(view, CASH_FEE[locale.code]))}
                chosen={answers.payment}
              />
            </fieldset>
          </div>
          <aside class="cart-summary" aria-label={words.summary}>
            <h2>{words.summary}</h2>
            <CartLines view={view} cart={cart} pictures={64} />
            <TotalsTable view={view} totals={totals} />
            <p class="arrives">
              <Icon name="truck" /> {words.arrives(dayAndMonth(locale, from), dayAndMonth(locale, to))}
            </p>
            <button id="place-order" class="button button-buy" type="submit">
              {words.placeOrder}
            </button>
          </aside>
        </form>
      </section>
    </Layout>
  );
};

interface FieldMore {
  readonly type?: string;
  readonly autocomplete?: string;
  readonly hint?: string;
  /** Numbers and addresses that are read from left to right in every language. */
  readonly ltr?: boolean;
  readonly optional?: boolean;
}

const FormField = (
  props: FieldMore & { name: Field; label: string; value: string; error: string | null },
) => {
  const { name, label, value, error, type = "text", hint } = props;
  const notes = [hint === undefined ? "" : `${name}-hint`, error === null ? "" : `${name}-error`]
    .filter((id) => id !== "")
    .join(" ");
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type={type}
        value={value}
        autocomplete={props.autocomplete}
        dir={props.ltr ? "ltr" : undefined}
        required={!props.optional}
        aria-invalid={error === null ? undefined : "true"}
        aria-describedby={notes || undefined}
      />
      {hint !== undefined && (
        <p class="field-hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {error !== null && (
        <p class="field-error" id={`${name}-error`}>
          {error}
        </p>
      )}
    </div>
  );
};

const PaymentOption = ({
  value,
  label,
  text,
  chosen,
}: {
  value: Payment;
  label: string;
  text: string;
  chosen: string;
}) => (
  <label class="payment-option">
    <input type="radio" name="payment" value={value} checked={chosen === value} />
    <span>
      <strong>{label}</strong>
      <span class="muted">{text}</span>
    </span>
  </label>
);
