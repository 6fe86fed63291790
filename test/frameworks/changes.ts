/** What the experiment changes on a page of these shops, and what comes of each change. Runs in the browser, too. */

export const CHANGES = [
  { selector: "h1.title", action: "set_text", value: "Teapot & cup <3" },
  { selector: "p.note", action: "set_html", value: "<b>Only a few</b> left" },
  { selector: "p.price", action: "set_attribute", name: "title", value: "all included" },
  { selector: "p.price", action: "add_class", value: "bold" },
  { selector: "form.buy", action: "after", value: '<p class="lz-safe">Safe <b>returns</b></p>' },
  { selector: "p.swap", action: "replace", value: '<p class="lz-new">New badge</p>' },
  { selector: "p.old", action: "remove" },
] as const;

/** Of one page: its path as the framework has it, and by action what a shopper sees. */
export interface Seen {
  readonly path: string | null;
  readonly set_text: string | null;
  readonly set_html: string | null;
  readonly set_attribute: string | null;
  readonly add_class: boolean;
  /** How many are there, and whether in their place. */
  readonly after: string;
  readonly replace: string;
  readonly remove: boolean;
}

/** To be run in the page. */
export function seenNow(): Seen {
  const all = (selector: string): HTMLElement[] => [
    ...document.querySelectorAll<HTMLElement>(`main ${selector}`),
  ];
  const [price] = all("p.price");
  const isVisible = (element: HTMLElement): boolean => element.offsetParent !== null;
  return {
    path: document.querySelector("main")?.getAttribute("data-path") ?? null,
    set_text: all("h1.title")[0]?.textContent ?? null,
    set_html: all("p.note")[0]?.innerHTML ?? null,
    set_attribute: price?.getAttribute("title") ?? null,
    add_class: price?.classList.contains("bold") ?? false,
    after: `${all(".lz-safe").length} ${document.querySelector("form.buy + .lz-safe") !== null}`,
    replace: `${all(".lz-new").filter(isVisible).length} ${all("p.swap").some(isVisible)}`,
    remove: all("p.old").some(isVisible),
  };
}

/** What has to be seen: the shop's own, and with the changes. */
export function plain(path: string, { title }: { readonly title: string }): Seen {
  return {
    path,
    set_text: title,
    set_html: "In stock",
    set_attribute: "price",
    add_class: false,
    after: "0 false",
    replace: "0 true",
    remove: true,
  };
}

export function changed(path: string): Seen {
  return {
    path,
    set_text: "Teapot & cup <3",
    set_html: "<b>Only a few</b> left",
    set_attribute: "all included",
    add_class: true,
    after: "1 true",
    replace: "1 false",
    remove: false,
  };
}
