/** The element library: one line a kind. No validator here; schemas are put together in schema.ts. */
import { countdown } from "./countdown.ts";
import type { ElementKind } from "./element.ts";
import { trustBadges } from "./trust-badges.ts";
import { valueProposition } from "./value-proposition.ts";

const KINDS = [valueProposition, trustBadges, countdown] as const;

/** Props have passed the kind's own schema before they reach a kind, so the list may forget their types. */
export const elementKinds = KINDS as unknown as readonly ElementKind<unknown>[];

const byName = new Map(elementKinds.map((kind) => [kind.kind, kind]));

export function elementKind(name: string): ElementKind<unknown> | null {
  return byName.get(name) ?? null;
}
