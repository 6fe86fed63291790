/** From the cart to the thank-you page: forms that work without a script, and cookies instead of a database. */
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import {
  cartOf,
  cookieBase,
  formTexts,
  ONE_MONTH_S,
  personal,
  rememberVisit,
  type RouteTools,
  wantsJson,
} from "./answers.tsx";
import { cartFacts, quantityOf, serializeCart, withQuantity } from "./cart.ts";
import { type Answers, type Order, orderId, parseOrder, problemsOf, serializeOrder } from "./checkout.ts";
import { productBySku } from "./data.ts";
import { PRIVATE_PAGE } from "./http.ts";
import { LOCALES, pathIn } from "./locales.ts";
import { CartPage } from "./pages/cart.tsx";
import { CheckoutPage, NO_ANSWERS } from "./pages/checkout.tsx";
import { MessagePage } from "./pages/text.tsx";
import { ThanksPage } from "./pages/thanks.tsx";

export function purchaseRoutes({ locale, viewOf, now, random }: RouteTools): Hono {
  const routes = new Hono();
  const path = (rest: string): string => pathIn(locale, rest);

  routes.get("/cart", (context) =>
    personal(context, locale, <CartPage view={viewOf(context)} cart={cartOf(context)} />),
  );
  routes.post("/cart/:action{add|update|remove}", async (context) => {
    const form = await formTexts(context);
    const product = productBySku(form("sku"));
    if (product === undefined) return context.notFound();
    const action = context.req.param("action");
    const asked = Number.parseInt(form("quantity") || "1", 10) || 0;
    const before = cartOf(context);
    const wanted =
      { add: quantityOf(before, product) + Math.max(1, asked), update: asked, remove: 0 }[action] ?? 0;
    const cart = withQuantity(before, product, wanted);
    rememberVisit(context, locale);
    setCookie(context, "cart", serializeCart(cart), {
      ...cookieBase(context),
      httpOnly: false,
      maxAge: ONE_MONTH_S,
    });
    context.header("cache-control", PRIVATE_PAGE);
    return wantsJson(context) ? context.json(cartFacts(cart, locale)) : context.redirect(path("/cart"), 303);
  });

  routes.get("/checkout", (context) => {
    const cart = cartOf(context);
    if (cart.length === 0) return context.redirect(path("/cart"), 303);
    const page = <CheckoutPage view={viewOf(context)} cart={cart} answers={NO_ANSWERS} problems={[]} />;
    return personal(context, locale, page);
  });
  routes.post("/checkout", async (context) => {
    const cart = cartOf(context);
    if (cart.length === 0) return context.redirect(path("/cart"), 303);
    const form = await formTexts(context);
    const answers: Answers = {
      name: form("name"),
      phone: form("phone"),
      email: form("email"),
      city: form("city"),
      street: form("street"),
      postcode: form("postcode"),
      payment: form("payment"),
    };
    const problems = problemsOf(answers, locale);
    if (problems.length > 0) {
      const page = <CheckoutPage view={viewOf(context)} cart={cart} answers={answers} problems={problems} />;
      return personal(context, locale, page, 422);
    }
    const order: Order = {
      id: orderId(now(), random),
      language: locale.code,
      cart,
      payment: answers.payment === "cash" ? "cash" : "card",
      placedMs: now(),
      firstName: answers.name.trim().split(/\s+/)[0] ?? "",
    };
    rememberVisit(context, locale);
    setCookie(context, "order", serializeOrder(order), { ...cookieBase(context), maxAge: ONE_MONTH_S });
    setCookie(context, "cart", "", { ...cookieBase(context), httpOnly: false, maxAge: 0 });
    context.header("cache-control", PRIVATE_PAGE);
    return context.redirect(path(`/thank-you/${order.id}`), 303);
  });

  // Payment pages lead back here by a link or by a form of their own, so that both are answered.
  routes.on(["GET", "POST"], "/thank-you/:id", (context) => {
    const view = viewOf(context);
    const order = parseOrder(getCookie(context, "order"));
    if (order === null || order.id !== context.req.param("id") || order.cart.length === 0) {
      const { orderUnknown, orderUnknownText } = view.words;
      return personal(
        context,
        locale,
        <MessagePage view={view} title={orderUnknown} text={orderUnknownText} />,
        404,
      );
    }
    // An order keeps the language, and with it the currency, in which it was placed.
    const home = LOCALES.find(({ code }) => code === order.language);
    if (home !== undefined && home !== locale) return context.redirect(pathIn(home, view.rest), 303);
    return personal(context, locale, <ThanksPage view={view} order={order} />);
  });
  return routes;
}
