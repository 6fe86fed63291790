/** The shop: three languages of the same routes, and the files beside them. Behind it is no storage. */
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { picture } from "./art/index.ts";
import { type Cart, countItems, parseCart, quantityOf, serializeCart, totalsOf, withQuantity } from "./cart.ts";
import { type Answers, FIELDS, type Order, orderId, parseOrder, problemsOf, serializeOrder } from "./checkout.ts";
import { categoryBySlug, productBySku, productBySlug } from "./data.ts";
import { assetPaths, type ShopFiles } from "./files.ts";
import { FOREVER, ONE_DAY, PRIVATE_PAGE, PUBLIC_PAGE, SECURITY_HEADERS, tagged } from "./http.ts";
import { type Locale, localeOf, LOCALES, number, pathIn } from "./locales.ts";
import { CURRENCY, plain } from "./money.ts";
import { CartDrawer, CartPage } from "./pages/cart.tsx";
import { CheckoutPage, NO_ANSWERS } from "./pages/checkout.tsx";
import { HomePage } from "./pages/home.tsx";
import { CategoryPage, SearchPage, type Sort, SORTS } from "./pages/listing.tsx";
import { ProductPage } from "./pages/product.tsx";
import { AboutPage, MessagePage, ShippingPage } from "./pages/text.tsx";
import { ThanksPage } from "./pages/thanks.tsx";
import type { View } from "./pages/view.ts";
import { WORDS } from "./words/index.ts";

export interface ShopOptions {
  readonly files: ShopFiles;
  readonly now?: () => number;
  readonly random?: () => number;
}

const SIX_MONTHS_S = 60 * 60 * 24 * 182;
const ONE_MONTH_S = 60 * 60 * 24 * 30;

type Markup = { toString(): string | Promise<string> };

export function createShop({ files, now = Date.now, random = Math.random }: ShopOptions): Hono {
  const shop = new Hono();
  const assets = assetPaths(files);

  const viewOf = (context: Context): View => {
    const { locale, rest } = localeOf(context.req.path);
    const { origin } = new URL(context.req.url);
    return { locale, rest, words: WORDS[locale.code], assets, origin, nowMs: now() };
  };

  shop.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
  });

  shop.get(assets.styles, (context) => tagged(context, files.styles, "text/css; charset=utf-8", FOREVER));
  shop.get(assets.script, (context) => tagged(context, files.script, "text/javascript; charset=utf-8", FOREVER));
  shop.get("/fonts/:name", (context) => {
    const name = context.req.param("name");
    const font = Object.hasOwn(files.fonts, name) ? files.fonts[name] : undefined;
    if (font === undefined) return context.notFound();
    return context.body(font, 200, { "content-type": "font/woff2", "cache-control": FOREVER });
  });
  shop.get("/images/:file{[a-z0-9-]+\\.svg}", (context) => {
    const markup = picture(context.req.param("file").slice(0, -".svg".length));
    return markup === null ? context.notFound() : tagged(context, markup, "image/svg+xml; charset=utf-8", ONE_DAY);
  });
  shop.get("/robots.txt", (context) => context.text("User-agent: *\nDisallow: /cart\nDisallow: /checkout\n"));
  shop.get("/favicon.ico", (context) => context.redirect("/images/icon.svg", 301));

  // English has no prefix of its own; people type one all the same.
  shop.get("/en/*", (context) => context.redirect(context.req.path.slice("/en".length) || "/", 301));
  shop.get("/en", (context) => context.redirect("/", 301));

  for (const locale of LOCALES) shop.route(locale.prefix || "/", routesOf(locale, viewOf, now, random));

  shop.notFound((context) => {
    const { path, method } = { path: context.req.path, method: context.req.method };
    if (method === "GET" && path.length > 1 && path.endsWith("/")) return context.redirect(path.replace(/\/+$/, "").replace(/^\/+/, "/") || "/", 301);
    const view = viewOf(context);
    const { notFound, notFoundText } = view.words;
    return context.html(document(<MessagePage view={view} title={notFound} text={notFoundText} />), 404, { "cache-control": "public, max-age=0, s-maxage=60" });
  });
  return shop;
}

/** hono/jsx renders to a string at once as long as no component is asynchronous; none is. */
const document = (page: Markup): string => `<!doctype html>${page.toString() as string}`;

function routesOf(locale: Locale, viewOf: (context: Context) => View, now: () => number, random: () => number): Hono {
  const routes = new Hono();
  const path = (rest: string): string => pathIn(locale, rest);
  const catalogue = (context: Context, page: Markup): Response => tagged(context, document(page), "text/html; charset=utf-8", PUBLIC_PAGE);
  const personal = (context: Context, page: Markup, status: 200 | 404 | 422 = 200): Response => {
    rememberVisit(context, locale);
    return context.html(document(page), status, { "cache-control": PRIVATE_PAGE });
  };

  routes.get("/", (context) => catalogue(context, <HomePage view={viewOf(context)} />));
  routes.get("/category/:slug", (context) => {
    const category = categoryBySlug(context.req.param("slug"));
    if (category === undefined) return context.notFound();
    return catalogue(context, <CategoryPage view={viewOf(context)} category={category} sort={sortOf(context.req.query("sort"))} />);
  });
  routes.get("/products/:slug", (context) => {
    const product = productBySlug(context.req.param("slug"));
    if (product === undefined) return context.notFound();
    return catalogue(context, <ProductPage view={viewOf(context)} product={product} />);
  });
  routes.get("/search", (context) => {
    const query = (context.req.query("q") ?? "").slice(0, 100);
    return catalogue(context, <SearchPage view={viewOf(context)} query={query} />);
  });
  routes.get("/about", (context) => catalogue(context, <AboutPage view={viewOf(context)} />));
  routes.get("/shipping", (context) => catalogue(context, <ShippingPage view={viewOf(context)} />));

  routes.get("/cart", (context) => personal(context, <CartPage view={viewOf(context)} cart={cartOf(context)} />));
  routes.post("/cart/:action{add|update|remove}", async (context) => {
    const form = await context.req.parseBody();
    const product = productBySku(String(form["sku"] ?? ""));
    if (product === undefined) return context.notFound();
    const action = context.req.param("action");
    const asked = Number.parseInt(String(form["quantity"] ?? "1"), 10);
    const quantity = action === "remove" || Number.isNaN(asked) ? 0 : asked;
    const before = cartOf(context);
    const cart = withQuantity(before, product, action === "add" ? quantityOf(before, product) + Math.max(1, quantity) : quantity);
    rememberVisit(context, locale);
    setCookie(context, "cart", serializeCart(cart), { ...cookieBase(context), httpOnly: false, maxAge: ONE_MONTH_S });
    context.header("cache-control", PRIVATE_PAGE);
    return wantsJson(context) ? context.json(cartFacts(cart, locale)) : context.redirect(path("/cart"), 303);
  });

  routes.get("/checkout", (context) => {
    const cart = cartOf(context);
    if (cart.length === 0) return context.redirect(path("/cart"), 303);
    return personal(context, <CheckoutPage view={viewOf(context)} cart={cart} answers={NO_ANSWERS} problems={[]} />);
  });
  routes.post("/checkout", async (context) => {
    const cart = cartOf(context);
    if (cart.length === 0) return context.redirect(path("/cart"), 303);
    const form = await context.req.parseBody();
    const answer = (name: string): string => (typeof form[name] === "string" ? form[name].slice(0, 200) : "");
    const answers = Object.fromEntries([...FIELDS, "payment"].map((name) => [name, answer(name)])) as Answers;
    const problems = problemsOf(answers, locale);
    if (problems.length > 0) {
      return personal(context, <CheckoutPage view={viewOf(context)} cart={cart} answers={answers} problems={problems} />, 422);
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
    return context.redirect(path(`/thank-you/${order.id}`), 303);
  });
  routes.get("/thank-you/:id", (context) => {
    const view = viewOf(context);
    const order = parseOrder(getCookie(context, "order"));
    if (order === null || order.id !== context.req.param("id") || order.cart.length === 0) {
      return personal(context, <MessagePage view={view} title={view.words.orderUnknown} text={view.words.orderUnknownText} />, 404);
    }
    const home = LOCALES.find(({ code }) => code === order.language);
    if (home !== undefined && home !== locale) return context.redirect(pathIn(home, view.rest), 303);
    return personal(context, <ThanksPage view={view} order={order} />);
  });

  routes.post("/consent", async (context) => {
    const form = await context.req.parseBody();
    const choice = form["choice"] === "all" ? "all" : "necessary";
    setCookie(context, "consent", choice, { ...cookieBase(context), httpOnly: false, maxAge: SIX_MONTHS_S });
    context.header("cache-control", PRIVATE_PAGE);
    return wantsJson(context) ? context.body(null, 204) : context.redirect(backTo(context, path("/")), 303);
  });

  routes.get("/fragments/cart-drawer", (context) =>
    context.html((<CartDrawer view={viewOf(context)} cart={cartOf(context)} />).toString(), 200, { "cache-control": PRIVATE_PAGE }),
  );
  routes.get("/api/cart", (context) => context.json(cartFacts(cartOf(context), locale), 200, { "cache-control": PRIVATE_PAGE }));
  routes.get("/api/stock/:sku", (context) => {
    const product = productBySku(context.req.param("sku"));
    if (product === undefined) return context.json({ error: "unknown product" }, 404);
    const { stock, sku } = product;
    const { inStock, fewLeft, soldOut } = WORDS[locale.code];
    const text = stock === 0 ? soldOut : stock < 10 ? fewLeft(number(locale, stock)) : inStock;
    return context.json({ sku, stock, text }, 200, { "cache-control": "public, max-age=30" });
  });
  return routes;
}

const sortOf = (text: string | undefined): Sort => SORTS.find((sort) => sort === text) ?? "featured";

const cartOf = (context: Context): Cart => parseCart(getCookie(context, "cart"));

const wantsJson = (context: Context): boolean => (context.req.header("accept") ?? "").includes("application/json");

function cartFacts(cart: Cart, locale: Locale): object {
  const items = countItems(cart);
  return {
    items,
    itemsText: items === 0 ? "" : number(locale, items),
    lines: cart.map(({ product, quantity }) => ({ sku: product.sku, quantity })),
    total: plain(locale.code, totalsOf(cart, locale.code).total),
    currency: CURRENCY[locale.code],
  };
}

function cookieBase(context: Context): { path: string; sameSite: "Lax"; httpOnly: true; secure: boolean } {
  return { path: "/", sameSite: "Lax", httpOnly: true, secure: context.req.url.startsWith("https:") };
}

/** A session and the language, on answers that are about one shopper: several Set-Cookie at once, as shops do. */
function rememberVisit(context: Context, locale: Locale): void {
  if (getCookie(context, "session") === undefined) {
    setCookie(context, "session", crypto.randomUUID(), cookieBase(context));
  }
  setCookie(context, "locale", locale.code, { ...cookieBase(context), httpOnly: false, maxAge: SIX_MONTHS_S });
}

/** The page that a form came from, when it is one of ours. */
function backTo(context: Context, otherwise: string): string {
  const referer = context.req.header("referer") ?? "";
  if (!URL.canParse(referer)) return otherwise;
  const from = new URL(referer);
  return from.host === new URL(context.req.url).host && !from.pathname.startsWith("//") ? from.pathname + from.search : otherwise;
}
