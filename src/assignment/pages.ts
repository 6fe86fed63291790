/**
 * On which pages an experiment acts: path patterns and hosts. Pure; never throws.
 *
 * `*` is any run of characters (also none, also across `/`), `:name` as a whole segment is one segment that
 * is not empty. Paths are compared percent-decoded (upper- or lower-case hex), in NFC, with the Arabic yeh
 * and kaf folded to the Persian ones, without a trailing slash, case-sensitively.
 */
import { compileGlob, type Glob, globMatches } from "./glob.ts";
import { compileHost, hostMatches, type HostPattern } from "./host.ts";
import { normalisePath } from "./path.ts";

export interface Pages {
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  /** Host names, `*.shop.example` for every host below; none: every host. A port counts where given. */
  readonly hosts?: readonly string[];
}

export interface CompiledPages {
  readonly include: readonly Glob[];
  readonly exclude: readonly Glob[];
  readonly hosts: readonly HostPattern[];
}

export function compilePages(pages: Pages): CompiledPages {
  return {
    include: pages.include.map(compileGlob),
    exclude: (pages.exclude ?? []).map(compileGlob),
    hosts: (pages.hosts ?? []).map(compileHost),
  };
}

/** `host` may carry a port; `path` is as in the request, still percent-encoded, without a query. */
export function matchesPages(pages: CompiledPages, host: string, path: string): boolean {
  const normal = normalisePath(path);
  return pages.include.some((glob) => globMatches(glob, normal)) && isAllowed(pages, host, normal);
}

/** What is left to ask when one of `include` is known to match. */
function isAllowed(pages: CompiledPages, host: string, normalPath: string): boolean {
  if (pages.hosts.length > 0 && !pages.hosts.some((pattern) => hostMatches(pattern, host))) return false;
  return !pages.exclude.some((glob) => globMatches(glob, normalPath));
}

export interface PageIndex {
  /** Indices into the list, ascending. `host` may carry a port; `path` is as in the request. */
  find(host: string, path: string): number[];
}

interface Entry {
  readonly index: number;
  readonly glob: Glob;
}

/** Things by a literal text, with the lengths in use in ascending order. */
interface ByText<T> {
  readonly lengths: number[];
  readonly byText: Map<string, T>;
}

/**
 * From a path to the experiments whose pages match it, at a cost that follows those that match, not those
 * that exist.
 *
 * A pattern without wildcards is looked up by the whole path. Any other is looked up by the literal text
 * before its first and behind its last wildcard: one look-up for each length of prefix in use, and below a
 * prefix that fits, one for each length of suffix. Only the patterns found there are compared in full.
 */
export function pageIndex(list: readonly Pages[]): PageIndex {
  const pages: readonly CompiledPages[] = list.map(compilePages);
  const exact = new Map<string, number[]>();
  const wild: ByText<ByText<Entry[]>> = { lengths: [], byText: new Map() };
  pages.forEach(({ include }, index) => {
    for (const glob of include) {
      const { prefix, suffix } = endsOf(glob);
      if (suffix === null) {
        entryOf(exact, prefix, () => []).push(index);
      } else {
        const below = textOf(wild, prefix, () => ({ lengths: [], byText: new Map<string, Entry[]>() }));
        textOf(below, suffix, () => []).push({ index, glob });
      }
    }
  });

  return {
    find(host, path) {
      const normal = normalisePath(path);
      const found: number[] = [];
      const add = (index: number): void => {
        const candidate = pages[index];
        if (candidate !== undefined && !found.includes(index) && isAllowed(candidate, host, normal))
          found.push(index);
      };
      for (const index of exact.get(normal) ?? NONE) add(index);
      for (const prefixLength of wild.lengths) {
        if (prefixLength > normal.length) break;
        const below = wild.byText.get(normal.slice(0, prefixLength));
        if (below === undefined) continue;
        for (const suffixLength of below.lengths) {
          if (prefixLength + suffixLength > normal.length) break;
          const entries = below.byText.get(normal.slice(normal.length - suffixLength));
          if (entries === undefined) continue;
          for (const { index, glob } of entries) {
            if (globMatches(glob, normal)) add(index);
          }
        }
      }
      return found.sort((a, b) => a - b);
    },
  };
}

const NONE: readonly number[] = [];

/** The literal ends of a pattern; `suffix` null: the pattern is all literal. */
function endsOf({ pieces }: Glob): { prefix: string; suffix: string | null } {
  const first = pieces[0];
  const last = pieces[pieces.length - 1];
  if (first === undefined || last === undefined) return { prefix: "", suffix: "" };
  const literal = pieces.length === 1 && first.length === 1;
  return { prefix: first[0], suffix: literal ? null : (last[last.length - 1] ?? "") };
}

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  let entry = map.get(key);
  if (entry === undefined) {
    entry = make();
    map.set(key, entry);
  }
  return entry;
}

function textOf<T>(holder: ByText<T>, text: string, make: () => T): T {
  if (!holder.lengths.includes(text.length)) {
    holder.lengths.push(text.length);
    holder.lengths.sort((a, b) => a - b);
  }
  return entryOf(holder.byText, text, make);
}
