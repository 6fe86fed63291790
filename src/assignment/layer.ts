/** Layers: experiments that take disjoint ranges of one layer never share a visitor. Pure. */
import { hash } from "./hash.ts";
import { inRange } from "./ranges.ts";

/** A layer's name and the part of it that an experiment takes, half-open. */
export type LayerShare = readonly [name: string, start: number, end: number];

/**
 * Whether the visitor falls into this part of the layer (GrowthBook's namespace).
 * Version 1, the default here for parity, leaves layers with similar names correlated; experiments of
 * ours use version 2.
 */
export function inLayer(value: string, [name, start, end]: LayerShare, version = 1): boolean {
  const n = hash(`__${name}`, value, version);
  return n !== null && inRange(n, [start, end]);
}
