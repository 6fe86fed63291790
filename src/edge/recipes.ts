/**
 * What was done to pages, kept in this isolate: the same page for the same variants is not read a second time.
 *
 * Without more than its tag only for answers with a strong one; others are compared (traces.ts). The key holds everything
 * that the rewritten bytes depend on: the address, the origin's tag and length, our digest (build, experiments,
 * variants, rendered inputs, time) and what the page's policies allow. Bounded; a tag that proves to stand for different
 * pages is not trusted again.
 */
import type { PolicyOutcome } from "../rewrite/csp.ts";
import type { Recipe } from "../rewrite/recipe.ts";
import type { Ending, RewriteOptions } from "../rewrite/rewrite.types.ts";
import type { Trace } from "../rewrite/trace.ts";
import type { Decision } from "./decide.ts";
import type { Planned } from "./page-plan.ts";
import { createTraces, type Traces } from "./traces.ts";

export interface KnownPage {
  readonly recipe: Recipe;
  /** What planning found; its decisions hold for whoever has the same variants. */
  readonly language: string | null;
  readonly shown: ReadonlySet<number>;
  readonly counters: Planned["counters"];
  /** The page itself, where its tag says nothing. */
  readonly trace: Trace | null;
}

export interface Recipes {
  get(key: string): KnownPage | null;
  set(key: string, page: KnownPage): void;
  /** The origin's tags at this address are no strong tags after all. */
  distrust(address: string): void;
  isTrusted(address: string): boolean;
  /** Pages whose tag says nothing. */
  readonly traces: Traces;
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
    traces: createTraces(),
  };
}

export interface Known {
  readonly page: KnownPage | null;
  /** For the rewriter. */
  readonly options: Pick<RewriteOptions, "recipe" | "known" | "trace">;
  /** Takes in what is known once the page has ended: `planned` of a page that was read. */
  readonly learn: (ending: Ending, planned: Planned) => void;
}

const UNKNOWN: Known = { page: null, options: {}, learn: () => undefined };

/** What is known of this answer, by the origin's headers. A page whose values a goal reads is read each time, and one that carries a nonce. */
export function knownPage(
  address: string,
  pageGoals: readonly unknown[],
  origin: { readonly headers: Headers; readonly length: number | null },
  digest: string,
  policy: PolicyOutcome,
  recipes: Recipes,
): Known {
  if (pageGoals.length > 0 || policy.scriptNonce !== null || policy.styleNonce !== null) return UNKNOWN;
  const allowed = `${Number(policy.scriptAllowed)}${Number(policy.styleAllowed)}${Number(policy.useIntegrity)}`;
  const inputs = `${digest} ${allowed}`;
  const { headers, length } = origin;
  const etag = headers.get("etag");
  if (etag !== null && /^"[^"]+"$/.test(etag) && recipes.isTrusted(address))
    return knownByTag(`${inputs} ${length ?? "?"} ${etag} ${address}`, address, recipes);
  const mayBeKept = !/\bno-store\b/i.test(headers.get("cache-control") ?? "");
  return mayBeKept ? knownByBytes(`${inputs} ${address}`, recipes.traces) : UNKNOWN;
}

function knownByTag(key: string, address: string, recipes: Recipes): Known {
  const page = recipes.get(key);
  return {
    page,
    options: { recipe: page?.recipe ?? null },
    learn({ outcome, recipe }, planned) {
      if (page === null && recipe !== null && outcome.failure === null)
        recipes.set(key, { recipe, ...kept(planned), trace: null });
      else if (page !== null && outcome.failure !== null) recipes.distrust(address);
    },
  };
}

function knownByBytes(key: string, traces: Traces): Known {
  const { page, trace: wanted } = traces.view(key);
  return {
    page,
    options: { known: page?.trace ?? null, trace: wanted },
    learn({ outcome, trace, read }, planned) {
      if (page !== null && (read || outcome.failure !== null)) traces.missed(key);
      else if (trace !== null) traces.keep(key, { recipe: trace.recipe, ...kept(planned), trace });
    },
  };
}

function kept({ language, shown, counters }: Planned): Pick<KnownPage, "language" | "shown" | "counters"> {
  return { language, shown: new Set(shown.map(({ prepared }) => prepared.experiment.id)), counters };
}

/** What planning would find again. */
export function plannedBefore(page: KnownPage, decisions: readonly Decision[]): Planned {
  const shown = decisions.filter(({ prepared }) => page.shown.has(prepared.experiment.id));
  return { language: page.language, shown, counters: page.counters };
}
