/** The shop: three languages of the same routes, and the files beside them. Behind it is no storage. */
import { type Context, Hono } from "hono";
import { documentOf, type RouteTools } from "./answers.tsx";
import { picture } from "./art/index.ts";
import { catalogueRoutes } from "./catalogue.tsx";
import { assetPaths, type ShopFiles } from "./files.ts";
import { FOREVER, ONE_DAY, SECURITY_HEADERS, tagged } from "./http.ts";
import { localeOf, LOCALES } from "./locales.ts";
import { MessagePage } from "./pages/text.tsx";
import type { View } from "./pages/view.ts";
import { purchaseRoutes } from "./purchase.tsx";
import { WORDS } from "./words/index.ts";

interface ShopOptions {
  readonly files: ShopFiles;
  readonly now?: () => number;
  readonly random?: () => number;
}

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
  serveFiles(shop, files);

  // English has no prefix of its own; people type one all the same.
  shop.get("/en/*", (context) => context.redirect(context.req.path.replace(/^\/en\/*/, "/"), 301));
  shop.get("/en", (context) => context.redirect("/", 301));

  for (const locale of LOCALES) {
    const tools: RouteTools = { locale, viewOf, now, random };
    shop.route(locale.prefix || "/", catalogueRoutes(tools));
    shop.route(locale.prefix || "/", purchaseRoutes(tools));
  }

  shop.notFound((context) => {
    const { path, method } = context.req;
    if (method === "GET" && path.length > 1 && path.endsWith("/")) {
      return context.redirect(`/${path.replace(/^\/+|\/+$/g, "")}`, 301);
    }
    const view = viewOf(context);
    const { notFound, notFoundText } = view.words;
    const page = documentOf(<MessagePage view={view} title={notFound} text={notFoundText} />);
    return context.html(page, 404, { "cache-control": "public, max-age=0, s-maxage=60" });
  });
  return shop;
}

/** Style, script, fonts and pictures: same-origin, with an ETag or a name that changes with the content. */
function serveFiles(shop: Hono, files: ShopFiles): void {
  const { styles, script } = assetPaths(files);
  shop.get(styles, (context) => tagged(context, files.styles, "text/css; charset=utf-8", FOREVER));
  shop.get(script, (context) => tagged(context, files.script, "text/javascript; charset=utf-8", FOREVER));
  shop.get("/fonts/:name", (context) => {
    const name = context.req.param("name");
    const font = Object.hasOwn(files.fonts, name) ? files.fonts[name] : undefined;
    if (font === undefined) return context.notFound();
    return context.body(font, 200, { "content-type": "font/woff2", "cache-control": FOREVER });
  });
  shop.get("/images/:file{[a-z0-9-]+\\.svg}", (context) => {
    const markup = picture(context.req.param("file").slice(0, -".svg".length));
    if (markup === null) return context.notFound();
    return tagged(context, markup, "image/svg+xml; charset=utf-8", ONE_DAY);
  });
  shop.get("/robots.txt", (context) => context.text("User-agent: *\nDisallow: /cart\nDisallow: /checkout\n"));
  shop.get("/favicon.ico", (context) => context.redirect("/images/icon.svg", 301));
}
