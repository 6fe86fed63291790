/** The ruleset for this request: from memory, refreshed behind the answer; a cold isolate waits a bounded time. */
import type { RequestKind } from "../rewrite/gate.ts";
import type { Edge } from "./edge.ts";
import type { PreparedRuleset } from "./prepare.ts";

/** How long a page may wait for the first ruleset of an isolate; then the shop's page goes out. */
const COLD_WAIT_MS = 250;

export async function rulesetFor(kind: RequestKind, edge: Edge): Promise<PreparedRuleset | null> {
  if (edge.config.problems.length > 0) return null;
  const current = edge.rulesets.current(edge.nowMs);
  if (current.state === "cold") {
    const load = current.load(COLD_WAIT_MS);
    edge.waitUntil(load.settled);
    // Pictures and scripts never wait; a write that a goal may watch is worth the wait as a page is.
    return await load.ruleset;
  }
  if (current.state === "stale" && current.refresh !== null && kind !== "other")
    edge.waitUntil(current.refresh());
  return current.ruleset;
}
