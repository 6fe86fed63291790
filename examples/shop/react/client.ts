/**
 * The shop in the browser: React takes the page over, and opens further pages of the catalogue without loading them. Cart,
 * checkout and thanks are the server's.
 */
import { createElement, startTransition, useEffect, useState } from "react";
import { hydrateRoot } from "react-dom/client";
import { localeOf } from "../locales.ts";
import { pageAt } from "../pages/at.tsx";
import type { View } from "../pages/view.ts";
import { WORDS } from "../words/index.ts";

const pathOf = (selector: string, attribute: "href" | "src"): string =>
  document.querySelector(selector)?.getAttribute(attribute) ?? "";
const assets = {
  styles: pathOf('link[rel="stylesheet"][href^="/assets/"]', "href"),
  script: pathOf('script[src^="/assets/"]', "src"),
};

function pageOf(address: URL): ReturnType<typeof pageAt> {
  const { locale, rest } = localeOf(address.pathname);
  const view: View = {
    locale,
    rest,
    words: WORDS[locale.code],
    assets,
    origin: address.origin,
    nowMs: Date.now(),
  };
  return pageAt(view, address.searchParams);
}

function Shop({ first }: { readonly first: string }) {
  const [address, setAddress] = useState(first);
  useEffect(() => {
    // Behind React, which looks for the page as the server wrote it.
    void import("../client/shop.js");
    const show = (): void => startTransition(() => setAddress(location.href));
    const open = (click: MouseEvent): void => {
      const link = (click.target as Element).closest("a");
      const isPlain =
        click.button === 0 && !(click.metaKey || click.ctrlKey || click.shiftKey || click.altKey);
      if (link === null || !isPlain || click.defaultPrevented || link.origin !== location.origin) return;
      const to = new URL(link.href);
      // Another language is another document; a place on this page is the browser's.
      const isHere = to.pathname === location.pathname && to.search === location.search;
      const isOfLanguage = localeOf(to.pathname).locale === localeOf(location.pathname).locale;
      if (isHere || !isOfLanguage || pageOf(to) === null) return;
      click.preventDefault();
      history.pushState(null, "", to);
      show();
      scrollTo(0, 0);
    };
    document.addEventListener("click", open);
    addEventListener("popstate", show);
    document.documentElement.dataset["alive"] = "react";
  }, []);
  useEffect(() => {
    if (address === first) return;
    const events = document.querySelector("#page-events")?.textContent ?? "[]";
    const page = window as { dataLayer?: unknown[] };
    (page.dataLayer ??= []).push(...(JSON.parse(events) as unknown[]));
  }, [address]);
  return pageOf(new URL(address)) as never;
}

if (pageOf(new URL(location.href)) === null) void import("../client/shop.js");
else hydrateRoot(document, createElement(Shop, { first: location.href }));
