/** What an experiment and those that run beside it do to each other. Pure. */
import { compileHost, hostMatches } from "../assignment/host.ts";
import { compilePages, matchesPages } from "../assignment/pages.ts";
import type { Experiment } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import { overlap, tokensOf, type Tokens } from "./globs.ts";

/** Another experiment that runs. */
export interface Neighbour {
  readonly key: string;
  readonly definition: Experiment;
}

type Layered = Pick<Experiment, "layer" | "unit">;

/** Overlapping ranges of one layer: visitors would be in both, which is what the layer is there to prevent. */
export function layerProblems({ layer, unit }: Layered, others: readonly Neighbour[]): FieldProblem[] {
  if (layer === null) return [];
  return others.flatMap(({ key, definition }) => {
    const other = definition.layer;
    if (other === null || other.name !== layer.name) return [];
    if (definition.unit !== unit) {
      const detail = `${key} runs in this layer and splits by ${definition.unit}, so both would share people: use another layer`;
      return [{ pointer: "/unit", detail }];
    }
    if (other.hashVersion !== layer.hashVersion) {
      const detail = `${key} runs in this layer with hashVersion ${other.hashVersion}: ranges of one layer need the same`;
      return [{ pointer: "/layer/hashVersion", detail }];
    }
    const [start, end] = layer.range;
    if (start >= other.range[1] || other.range[0] >= end) return [];
    const detail = `${key} runs in ${other.range[0]} to ${other.range[1]} of the layer ${layer.name}, and ranges must not overlap`;
    return [{ pointer: "/layer/range", detail }];
  });
}

/** Steps of comparing patterns, for all neighbours together; beyond it overlap is taken for granted. */
const BUDGET = 4_000_000;

/** Changes of the same place that both can meet on one page, unless a layer keeps their visitors apart. */
export function sharedPlaces(
  experiment: Pick<Experiment, "variants" | "pages" | "layer" | "unit">,
  others: readonly Neighbour[],
): FieldProblem[] {
  const places = new Map<string, string>();
  experiment.variants.forEach(({ changes }, variant) => {
    changes.forEach((change, index) => {
      const place = normalised(change.selector);
      if (!places.has(place)) places.set(place, `/variants/${variant}/changes/${index}/selector`);
    });
  });
  const budget = { left: BUDGET };
  const own = experiment.pages.include.map(tokensOf);
  return others.flatMap(({ key, definition }) => {
    if (areApart(experiment, definition)) return [];
    const shared = new Set(
      definition.variants.flatMap(({ changes }) => changes.map((change) => normalised(change.selector))),
    );
    const pointers = [...places].flatMap(([place, pointer]) => (shared.has(place) ? [pointer] : []));
    if (pointers.length === 0 || !pagesMeet(experiment.pages, own, definition.pages, budget)) return [];
    const detail = `${key} runs on some of the same pages and changes this place too: put both into one layer with ranges apart, or shoppers meet both at once`;
    return pointers.map((pointer) => ({ pointer, detail }));
  });
}

/** Redirects that lead to a page from where another experiment redirects back. */
export function redirectLoops(
  { variants, pages }: Pick<Experiment, "variants" | "pages">,
  others: readonly Neighbour[],
): FieldProblem[] {
  const own = compilePages({ ...pages, hosts: [] });
  return variants.flatMap(({ redirect }, index) => {
    if (redirect === null) return [];
    const back = others.find(
      ({ definition }) =>
        matchesPages(compilePages({ ...definition.pages, hosts: [] }), "", pathOf(redirect)) &&
        definition.variants.some(
          (variant) => variant.redirect !== null && matchesPages(own, "", pathOf(variant.redirect)),
        ),
    );
    if (back === undefined) return [];
    const detail = `from there ${back.key} redirects back to a page of this experiment, in a loop`;
    return [{ pointer: `/variants/${index}/redirect`, detail }];
  });
}

function pathOf(address: string): string {
  return address.replace(/[?#].*$/s, "");
}

function normalised(selector: string): string {
  return selector.trim().replaceAll(/\s+/g, " ");
}

function areApart(one: Layered, other: Layered): boolean {
  const [a, b] = [one.layer, other.layer];
  if (
    a === null ||
    b === null ||
    a.name !== b.name ||
    a.hashVersion !== b.hashVersion ||
    one.unit !== other.unit
  )
    return false;
  return a.range[0] >= b.range[1] || b.range[0] >= a.range[1];
}

function pagesMeet(
  pages: Experiment["pages"],
  own: readonly Tokens[],
  other: Experiment["pages"],
  budget: { left: number },
): boolean {
  if (!hostsMeet(pages.hosts, other.hosts)) return false;
  return other.include.some((pattern) => {
    const tokens = tokensOf(pattern);
    return own.some((mine) => {
      budget.left -= (mine.length + 1) * (tokens.length + 1);
      return budget.left < 0 || overlap(mine, tokens);
    });
  });
}

function hostsMeet(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return true;
  const [a, b] = [one.map(compileHost), other.map(compileHost)];
  return a.some((x) =>
    b.some((y) => {
      if (x.below && y.below) return x.name.endsWith(y.name) || y.name.endsWith(x.name);
      if (x.below) return hostMatches(x, y.name);
      if (y.below) return hostMatches(y, x.name);
      return hostMatches(x, y.name) || hostMatches(y, x.name);
    }),
  );
}
