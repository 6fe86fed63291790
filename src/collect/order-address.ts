/** An order's number in an address: a named segment of its path, or a parameter of its query. Pure. */
import { globMatches, compileGlob } from "../assignment/glob.ts";
import { normalisePath } from "../assignment/index.ts";
import { orderIdOf } from "./record.ts";

/**
 * What stands in `path` where `pattern` has `:name`; null where it does not match. Segments are counted from the
 * start, or, where a `*` comes before the name, from the end.
 */
export function segmentOf(pattern: string, name: string, path: string): string | null {
  const normal = normalisePath(path);
  if (!globMatches(compileGlob(pattern), normal)) return null;
  const wanted = pattern.replace(/\/$/, "").split("/");
  const given = normal.split("/");
  const at = wanted.indexOf(`:${name}`);
  if (at < 0) return null;
  const fromStart = !wanted.slice(0, at).some((segment) => segment.includes("*"));
  return given[fromStart ? at : given.length - (wanted.length - at)] ?? null;
}

/** Whether `segmentOf` could tell which segment is meant. */
export function hasSegment(pattern: string, name: string): boolean {
  const segments = pattern.split("/");
  const at = segments.indexOf(`:${name}`);
  const starred = segments.map((segment) => segment.includes("*"));
  return at >= 0 && !(starred.slice(0, at).includes(true) && starred.slice(at).includes(true));
}

export function orderInQuery(query: URLSearchParams, name: string): string | null {
  return orderIdOf(query.get(name) ?? "");
}

export function orderInPath(pattern: string, name: string, path: string): string | null {
  return orderIdOf(segmentOf(pattern, name, path) ?? "");
}
