/** Pages that no request can match. Pure. */
import { compileHost } from "../assignment/host.ts";
import type { Experiment } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import { covers, tokensOf } from "./globs.ts";

export interface PagesChecked {
  readonly errors: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
}

/** `prefix` is where Lahza's own addresses are. */
export function checkPages({ include, exclude, hosts }: Experiment["pages"], prefix: string): PagesChecked {
  const errors: FieldProblem[] = [];
  const warnings: FieldProblem[] = [];
  const patterns = { include, exclude };
  for (const [list, entries] of Object.entries(patterns)) {
    entries.forEach((pattern, index) => {
      const detail = patternProblem(pattern, prefix);
      if (detail !== null) errors.push({ pointer: `/pages/${list}/${index}`, detail });
    });
  }
  hosts.forEach((host, index) => {
    const detail = hostProblem(host);
    if (detail !== null) errors.push({ pointer: `/pages/hosts/${index}`, detail });
  });
  const excluded = exclude.map(tokensOf);
  const gone = include.map((pattern) => {
    const tokens = tokensOf(pattern);
    return excluded.some((outer) => covers(outer, tokens));
  });
  if (gone.length > 0 && gone.every(Boolean)) {
    const detail = "everything that is included is excluded again, so no page is left";
    errors.push({ pointer: "/pages/exclude", detail });
  } else {
    gone.forEach((isGone, index) => {
      const detail = "this pattern is excluded again as a whole";
      if (isGone) warnings.push({ pointer: `/pages/include/${index}`, detail });
    });
  }
  return { errors, warnings };
}

function patternProblem(pattern: string, prefix: string): string | null {
  if (pattern.includes("?"))
    return "no request matches this: pages are compared without their query (the part from ? on); an audience can ask for query.name";
  if (pattern.includes("#")) return "no request matches this: the part from # on never reaches a server";
  if (pattern !== pattern.trim() || hasControl(pattern))
    return "no request matches this: there is white space around the path, or a control character in it";
  if (pattern.includes("\\")) return "no request matches this: browsers send / where \\ is written";
  if (pattern.includes("//")) return "no page has // in its path; a host belongs into pages/hosts";
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(pattern))
    return "no request matches this: browsers resolve . and .. before they ask";
  if (pattern === prefix || pattern.startsWith(`${prefix}/`))
    return "these are Lahza's own addresses, which no experiment changes";
  return null;
}

function hasControl(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function hostProblem(host: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(host)) return "give the host alone, without https://";
  if (host.trim() === "" || /[\s/?#@\\]/.test(host))
    return "this is no host name: give one such as shop.example or *.shop.example";
  if (host.replace(/^\*\./, "").includes("*"))
    return "a * stands only at the beginning, for every host below: *.shop.example";
  const { name } = compileHost(host);
  const bare = name.replace(/^\./, "");
  const isHost =
    /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?::\d{1,5})?$/.test(
      bare,
    );
  const isAddress = /^\[[0-9a-f:.]+\](?::\d{1,5})?$/.test(bare);
  return isHost || isAddress ? null : "this is no host name: give one such as shop.example or *.shop.example";
}
