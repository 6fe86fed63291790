/**
 * Tells the shop's own analytics which variant somebody was shown: each exposure once for each destination, and only
 * where that destination's consent is given and the browser does not ask to be left alone (Global Privacy Control).
 * No identifier of ours goes out. Its tag says what to do: `data-analytics` destinations with their event, consent
 * cookie and its values; `data-exposures` experiment, variant and phase, in the order of the core's places.
 *
 * What was told stands in `localStorage` (`lahza.told`: experiment, phase and destination), written only after telling,
 * so with consent. What was not told goes to Lahza with its reason, in the core's own request.
 */

type Destination = "ga4" | "segment" | "data_layer" | "event";
type Wanted = [destination: Destination, event: string, cookie: string | null, values: string[]];
type Exposure = [experiment: string, variant: string, phase: number];

const tag = (document.currentScript ??
  document.querySelector("script[data-analytics]")) as HTMLScriptElement | null;
const { analytics = "[]", exposures: exposuresText = "[]" } = tag?.dataset ?? {};
const wanted = JSON.parse(analytics) as Wanted[];
const own = JSON.parse(exposuresText) as Exposure[];

interface Page {
  lahza?: {
    /** Numbers of the exposures whose place was on the page. */
    met?: number[];
    /** Of a page that was opened without being loaded. */
    exposures?: Exposure[];
    tell?: () => void;
    report?: (name: string, more: Record<string, string>) => void;
  };
  dataLayer?: unknown[];
  gtag?: (...call: unknown[]) => void;
  analytics?: { track?: (name: string, properties: object) => void };
}
const page = window as unknown as Page;
const TOLD = "lahza.told";
/** A tag of the shop's that has not come by then was not let in, or is not there. */
const WAIT_MS = 4_000;

function told(): string[] {
  try {
    return JSON.parse(localStorage.getItem(TOLD) ?? "[]") as string[];
  } catch {
    return [];
  }
}

function remember(mark: string): void {
  try {
    // The latest: nobody is in hundreds of experiments.
    localStorage.setItem(TOLD, JSON.stringify([...told(), mark].slice(-200)));
  } catch {
    // Without storage it is told once a page.
  }
}

function isAllowed([destination, , cookie, values]: Wanted): string {
  const asksNot = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  if (asksNot && destination !== "event") return "gpc";
  if (cookie === null) return "";
  const given = document.cookie
    .split("; ")
    .filter((pair) => pair.startsWith(`${cookie}=`))
    .map((pair) => pair.slice(cookie.length + 1));
  return given.some((value) => !values.length || values.includes(value) || values.includes(decoded(value)))
    ? ""
    : "no-consent";
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Whether the destination was there to be told. */
function tell([destination, event]: Wanted, [experiment, variant]: Exposure): boolean {
  const ids = { experiment_id: experiment, variation_id: variant };
  const google =
    event === "experiment_viewed" ? ids : { exp_variant_string: `LAHZA-${experiment}-${variant}` };
  if (destination === "event") {
    document.dispatchEvent(new CustomEvent("lahza:exposure", { detail: { experiment, variant } }));
    return true;
  }
  if (destination === "segment") {
    const { analytics: segment } = page;
    if (!segment?.track) return false;
    segment.track("Experiment Viewed", { ...ids, experiment_name: experiment, variation_name: variant });
    return true;
  }
  if (destination === "ga4" && page.gtag) {
    page.gtag("event", event, google);
    return true;
  }
  if (!page.dataLayer) return false;
  // To gtag.js a call is an `arguments` object; to Tag Manager an event is a plain one.
  if (destination === "ga4") push("event", event, google);
  else page.dataLayer.push({ event, ...google });
  return true;
}

/** As `gtag` itself does it. */
const push: (...call: unknown[]) => void = function () {
  // oxlint-disable-next-line prefer-rest-params -- an array would not be heard
  page.dataLayer?.push(arguments);
};

let dropped = new Set<string>();
let exposures = own;

function drop(destination: string, reason: string): void {
  dropped.add(`${destination}:${reason}`);
}

function run(isLast: boolean): void {
  let waits = false;
  const current = page.lahza?.exposures ?? own;
  // Once a page view.
  if (current !== exposures) dropped = new Set();
  exposures = current;
  const before = dropped.size;
  for (const index of page.lahza?.met ?? []) {
    const exposure = exposures[index];
    if (!exposure) continue;
    for (const one of wanted) {
      const mark = `${exposure[0]}.${exposure[2]}.${one[0]}`;
      if (told().includes(mark)) continue;
      const refusal = isAllowed(one);
      let reason = refusal;
      try {
        if (!refusal && tell(one, exposure)) {
          remember(mark);
          continue;
        }
        reason ||= "not-there";
      } catch {
        reason = "failed";
      }
      if (isLast || reason !== "not-there") drop(one[0], reason);
      else waits = true;
    }
  }
  if (waits) setTimeout(() => run(true), WAIT_MS);
  else if (dropped.size > before) page.lahza?.report?.("dropped", { drops: [...dropped].join() });
}

if (page.lahza) page.lahza.tell = () => run(false);
// After the core, which looks for the places when the page is shown.
if ((document as { prerendering?: boolean }).prerendering)
  document.addEventListener("prerenderingchange", () => run(false), { once: true });
else run(false);
