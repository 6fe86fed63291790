import type { Child } from "hono/jsx";
import { raw } from "hono/html";
import { CATEGORIES, SHOP_NAME } from "../data.ts";
import { LOCALES, pathIn } from "../locales.ts";
import { FREE_DELIVERY } from "../money.ts";
import { Icon, Logo } from "./icons.tsx";
import { absolute, amountInText, link, say, type View } from "./view.ts";

interface LayoutProps {
  readonly view: View;
  readonly title: string;
  readonly description: string;
  /** Picture for previews of the page, by file name. */
  readonly picture?: string;
  readonly ogType?: "website" | "product";
  /** schema.org data. */
  readonly schema?: readonly object[];
  /** GA4 events that the page's script pushes to `dataLayer`. */
  readonly events?: readonly object[];
  readonly bodyClass: string;
  /** Not for search engines: cart, checkout, thanks, errors. */
  readonly hidden?: boolean;
  readonly children?: Child;
}

/** JSON in a data block: `<` escaped, so that no text can end the element. */
const json = (value: unknown): ReturnType<typeof raw> =>
  raw(JSON.stringify(value).replaceAll("<", "\\u003c"));

export const Layout = ({
  view,
  title,
  description,
  picture = "hero",
  ogType = "website",
  schema = [],
  events = [],
  bodyClass,
  hidden = false,
  children,
}: LayoutProps) => {
  const { words, locale } = view;
  const full = `${title} · ${say(view, SHOP_NAME)}`;
  return (
    <html lang={locale.tag} dir={locale.dir} class="no-js">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{full}</title>
        <meta name="description" content={description} />
        {hidden ? (
          <meta name="robots" content="noindex" />
        ) : (
          <link rel="canonical" href={absolute(view, link(view, view.rest))} />
        )}
        {!hidden &&
          LOCALES.map((other) => (
            <link rel="alternate" hreflang={other.code} href={absolute(view, pathIn(other, view.rest))} />
          ))}
        {!hidden && <link rel="alternate" hreflang="x-default" href={absolute(view, view.rest)} />}
        <meta property="og:site_name" content={say(view, SHOP_NAME)} />
        <meta property="og:title" content={title} />
        <meta property="og:description" content={description} />
        <meta property="og:type" content={ogType} />
        <meta property="og:url" content={absolute(view, link(view, view.rest))} />
        <meta property="og:image" content={absolute(view, `/images/${picture}.svg`)} />
        <meta property="og:locale" content={locale.ogLocale} />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#1f5039" />
        <link rel="icon" href="/images/icon.svg" type="image/svg+xml" />
        <link
          rel="preload"
          href={locale.code === "en" ? "/fonts/fraunces-latin.woff2" : "/fonts/vazirmatn-arabic.woff2"}
          as="font"
          type="font/woff2"
          crossorigin="anonymous"
        />
        <link rel="stylesheet" href={view.assets.styles} />
        {schema.map((entry) => (
          <script type="application/ld+json">{json({ "@context": "https://schema.org", ...entry })}</script>
        ))}
        {events.length > 0 && (
          <script type="application/json" id="page-events">
            {json(events)}
          </script>
        )}
        <script type="module" src={view.assets.script}></script>
      </head>
      <body class={bodyClass}>
        <a class="skip-link" href="#main">
          {words.skip}
        </a>
        <aside class="announcement" aria-label={words.delivery}>
          {words.announcement(amountInText(view, FREE_DELIVERY[locale.code]))}
        </aside>
        <SiteHeader view={view} />
        <main id="main">{children}</main>
        <SiteFooter view={view} />
        <dialog id="cart-drawer" class="cart-drawer" aria-label={words.cart}></dialog>
      </body>
    </html>
  );
};

const SiteHeader = ({ view }: { view: View }) => {
  const { words } = view;
  return (
    <header class="site-header">
      <a class="logo" href={link(view, "/")}>
        <Logo />
        <span>{say(view, SHOP_NAME)}</span>
      </a>
      <nav class="site-nav" aria-label={words.menu}>
        {CATEGORIES.map(({ slug, name }) => {
          const rest = `/category/${slug}`;
          return (
            <a href={link(view, rest)} aria-current={view.rest === rest ? "page" : undefined}>
              {say(view, name)}
            </a>
          );
        })}
      </nav>
      <form class="site-search" action={link(view, "/search")} role="search" aria-label={words.search}>
        <label class="visually-hidden" for="q">
          {words.search}
        </label>
        <input id="q" name="q" type="search" placeholder={words.searchHint} />
        <button type="submit" aria-label={words.search}>
          <Icon name="search" />
        </button>
      </form>
      <nav class="languages" aria-label={words.language}>
        {LOCALES.map((other) => (
          <a
            href={pathIn(other, view.rest)}
            hreflang={other.code}
            lang={other.code}
            aria-current={other === view.locale ? "true" : undefined}
          >
            {other.label}
          </a>
        ))}
      </nav>
      <a class="cart-link" href={link(view, "/cart")}>
        <Icon name="bag" />
        <span>{words.cart}</span>
        <span class="cart-count" data-cart-count hidden></span>
      </a>
    </header>
  );
};

const SiteFooter = ({ view }: { view: View }) => {
  const { words } = view;
  return (
    <footer class="site-footer">
      <div class="footer-inner">
        <div class="footer-brand">
          <a class="logo" href={link(view, "/")}>
            <Logo />
            <span>{say(view, SHOP_NAME)}</span>
          </a>
          <p>{words.tagline}</p>
          <p class="muted">{words.footerNote}</p>
        </div>
        <nav aria-label={words.footerShop}>
          <h2>{words.footerShop}</h2>
          {CATEGORIES.map(({ slug, name }) => (
            <a href={link(view, `/category/${slug}`)}>{say(view, name)}</a>
          ))}
        </nav>
        <nav aria-label={words.footerHelp}>
          <h2>{words.footerHelp}</h2>
          <a href={link(view, "/shipping")}>{words.shippingTitle}</a>
          <a href={link(view, "/about")}>{words.aboutTitle}</a>
          <a href={link(view, "/search")}>{words.search}</a>
        </nav>
        <form class="consent" method="post" action={link(view, "/consent")} id="consent">
          <h2>{words.consentTitle}</h2>
          <p>{words.consentText}</p>
          <div class="consent-choices">
            <button name="choice" value="all" class="button button-small">
              {words.consentAll}
            </button>
            <button name="choice" value="necessary" class="button button-small button-quiet">
              {words.consentNecessary}
            </button>
          </div>
          <p class="consent-thanks" role="status" data-thanks={words.consentThanks}></p>
        </form>
      </div>
    </footer>
  );
};
