/**
 * Ticks the countdowns of this page and removes each at its end. Knows nothing but what the element carries:
 * its end (`data-end`), the stretch of server time in which it was rendered (`data-from`, `data-until`), its zero digit and
 * the forms of its words. Leaves no globals; run twice, the second run finds nothing to do.
 */

interface Ticking {
  readonly root: HTMLElement;
  readonly endMs: number;
  /** Added to this browser's clock. */
  readonly correctionMs: number;
}

const LATENCY_MS = 15_000;
const ticking: Ticking[] = [];
const rules = new Map<string, Intl.PluralRules>();
let timer: ReturnType<typeof setTimeout> | undefined;

for (const root of document.querySelectorAll<HTMLElement>("[data-lahza=countdown]:not(.lz-live)")) {
  const endMs = Number(root.dataset["end"] ?? "");
  if (Number.isNaN(endMs)) continue;
  ticking.push({
    root,
    endMs,
    correctionMs: correction(Number(root.dataset["from"]), Number(root.dataset["until"])),
  });
  root.classList.add("lz-live");
}

if (ticking.length > 0) {
  // Out of the back/forward cache, out of a sleeping tab: count from the clock again, at once.
  addEventListener("pageshow", tick);
  document.addEventListener("visibilitychange", tick);
  tick();
}

/**
 * How wrong this browser's clock is, as far as one can tell. The page was rendered between `from` and `until`.
 * A clock before `from` is wrong for certain. One after `until` is wrong only if the page has just come from
 * the server; out of a cache the page is simply older. Otherwise the clock is taken at its word.
 */
function correction(fromMs: number, untilMs: number): number {
  const [load] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const arrivedMs = performance.timeOrigin + (load?.responseStart ?? 0);
  if (arrivedMs < fromMs - 1000) return untilMs - arrivedMs;
  const fresh = load !== undefined && load.transferSize > 0 && load.type !== "back_forward";
  return fresh && arrivedMs > untilMs + LATENCY_MS ? untilMs - arrivedMs : 0;
}

function tick(): void {
  clearTimeout(timer);
  let nextMs = 1000;
  for (const item of ticking.slice()) {
    const leftMs = item.endMs - Date.now() - item.correctionMs;
    if (leftMs <= 0 || !item.root.isConnected) {
      item.root.remove();
      ticking.splice(ticking.indexOf(item), 1);
      continue;
    }
    show(item.root, Math.floor(leftMs / 1000));
    nextMs = Math.min(nextMs, (leftMs % 1000) + 5);
  }
  if (ticking.length > 0) timer = setTimeout(tick, nextMs);
}

function show(root: HTMLElement, seconds: number): void {
  let rest = seconds;
  for (const cell of root.querySelectorAll<HTMLElement>("[data-unit]")) {
    const size = Number(cell.dataset["unit"]);
    const count = Math.floor(rest / size);
    rest -= count * size;
    write(cell.firstElementChild, digits(String(count).padStart(size < 86_400 ? 2 : 1, "0"), root));
    write(cell.lastElementChild, word(cell.dataset["forms"] ?? "", count, root.lang));
  }
}

/** Only what changed, so that nothing is laid out anew for a minute that stayed. */
function write(element: Element | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}

function digits(text: string, root: HTMLElement): string {
  const zero = Number(root.dataset["zero"]);
  return text.replace(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)));
}

function word(forms: string, count: number, language: string): string {
  const byCategory = new Map(forms.split(";").map((form) => form.split(":") as [string, string]));
  let rule = rules.get(language);
  if (rule === undefined) rules.set(language, (rule = new Intl.PluralRules(language)));
  return byCategory.get(rule.select(count)) ?? byCategory.get("other") ?? "";
}
