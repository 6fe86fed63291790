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
import { productBySku } from "./data.ts";
import { PRIVATE_PAGE } from "./http.ts";
import { number, pathIn } from "./locales.ts";
import { pageAt } from "./pages/at.tsx";
import { CartDrawer } from "./pages/cart.tsx";
import { WORDS } from "./words/index.ts";

export function catalogueRoutes({ locale, viewOf }: RouteTools): Hono {
  const routes = new Hono();

  for (const path of ["/", "/category/:slug", "/products/:slug", "/search", "/about", "/shipping"])
    routes.get(path, (context) => {
      const page = pageAt(viewOf(context), new URL(context.req.url).searchParams);
      return page === null ? context.notFound() : catalogue(context, page);
    });

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

/** The page that a form came from, when it is one of ours. */
function backTo(context: Context, otherwise: string): string {
  const referer = context.req.header("referer") ?? "";
  if (!URL.canParse(referer)) return otherwise;
  const from = new URL(referer);
  const ours = from.host === new URL(context.req.url).host && !from.pathname.startsWith("//");
  return ours ? from.pathname + from.search : otherwise;
}
