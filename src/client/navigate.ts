/**
 * Further pages that a script opens without loading them (a router, Turbo, htmx): when the path is another one, what stands
 * of ours is taken back, the view ends, and the edge is asked what the new page is to be (`<prefix>/view`). An answer that
 * somebody has overtaken is dropped; without one, the page is the shop's.
 */

interface View {
  changes?: unknown[];
  files?: [type: "css" | "js", address: string, integrity: string, data?: Record<string, string>][];
}

const tag = (document.currentScript ??
  document.querySelector("script[data-navigate]")) as HTMLScriptElement | null;
const page = window as {
  navigation?: EventTarget;
  lahza?: {
    renew?: (view?: View) => void;
    keep?: (changes: unknown[]) => void;
    moved?: () => boolean;
  };
};
let path = location.pathname;
let views = 0;

function moved(): boolean {
  const isMoved = location.pathname !== path;
  if (isMoved) leave();
  return isMoved;
}

function leave(): void {
  path = location.pathname;
  // First: what the new page brings is no longer the old one's.
  page.lahza?.renew?.();
  page.lahza?.keep?.([]);
  ask(++views, document.documentElement.lang);
}

function ask(view: number, lang: string): void {
  const query = `lang=${encodeURIComponent(lang)}&to=${encodeURIComponent(path + location.search)}`;
  fetch((tag?.src ?? "").replace(/a\/[^/]*$/, `view?${query}`))
    .then((answer) => (answer.status === 200 ? (answer.json() as Promise<View>) : null))
    .then((next) => {
      const { lang: now } = document.documentElement;
      if (view !== views) return;
      // Somebody went over to the shop's other language.
      if (now !== lang) return ask(view, now);
      if (!next) return;
      for (const file of next.files ?? []) load(...file);
      page.lahza?.renew?.(next);
      page.lahza?.keep?.(next.changes ?? []);
    })
    .catch(() => {
      // Nothing of ours, then.
    });
}

/** A policy with a nonce lets it in by ours; one that names addresses keeps it out. */
function load(
  type: "css" | "js",
  address: string,
  integrity: string,
  data: Record<string, string> = {},
): void {
  if (document.querySelector(`[src="${address}"],[href="${address}"]`)) return;
  const element = document.createElement(type === "js" ? "script" : "link");
  if (tag?.nonce) element.nonce = tag.nonce;
  element.integrity = integrity;
  Object.assign(element.dataset, data);
  Object.assign(element, type === "js" ? { src: address } : { rel: "stylesheet", href: address });
  document.head.append(element);
}

if (tag && page.lahza) {
  page.lahza.moved = moved;
  // A page that is not built anew leaves nothing else to hear.
  addEventListener("popstate", moved);
  page.navigation?.addEventListener("currententrychange", moved);
}
