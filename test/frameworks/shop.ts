/** Shops of the project's own that open their pages without loading them: the same four pages by several frameworks. */

export interface FrameworkShop {
  readonly name: string;
  /** How it takes the server's page over. */
  readonly hydrated: true | "in-place";
  /** Null: there is no such page or file. */
  readonly answer: (path: string, headers: { readonly [name: string]: unknown }) => Promise<Answer | null>;
}

export interface Answer {
  readonly type: string;
  readonly body: string | ReadableStream<Uint8Array>;
}

export interface Product {
  readonly title: string;
  readonly price: string;
}

/** By path. Links go from every page to every other one. */
export const PAGES: { readonly [path: string]: Product } = {
  "/": { title: "Stoneware", price: "from €9" },
  "/one": { title: "Teapot", price: "€40" },
  "/two": { title: "Cup", price: "€12" },
  "/three": { title: "Plate", price: "€15" },
};

/** Says that the framework has taken the page over. */
export const ALIVE = 'document.documentElement.dataset.alive = "yes";';

export function document(body: string, head = ""): Answer {
  return {
    type: "text/html; charset=utf-8",
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>${head}</head><body>${body}</body></html>`,
  };
}

export function script(body: string): Answer {
  return { type: "text/javascript; charset=utf-8", body };
}

/** The page as HTML, for shops whose server writes it: what the others' components come to. */
export function pageHtml(path: string): string {
  const product = PAGES[path];
  const links = Object.keys(PAGES).map((to) => `<a href="${to}">${to}</a>`);
  return (
    `<nav>${links.join("")}</nav><main data-path="${path}"><h1 class="title">${product?.title}</h1>` +
    `<p class="price" title="price">${product?.price}</p><form class="buy"><button type="button">Buy</button></form>` +
    `<p class="note">In stock</p><p class="swap">Old badge</p><p class="old">An old promise</p></main>`
  );
}
