/**
 * What a look at the live page tells while an experiment is saved: selectors that match nothing there. One page, within
 * a bounded time; whatever goes wrong, nothing is told and the save is not touched. An experiment that names a page in
 * full is looked at there; for patterns, the shop's front page is asked for a link that fits one.
 */
import { compilePages, matchesPages } from "../assignment/pages.ts";
import type { Experiment } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import type { Origin } from "../edge/origin.ts";
import { mayRewrite } from "../rewrite/gate.ts";
import { decodeReferences } from "../rewrite/references.ts";
import { type Fetched, fetchPage, shopAddress, type ShopHosts } from "./fetch.ts";
import { pagesInFull } from "./page-names.ts";
import { countMatches, marker, runAlone, startTag } from "./place.ts";
import { PAGE_WORDS } from "./words.ts";

export interface LiveInput {
  readonly definition: Experiment;
  readonly origin: Origin;
  readonly shop: ShopHosts;
  /** For everything together. */
  readonly timeoutMs: number;
}

export async function liveWarnings(input: LiveInput): Promise<readonly FieldProblem[]> {
  const places = selectorsOf(input.definition);
  if (places.size === 0) return [];
  const seen = await somePage(input);
  if (seen === null) return [];
  const { page, pointer } = seen;
  const shown = page.url.pathname;
  const rewritable = mayRewrite(page, "GET");
  if (!rewritable.ok)
    return [
      { pointer, detail: `on the live page ${shown} nothing is changed: ${PAGE_WORDS[rewritable.reason]}` },
    ];
  const counts = countMatches([...places.keys()], page.bytes, rewritable.charset === "utf-8");
  return [...places].flatMap(([selector, pointers]) =>
    counts.get(selector) === 0
      ? pointers.map((place) => ({
          pointer: place,
          detail: `this matches nothing on the live page ${shown}, which was looked at just now: check tells more`,
        }))
      : [],
  );
}

/** Selectors with the pointers of the changes that use them. */
function selectorsOf({ variants }: Experiment): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  variants.forEach(({ changes }, variant) => {
    changes.forEach(({ selector }, index) => {
      const pointers = places.get(selector) ?? [];
      pointers.push(`/variants/${variant}/changes/${index}/selector`);
      places.set(selector, pointers);
    });
  });
  return places;
}

type Answered = Extract<Fetched, { ok: true }>;

interface Seen {
  readonly page: Answered;
  /** Of the pattern that it was looked at for. */
  readonly pointer: string;
}

async function somePage({ definition, origin, shop, timeoutMs }: LiveInput): Promise<Seen | null> {
  const untilMs = performance.now() + timeoutMs;
  const get = async (url: URL): Promise<Answered | null> => {
    const leftMs = untilMs - performance.now();
    const fetched = leftMs > 0 ? await fetchPage(url, origin, shop, leftMs) : null;
    return fetched?.ok === true ? fetched : null;
  };
  const pages = compilePages(definition.pages);
  const fits = (url: URL): boolean => matchesPages(pages, url.host, url.pathname);
  const [named] = pagesInFull(definition);
  if (named !== undefined) {
    const url = shopAddress(named, shop);
    if (typeof url === "string" || !fits(url)) return null;
    const page = await get(url);
    return page === null
      ? null
      : { page, pointer: `/pages/include/${definition.pages.include.indexOf(named)}` };
  }
  const front = await get(new URL("/", shop.base));
  if (front === null) return null;
  if (fits(front.url)) return { page: front, pointer: "/pages/include" };
  const link = linksOf(front, shop).find(fits);
  const page = link === undefined ? null : await get(link);
  // A link that leads elsewhere tells nothing of the experiment's pages.
  return page === null || !fits(page.url) ? null : { page, pointer: "/pages/include" };
}

const MAX_LINKS = 1_000;
/** Characters of a link's start tag that are looked through for its address. */
const MAX_TAG = 2_000;

/** Pages of the shop that this one links to, in its order. */
function linksOf({ bytes, url, headers, status }: Answered, shop: ShopHosts): URL[] {
  const rewritable = mayRewrite({ status, headers }, "GET");
  if (!rewritable.ok) return [];
  const utf8 = rewritable.charset === "utf-8";
  const decoder = new TextDecoder();
  const decode = (some: Uint8Array): string => decoder.decode(some);
  return runAlone({ bytes, utf8, change: marker("a[href]", "link") })
    .starts.slice(0, MAX_LINKS)
    .flatMap((start) => {
      const [, double, single, bare] =
        /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))/i.exec(startTag(bytes, start, decode, MAX_TAG)) ??
        [];
      const href = decodeReferences(double ?? single ?? bare ?? "", "attribute", false);
      const to = URL.canParse(href, url.href) ? shopAddress(new URL(href, url).href, shop) : "";
      return typeof to === "string" ? [] : [to];
    });
}
