/**
 * In the shop's page, for an editor's frame alone: marks what the pointer is over, tells the dashboard what was picked,
 * and lets a text be typed where it stands. It knows no secret and can do nothing but tell; the shop's page never sees
 * it in any other window.
 */
import { frames } from "./frames.ts";
import { type FromPage, MAX_LINKS, type ToPage } from "./messages.ts";
import { countOf, proposals } from "./selector.ts";

/** Written before this script by the Worker: the only origin that it speaks and listens to. */
declare const LAHZA_DASHBOARD: string;

const MAX_TEXT = 20_000;

if (window.parent !== window) begin();

function begin(): void {
  const marks = frames();
  let mode: "pick" | "browse" = "pick";
  let selected: Element | null = null;
  const tell = (message: FromPage): void => window.parent.postMessage(message, LAHZA_DASHBOARD);

  addEventListener("message", (event: MessageEvent) => {
    if (event.source !== window.parent || event.origin !== LAHZA_DASHBOARD) return;
    const message = event.data as ToPage;
    if (message.type === "mode") {
      mode = message.mode;
      marks.hover(null);
      if (mode === "browse") marks.select(null);
    } else if (message.type === "show") {
      marks.hover(message.selector === null ? null : first(message.selector));
    } else if (message.type === "select") {
      const element = first(message.selector);
      if (message.move === "parent") select(element?.parentElement ?? null);
      else if (message.move === "child") select(element?.firstElementChild ?? null);
      else select(element);
      tell({ type: "counted", selector: message.selector, count: countOf(message.selector, document) });
    } else if (message.type === "edit") edit();
    else if (message.type === "scroll") scrollTo({ top: message.y });
  });

  const target = (event: Event): Element | null => {
    const [element] = event.composedPath();
    return event.isTrusted && element instanceof Element && !marks.owns(element) ? element : null;
  };
  addEventListener("pointermove", (event) => marks.hover(mode === "pick" ? target(event) : null), {
    passive: true,
  });
  for (const type of ["click", "auxclick", "submit", "pointerdown", "mousedown"] as const) {
    addEventListener(
      type,
      (event) => {
        const element = target(event);
        if (mode !== "pick" || element === null || isTyping(element)) return;
        // The page must not act on what was meant for the editor.
        event.preventDefault();
        event.stopImmediatePropagation();
        if (type === "click") select(element);
      },
      { capture: true },
    );
  }
  addEventListener("dblclick", (event) => {
    if (mode === "pick" && target(event) !== null) edit();
  });
  addEventListener("scroll", () => marks.redraw(), { passive: true, capture: true });
  addEventListener("resize", () => marks.redraw());

  function select(element: Element | null): void {
    if (element === null || element.localName === "html") return;
    selected = element;
    marks.select(element);
    tell({
      type: "picked",
      tag: element.localName,
      text: (element.textContent ?? "").replaceAll(/\s+/g, " ").trim().slice(0, MAX_TEXT),
      hasChildren: element.childElementCount > 0,
      attributes: Object.fromEntries(
        [...element.attributes].slice(0, 40).map(({ name, value }) => [name, value.slice(0, 2048)]),
      ),
      selectors: proposals(element),
    });
  }

  function edit(): void {
    if (!(selected instanceof HTMLElement)) return;
    const element = selected;
    const before = element.textContent ?? "";
    element.contentEditable = "plaintext-only";
    element.focus();
    marks.typing(true);
    const end = (): void => {
      element.removeAttribute("contenteditable");
      marks.typing(false);
      element.removeEventListener("keydown", keys);
      const after = (element.textContent ?? "").replaceAll(/\s+/g, " ").trim();
      if (after !== before.replaceAll(/\s+/g, " ").trim())
        tell({ type: "edited", text: after.slice(0, MAX_TEXT) });
    };
    const keys = (event: KeyboardEvent): void => {
      event.stopPropagation();
      if (event.key === "Escape") element.textContent = before;
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        element.blur();
      }
    };
    element.addEventListener("keydown", keys);
    element.addEventListener("blur", end, { once: true });
  }

  function isTyping(element: Element): boolean {
    return element instanceof HTMLElement && element.isContentEditable;
  }

  tell({
    type: "ready",
    path: location.pathname + location.search,
    language: document.documentElement.lang,
    languages: [
      ...document.querySelectorAll<HTMLLinkElement | HTMLAnchorElement>("[hreflang][href]"),
    ].flatMap((link) => {
      const url = new URL(link.href, location.href);
      return url.origin === location.origin
        ? [{ language: link.hreflang, path: url.pathname + url.search }]
        : [];
    }),
    links: links(),
  });
}

function first(selector: string): Element | null {
  try {
    return document.querySelector(selector);
  } catch {
    return null;
  }
}

/** Pages of this shop that the page leads to, each once. */
function links(): string[] {
  const paths = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].flatMap((link) =>
    link.origin === location.origin && !link.pathname.startsWith("/_") ? [link.pathname] : [],
  );
  return [...new Set(paths)].slice(0, MAX_LINKS);
}
