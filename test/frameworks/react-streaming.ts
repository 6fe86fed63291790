/**
 * React 19 as Next streams it: the product comes out of order, behind a Suspense boundary, and every page is a component
 * of its own, so that its elements are made anew.
 */
import { bundle, load } from "./bundle.ts";
import { ALIVE, type FrameworkShop, PAGES, script } from "./shop.ts";

const APP = `
  import { createElement as h, lazy, startTransition, Suspense, useEffect, useState } from "react";
  const PAGES = ${JSON.stringify(PAGES)};
  const later = (component) => lazy(() => new Promise((done) => setTimeout(() => done({ default: component }), 30)));
  const Product = later(({ path }) => {
    const { title, price } = PAGES[path];
    return h("main", { "data-path": path },
      h("h1", { className: "title" }, title),
      h("p", { className: "price", title: "price" }, price),
      h("form", { className: "buy" }, h("button", { type: "button" }, "Buy")),
      h("p", { className: "note" }, "In stock"),
        h("p", { className: "swap" }, "Old badge"),
        h("p", { className: "old" }, "An old promise"));
  });
  export function Shop({ first }) {
    const [path, setPath] = useState(first);
    useEffect(() => {
      ${ALIVE}
      const back = () => startTransition(() => setPath(location.pathname));
      addEventListener("popstate", back);
      return () => removeEventListener("popstate", back);
    }, []);
    const go = (event) => {
      event.preventDefault();
      const to = event.currentTarget.getAttribute("href");
      // Next commits the address together with the page.
      startTransition(() => { setPath(to); });
      setTimeout(() => history.pushState(null, "", to), 20);
    };
    return h("html", { lang: "en" },
      h("head", null, h("meta", { charSet: "utf-8" }), h("title", null, "Shop")),
      h("body", null,
        h("nav", null, Object.keys(PAGES).map((to) => h("a", { key: to, href: to, onClick: go }, to))),
        h(Suspense, { fallback: h("p", null, "Loading") }, h(Product, { path, key: path }))));
  }
`;
const CLIENT = `
  import { createElement as h } from "react";
  import { hydrateRoot } from "react-dom/client";
  import { Shop } from "shop";
  hydrateRoot(document, h(Shop, { first: location.pathname }), { onRecoverableError() {} });
`;
const SERVER = `
  import { createElement as h } from "react";
  import { renderToReadableStream } from "react-dom/server.browser";
  import { Shop } from "shop";
  export const render = (path) => renderToReadableStream(h(Shop, { first: path }), { bootstrapScripts: ["/app.js"] });
`;

export async function reactStreamingShop(): Promise<FrameworkShop> {
  const client = await bundle(APP, CLIENT, "iife");
  return {
    name: "React 19, streamed",
    hydrated: true,
    async answer(path) {
      if (path === "/app.js") return script(client);
      if (!(path in PAGES)) return null;
      // Anew each time: what was lazy once is there at once the second time.
      const { render } = await load<{ render: (path: string) => Promise<ReadableStream<Uint8Array>> }>(
        APP,
        `${SERVER}// ${performance.now()}`,
      );
      return { type: "text/html; charset=utf-8", body: await render(path) };
    },
  };
}
