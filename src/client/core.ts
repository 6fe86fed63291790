/**
 * What runs in the shopper's browser on a page that an experiment touches: says that the page arrived and was shown,
 * watches the places of its changes, clicks and submits that goals ask for, and gives the shop `lahza.track`.
 *
 * Its own tag tells it what to do: `data-lahza` the page's token, `data-places` selectors by experiment (0: the
 * experiment is not on this page), `data-marks` what a hidden place is marked with, `data-goals` kind, event and
 * selector, `data-cart` the cart's token for the shop's scripts. Keeps nothing in the browser, and leaves one global. Sends little and late: once after a second, the rest
 * when the page is hidden. What was not taken by then is sent again under the same ids.
 */

type Property = string | number | boolean | null | undefined;
interface Detail {
  id?: unknown;
  value?: unknown;
  currency?: unknown;
  properties?: Record<string, unknown>;
}
interface Sent {
  id: string;
  name: string;
  at: number;
  page?: string;
  value?: number | undefined;
  currency?: string | null | undefined;
  properties?: Record<string, Property> | undefined;
}

const SHOWN_MS = 7_000;
const FIRST_MS = 1_000;
const LATER_MS = 10_000;
/** More than this of one page view is a loop of the shop's, or somebody's play. */
const MAX_EVENTS = 100;
const MAX_SENT = 50;

const tag = (document.currentScript ??
  document.querySelector("script[data-lahza][data-places]")) as HTMLScriptElement | null;
const {
  lahza: token = "",
  places: placesText = "[]",
  marks = "",
  goals: goalsText = "[]",
  cart,
} = tag?.dataset ?? {};
const address = (tag?.src ?? "").replace(/a\/[^/]*$/, "events");
const places = JSON.parse(placesText) as (0 | string[])[];
const goals = JSON.parse(goalsText) as [kind: string, event: string, selector: string][];

/** Of this page view; ids of events begin with it. */
const view = Math.random().toString(36).slice(2) + Date.now().toString(36);
let begun = false;
let made = 0;
let waiting: Sent[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let acted = false;
let left = "";
/** Milliseconds that the page was visible, up to `visibleSince` (0: it is hidden). */
let visibleMs = 0;
let visibleSince = 0;
const here = places.flatMap((place, index) => (place ? [index] : []));
const found: number[] = [];
const seen = new Set<number>();
let seenSent = 0;

/** What the wire does not take is left out here: one odd call must not cost what is sent beside it. */
function track(name: string, detail?: Detail | null): void {
  const { id, value, currency, properties } = detail ?? {};
  if (
    typeof name !== "string" ||
    made >= MAX_EVENTS ||
    !/^[a-z][\w.:-]{0,63}$/i.test(name) ||
    name.startsWith("lahza.")
  )
    return;
  const plain = Object.entries(properties ?? {}).flatMap(([key, property]): [string, Property][] =>
    typeof property === "object" ? [] : [[key.slice(0, 64), property as Property]],
  );
  waiting.push({
    id: `${(id as Property) ?? `${view}.${made}`}`.slice(0, 100),
    name,
    at: Date.now(),
    value: Number.isFinite(value) ? (value as number) : undefined,
    currency:
      currency === null || /^[A-Z]{3}$/.test(`${currency as Property}`) ? (currency as null) : undefined,
    properties: Object.fromEntries(
      plain.map(([key, property]) => [key, typeof property === "string" ? property.slice(0, 500) : property]),
    ),
  });
  made++;
  later(LATER_MS);
}

function report(name: string, more: Record<string, Property>, which = ""): void {
  waiting.push({
    id: view + name + which,
    name: `lahza.${name}`,
    at: Date.now(),
    page: token,
    properties: more,
  });
}

function later(ms: number): void {
  // A page that is made ahead of its visit sends nothing.
  if (!begun) return;
  timer ??= setTimeout(() => {
    timer = undefined;
    send();
  }, ms);
}

/** Takes what was gathered; `leaving`: nobody will read the answer. */
function send(leaving = false): void {
  if (seen.size > seenSent) {
    seenSent = seen.size;
    report("seen", { places: [...seen].join() }, `${seenSent}`);
  }
  for (let at = 0; at < waiting.length; at += MAX_SENT) {
    const part = waiting.slice(at, at + MAX_SENT);
    const body = JSON.stringify({ sentAt: Date.now(), events: part });
    if (leaving && navigator.sendBeacon?.(address, body)) continue;
    fetch(address, { method: "POST", body, keepalive: true }).then(
      ({ status }) => {
        // Refused is refused; all else was taken, or is tried again.
        if (status < 429) waiting = waiting.filter((event) => !part.includes(event));
        else later(LATER_MS);
      },
      () => later(LATER_MS),
    );
  }
  // Sent on leaving, it is taken as it is: should the page come back, only what is new goes out.
  if (leaving) waiting = [];
}

function leave(): void {
  const shown = visibleMs + (visibleSince && performance.now() - visibleSince);
  const now = (shown >= SHOWN_MS ? "s" : "") + (acted ? "a" : "");
  if (now === left || !found.length) return;
  left = now;
  report("leave", { places: found.join(), visible: Math.round(shown), acted }, now);
}

/** Out of sight, for a while or for good. */
function hide(): void {
  leave();
  if (visibleSince) visibleMs += performance.now() - visibleSince;
  visibleSince = 0;
  send(true);
}

function visibility(): void {
  if (document.visibilityState === "visible") visibleSince ||= performance.now();
  else hide();
}

function all(selector: string): Element[] {
  try {
    return [...document.querySelectorAll(selector)];
  } catch {
    return [];
  }
}

/** Where an experiment acts on this page; its marks where it took its own place away. */
function placesOf(index: number, selectors: string[]): Element[] {
  if (!selectors.length) return [document.documentElement];
  const mark = marks.split(" ")[index];
  const met = [...selectors, `[data-lahza-place="${mark}"]`].flatMap(all);
  const comments = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
  while (comments.nextNode()) {
    const { currentNode: node } = comments;
    if (node.nodeValue === `lahza:${mark}`) {
      const stands = (node as Comment).nextElementSibling ?? node.parentElement;
      if (stands) met.push(stands);
    }
  }
  return met;
}

/** Calls back when one of the elements comes on screen, once. */
function onScreen(elements: Element[], run: () => void): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    run();
  });
  for (const element of elements) observer.observe(element);
}

function begin(): void {
  begun = true;
  for (const index of here) {
    const met = placesOf(index, places[index] as string[]);
    if (!met.length) continue;
    found.push(index);
    onScreen(met, () => {
      seen.add(index);
      later(LATER_MS);
    });
  }
  if (found.length) report("confirm", { places: found.join(), language: document.documentElement.lang });
  for (const [kind, event, selector] of goals)
    if (kind === "view") onScreen(all(selector), () => track(event));
  visibility();
  document.addEventListener("visibilitychange", visibility);
  // Safari hides some pages without telling; back from the cache, the time goes on.
  addEventListener("pagehide", hide);
  addEventListener("pageshow", visibility);
  later(FIRST_MS);
}

function act(event: Event): void {
  if (event.isTrusted) acted = true;
  const { type, target } = event;
  for (const [kind, name, selector] of goals) {
    try {
      if (kind === type && (target as Element).closest(selector)) track(name);
    } catch {
      // A selector that this browser does not know, or a target that is no element.
    }
  }
}

for (const type of ["click", "submit", "keydown"]) document.addEventListener(type, act, true);

// Calls that the shop made before we were here, kept by a stub of its own (docs/client.md).
const host = window as {
  lahza?: {
    q?: [string, Detail?][];
    track?: typeof track;
    cart?: string | undefined;
    met?: number[];
    report?: (name: string, more: Record<string, Property>) => void;
  };
};
const early = host.lahza?.q ?? [];
host.lahza = {
  track,
  cart,
  // For modules of ours.
  met: found,
  report(name, more) {
    report(name, more);
    later(FIRST_MS);
  },
};
if ((document as { prerendering?: boolean }).prerendering)
  document.addEventListener("prerenderingchange", begin, { once: true });
else begin();

// Behind the confirmation, which no odd call shall cost.
try {
  for (const call of early) track(...call);
} catch {
  // What was kept there is no list of calls.
}
