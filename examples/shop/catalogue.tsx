/** Pages that are equal for everyone, and the small JSON and HTML answers that the script asks for. */
import { Hono } from "hono";
import type { Context } from "hono";
import { setCookie } from "hono/cookie";
import {
  cartOf,
  catalogue,
  cookieBase,
  formTexts,
  type RouteTools,
  SIX_MONTHS_S,
  textOf,
  wantsJson,
} from "./answers.tsx";
import { cartFacts } from "./cart.ts";
import { categoryBySlug, productBySku, productBySlug } from "./data.ts";
import { PRIVATE_PAGE } from "./http.ts";
import { number, pathIn } from "./locales.ts";
import { CartDrawer } from "./pages/cart.tsx";
import { HomePage } from "./pages/home.tsx";
import { CategoryPage, SearchPage, type Sort, SORTS } from "./pages/listing.tsx";
import { ProductPage } from "./pages/product.tsx";
import { AboutPage, ShippingPage } from "./pages/text.tsx";
import { WORDS } from "./words/index.ts";

export function catalogueRoutes({ locale, viewOf }: RouteTools): Hono {
  const routes = new Hono();

  routes.get("/", (context) => catalogue(context, <HomePage view={viewOf(context)} />));
  routes.get("/category/:slug", (context) => {
    const category = categoryBySlug(context.req.param("slug"));
    if (category === undefined) return context.notFound();
    const sort = sortOf(context.req.query("sort"));
    return catalogue(context, <CategoryPage view={viewOf(context)} category={category} sort={sort} />);
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

  routes.post("/consent", async (context) => {
    const form = await formTexts(context);
    const choice = form("choice") === "all" ? "all" : "necessary";
    const options = { ...cookieBase(context), httpOnly: false, maxAge: SIX_MONTHS_S };
    setCookie(context, "consent", choice, options);
    context.header("cache-control", PRIVATE_PAGE);
    if (wantsJson(context)) return context.body(null, 204);
    return context.redirect(backTo(context, pathIn(locale, "/")), 303);
  });

  routes.get("/fragments/cart-drawer", (context) => {
    const drawer = textOf(<CartDrawer view={viewOf(context)} cart={cartOf(context)} />);
    return context.html(drawer, 200, { "cache-control": PRIVATE_PAGE });
  });
  routes.get("/api/cart", (context) =>
    context.json(cartFacts(cartOf(context), locale), 200, { "cache-control": PRIVATE_PAGE }),
  );
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

/** The page that a form came from, when it is one of ours. */
function backTo(context: Context, otherwise: string): string {
  const referer = context.req.header("referer") ?? "";
  if (!URL.canParse(referer)) return otherwise;
  const from = new URL(referer);
  const ours = from.host === new URL(context.req.url).host && !from.pathname.startsWith("//");
  return ours ? from.pathname + from.search : otherwise;
}
