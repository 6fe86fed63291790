/** React 19: rendered on the server, hydrated, and a router that changes the address before it renders. */
import { bundle, load } from "./bundle.ts";
import { ALIVE, document, type FrameworkShop, PAGES, script } from "./shop.ts";

const APP = `
  import { createElement as h, startTransition, useEffect, useState } from "react";
  const PAGES = ${JSON.stringify(PAGES)};
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
      history.pushState(null, "", to);
      startTransition(() => setPath(to));
    };
    const { title, price } = PAGES[path];
    return [
      h("nav", { key: "nav" }, Object.keys(PAGES).map((to) => h("a", { key: to, href: to, onClick: go }, to))),
      // One component for all of them: React keeps the elements and changes what differs.
      h("main", { key: "main", "data-path": path },
        h("h1", { className: "title" }, title),
        h("p", { className: "price", title: "price" }, price),
        h("form", { className: "buy" }, h("button", { type: "button" }, "Buy")),
        h("p", { className: "note" }, "In stock"),
        h("p", { className: "swap" }, "Old badge"),
        h("p", { className: "old" }, "An old promise")),
    ];
  }
`;
const CLIENT = `
  import { createElement as h } from "react";
  import { hydrateRoot } from "react-dom/client";
  import { Shop } from "shop";
  hydrateRoot(document.getElementById("root"), h(Shop, { first: location.pathname }), { onRecoverableError() {} });
`;
const SERVER = `
  import { createElement as h } from "react";
  import { renderToString } from "react-dom/server.browser";
  import { Shop } from "shop";
  export const render = (path) => renderToString(h(Shop, { first: path }));
`;

export async function reactShop(): Promise<FrameworkShop> {
  const client = await bundle(APP, CLIENT, "iife");
  const { render } = await load<{ render: (path: string) => string }>(APP, SERVER);
  return {
    name: "React 19",
    hydrated: true,
    async answer(path) {
      if (path === "/app.js") return script(client);
      return path in PAGES
        ? document(`<div id="root">${render(path)}</div>`, '<script src="/app.js" defer></script>')
        : null;
    },
  };
}
