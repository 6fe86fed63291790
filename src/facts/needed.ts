/** Which facts an element's parts ask for, by name. Pure. */
import { type ElementPart, partsWithin } from "../elements/live/types.ts";

export function factsNeeded(parts: readonly ElementPart[], into: Set<string>): void {
  for (const part of parts) {
    if (typeof part === "string") continue;
    if (!("live" in part)) {
      if (isPageFact(part.from)) into.add(part.from);
      continue;
    }
    if (part.live === "when") for (const { from } of part.requires ?? []) into.add(from);
    if (part.live === "fact" || part.live === "plural" || part.live === "tenths") into.add(part.from);
    factsNeeded(partsWithin(part), into);
  }
}

export function isPageFact(name: string): boolean {
  return name.startsWith("product.") || name.startsWith("page.");
}

const ENDPOINT = /^endpoint (\/[^#]*)#(\/.*)$/;

/** The path and the JSON pointer in such a name; null: another fact. */
export function endpointOf(name: string): { readonly path: string; readonly pointer: string } | null {
  const [, path, pointer] = ENDPOINT.exec(name) ?? [];
  return path === undefined || pointer === undefined ? null : { path, pointer };
}
