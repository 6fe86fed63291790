/**
 * What was done to pages, kept in this isolate: the same page for the same variants is not read a second time.
 *
 * Only for answers with a strong ETag. The key holds everything that the rewritten bytes depend on: the address, the
 * origin's tag and length, our digest (build, experiments, variants, rendered inputs, time) and what the page's
 * policies allow. Bounded; a tag that proves to stand for different pages is not trusted again.
 */
import type { PolicyOutcome } from "../rewrite/csp.ts";
import { lengthOf } from "../rewrite/gate.ts";
import type { Recipe } from "../rewrite/recipe.ts";
import type { Decision } from "./decide.ts";
import type { Planned } from "./page-plan.ts";

export interface KnownPage {
  readonly recipe: Recipe;
  /** What planning found; its decisions hold for whoever has the same variants. */
  readonly language: string | null;
  readonly shown: ReadonlySet<number>;
  readonly counters: Planned["counters"];
}

export interface Recipes {
  get(key: string): KnownPage | null;
  set(key: string, page: KnownPage): void;
  /** The origin's tags at this address are no strong tags after all. */
  distrust(address: string): void;
  isTrusted(address: string): boolean;
}

const MAX_PAGES = 400;
const MAX_DISTRUSTED = 1_000;

export function createRecipes(): Recipes {
  const pages = new Map<string, KnownPage>();
  const distrusted = new Set<string>();
  return {
    get(key) {
      const page = pages.get(key);
      if (page === undefined) return null;
      // The least recently used one goes first.
      pages.delete(key);
      pages.set(key, page);
      return page;
    },
    set(key, page) {
      pages.set(key, page);
      const [oldest] = pages.keys();
      if (pages.size > MAX_PAGES && oldest !== undefined) pages.delete(oldest);
    },
    distrust(address) {
      if (distrusted.size >= MAX_DISTRUSTED) distrusted.clear();
      distrusted.add(address);
    },
    isTrusted: (address) => distrusted.size === 0 || !distrusted.has(address),
  };
}

/** The key of this answer, and what is known of it. A page whose values a goal reads is read each time. */
export function knownPage(
  address: string,
  pageGoals: readonly unknown[],
  origin: Headers,
  digest: string,
  policy: PolicyOutcome,
  recipes: Recipes,
): { readonly key: string | null; readonly page: KnownPage | null } {
  const key =
    pageGoals.length === 0 && recipes.isTrusted(address) ? keyOf(address, origin, digest, policy) : null;
  return { key, page: key === null ? null : recipes.get(key) };
}

/** Null where nothing may be concluded from the tag: none, a weak one, or a page that carries a nonce. */
function keyOf(address: string, origin: Headers, digest: string, policy: PolicyOutcome): string | null {
  const etag = origin.get("etag");
  if (etag === null || !/^"[^"]+"$/.test(etag)) return null;
  if (policy.scriptNonce !== null || policy.styleNonce !== null) return null;
  const allowed = `${Number(policy.scriptAllowed)}${Number(policy.styleAllowed)}${Number(policy.useIntegrity)}`;
  return `${digest} ${allowed} ${lengthOf(origin) ?? "?"} ${etag} ${address}`;
}

/** What planning would find again. */
export function plannedBefore(page: KnownPage, decisions: readonly Decision[]): Planned {
  const shown = decisions.filter(({ prepared }) => page.shown.has(prepared.experiment.id));
  return { language: page.language, shown, counters: page.counters };
}
