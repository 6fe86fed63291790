/** How a rendered page becomes an answer, and what every route is given. */
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { type Cart, parseCart } from "./cart.ts";
import { PRIVATE_PAGE, PUBLIC_PAGE, tagged } from "./http.ts";
import type { Locale } from "./locales.ts";
import type { View } from "./pages/view.ts";

export interface RouteTools {
  readonly locale: Locale;
  readonly viewOf: (context: Context) => View;
  readonly now: () => number;
  readonly random: () => number;
}

/** What a JSX expression is. Rendering is synchronous as long as no component is asynchronous; none is. */
export interface Page {
  toString(): string | Promise<string>;
}

export const SIX_MONTHS_S = 60 * 60 * 24 * 182;
export const ONE_MONTH_S = 60 * 60 * 24 * 30;

let render = (page: Page): string => page.toString() as string;
/** For the version of the shop whose pages are React's (react/). */
export const renderWith = (other: (page: Page) => string): void => void (render = other);

export const textOf = (page: Page): string => render(page);
export const documentOf = (page: Page): string => `<!doctype html>${textOf(page)}`;

/** A page that is the same for everybody, with a strong ETag. */
export const catalogue = (context: Context, page: Page): Response =>
  tagged(context, documentOf(page), "text/html; charset=utf-8", PUBLIC_PAGE);

/** A page about one shopper: kept nowhere, with the session's cookies. */
export function personal(
  context: Context,
  locale: Locale,
  page: Page,
  status: 200 | 404 | 422 = 200,
): Response | Promise<Response> {
  rememberVisit(context, locale);
  return context.html(documentOf(page), status, { "cache-control": PRIVATE_PAGE });
}

export const cartOf = (context: Context): Cart => parseCart(getCookie(context, "cart"));

export const wantsJson = (context: Context): boolean =>
  (context.req.header("accept") ?? "").includes("application/json");

interface CookieBase {
  readonly path: string;
  readonly sameSite: "Lax";
  readonly httpOnly: true;
  readonly secure: boolean;
}

export function cookieBase(context: Context): CookieBase {
  return { path: "/", sameSite: "Lax", httpOnly: true, secure: context.req.url.startsWith("https:") };
}

/** A session and the language, on answers about one shopper: several Set-Cookie at once, as shops do. */
export function rememberVisit(context: Context, locale: Locale): void {
  if (getCookie(context, "session") === undefined) {
    setCookie(context, "session", crypto.randomUUID(), cookieBase(context));
  }
  setCookie(context, "locale", locale.code, {
    ...cookieBase(context),
    httpOnly: false,
    maxAge: SIX_MONTHS_S,
  });
}

/** The texts of a form; files and missing fields are empty. */
export async function formTexts(context: Context): Promise<(name: string) => string> {
  const form = await context.req.parseBody();
  return (name) => {
    const value = form[name];
    return typeof value === "string" ? value.slice(0, 200) : "";
  };
}
