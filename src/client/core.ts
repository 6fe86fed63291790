/**
 * What runs in the shopper's browser on a page that an experiment touches: says that the page arrived and was shown,
 * watches the places of its changes, clicks and submits that goals ask for, and gives the shop `lahza.track`.
 *
 * Its own tag tells it what to do: `data-lahza` the page's token, `data-places` selectors by experiment (0: the
 * experiment is not on this page), `data-marks` what a hidden place is marked with, `data-goals` kind, event and
 * selector, `data-cart` the cart's token for the shop's scripts. Keeps nothing in the browser, and leaves one global. Sends little and late: once after a second, the rest
 * when the page is hidden. What was not taken by then is sent again under the same ids.
 *
 * On a page that opens others without loading them `reapply` says when one ends, and brings the next one's data: each
 * is a view of its own.
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
const { cart, ...own } = tag?.dataset ?? {};
const address = (tag?.src ?? "").replace(/a\/[^/]*$/, "events");

interface View {
  token?: string;
  places?: (0 | string[])[];
  marks?: string;
  goals?: [kind: string, event: string, selector: string][];
  exposures?: unknown;
  pushed?: [string, string][];
}
let token: string;
let places: (0 | string[])[];
let marks: string;
let goals: [kind: string, event: string, selector: string][];

/** Of this page view; ids of events begin with it. */
let view: string;
let begun = false;
let made: number;
let waiting: Sent[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let acted: boolean;
let left: string;
/** Milliseconds that the page was visible, up to `visibleSince` (0: it is hidden). */
let visibleMs: number;
let visibleSince = 0;
const found: number[] = [];
let seen: Set<number>;
let seenSent: number;
let observers: IntersectionObserver[] = [];
/** From the click to the first byte of the page that was loaded, in ms; of one that was opened on it there is none. */
let wait: number | undefined;

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

/** Where an experiment acts on this page; its marks where it took its own place away, which no late place has. */
function placesOf(index: number, selectors: string[], late: boolean): Element[] {
  if (!selectors.length) return [document.documentElement];
  const mark = marks.split(" ")[index];
  const met = [...selectors, `[data-lahza-place="${mark}"]`].flatMap(all);
  const comments = document.createTreeWalker(
    late ? document.createElement("p") : document,
    NodeFilter.SHOW_COMMENT,
  );
  while (comments.nextNode()) {
    const { currentNode: node } = comments;
    if (node.nodeValue === `lahza:${mark}`) {
      const stands = (node as Comment).nextElementSibling ?? node.parentElement;
      if (stands) met.push(stands);
    }
  }
  // Taken out of sight by us, its place is what follows.
  return met.map((element) =>
    element.getAttribute("hidden") === "lahza"
      ? (element.nextElementSibling ?? element.parentElement ?? element)
      : element,
  );
}

/** Calls back when one of the elements comes on screen, once. */
function onScreen(elements: Element[], run: () => void): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    run();
  });
  for (const element of elements) observer.observe(element);
  observers.push(observer);
}

/** Looks for places that were not there before, `late`: on a page that stands already. */
function look(late = true): void {
  if (!begun) return;
  const met = places.flatMap((place, index) => {
    if (!place || found.includes(index)) return [];
    const elements = placesOf(index, place, late);
    if (!elements.length) return [];
    onScreen(elements, () => {
      seen.add(index);
      later(LATER_MS);
    });
    return [index];
  });
  if (!met.length) return;
  found.push(...met);
  report(
    "confirm",
    { places: met.join(), language: document.documentElement.lang, wait, ...(late && { late }) },
    late ? met.join() : "",
  );
  if (!late) return;
  later(FIRST_MS);
  host.lahza?.tell?.();
}

function watch(): void {
  look(false);
  for (const [kind, event, selector] of goals)
    if (kind === "view") onScreen(all(selector), () => track(event));
}

function become(next: View): void {
  ({ token = "", places = [], marks = "", goals = [] } = next);
  view = Math.random().toString(36).slice(2) + Date.now().toString(36);
  made = visibleMs = seenSent = 0;
  acted = false;
  left = "";
  seen = new Set();
  found.length = 0;
  for (const observer of observers) observer.disconnect();
  observers = [];
}

/** The view ends here; without `next` nothing is known of the one that follows. */
function renew(next: View = {}): void {
  if (token) {
    leave();
    send();
  }
  wait = undefined;
  become(next);
  visibleSince &&= performance.now();
  if (host.lahza) host.lahza.exposures = next.exposures ?? [];
  watch();
  if (!next.token) return;
  later(FIRST_MS);
  host.lahza?.listen?.(next.pushed ?? []);
  host.lahza?.tell?.();
}

function begin(): void {
  begun = true;
  const [loaded] = performance.getEntriesByType("navigation") as (PerformanceNavigationTiming & {
    activationStart?: number;
  })[];
  // A page that was made ahead of its visit had it before.
  if (loaded?.responseStart)
    wait = Math.max(0, Math.round(loaded.responseStart - (loaded.activationStart ?? 0)));
  watch();
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
    exposures?: unknown;
    report?: (name: string, more: Record<string, Property>, which?: string) => void;
    look?: () => void;
    renew?: (next?: View) => void;
    /** Of `analytics` and `data-layer`, where they are here. */
    tell?: () => void;
    listen?: (events: [string, string][]) => void;
  };
};
const early = host.lahza?.q ?? [];
host.lahza = {
  track,
  cart,
  // For modules of ours.
  met: found,
  report(name, more, which) {
    report(name, more, which);
    later(FIRST_MS);
  },
  look,
  renew,
};
become({
  token: own["lahza"] ?? "",
  places: JSON.parse(own["places"] ?? "[]"),
  marks: own["marks"] ?? "",
  goals: JSON.parse(own["goals"] ?? "[]"),
});
if ((document as { prerendering?: boolean }).prerendering)
  document.addEventListener("prerenderingchange", begin, { once: true });
else begin();

// Behind the confirmation, which no odd call shall cost.
try {
  for (const call of early) track(...call);
} catch {
  // What was kept there is no list of calls.
}
