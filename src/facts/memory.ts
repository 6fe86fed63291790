/**
 * Facts that are kept in an isolate, and behind it in the data centre's Cache, each with the instant of its origin.
 * They belong to addresses, never to shoppers. Fails open: what cannot be had is not known.
 */
import type { PageFacts } from "./product.ts";

export interface Kept {
  readonly facts: PageFacts;
  /** When the page, or the endpoint, said so: ms since the epoch. */
  readonly atMs: number;
}

export interface FactMemory {
  read(key: string): Kept | null;
  /** From the data centre's Cache into memory; null when it is not there either. Never rejects. */
  load(key: string, nowMs: number): Promise<Kept | null>;
  /** Newer facts win. The promise settles when the Cache has them, and never rejects. */
  keep(key: string, kept: Kept): Promise<void>;
  /** Whether somebody should look again; true once in so many ms, so that one request does it. */
  claim(key: string, everyMs: number, nowMs: number): boolean;
}

const MAX_ENTRIES = 2_000;
const KEEP_SECONDS = 86_400;

/** `cache` null: memory alone. */
export function createFactMemory(cache: Pick<Cache, "match" | "put"> | null): FactMemory {
  const entries = new Map<string, Kept>();
  const claims = new Map<string, number>();
  // Never asked for over the network: keys of the Cache are addresses.
  const address = (key: string): string => `https://facts.lahza.invalid/${encodeURIComponent(key)}`;

  function remember(key: string, kept: Kept): boolean {
    const before = entries.get(key);
    if (before !== undefined && before.atMs >= kept.atMs) return false;
    entries.delete(key);
    if (entries.size >= MAX_ENTRIES) drop(entries);
    entries.set(key, kept);
    return true;
  }

  return {
    read: (key) => entries.get(key) ?? null,
    async load(key, nowMs) {
      try {
        const found = await (await cache?.match(address(key)))?.json<Kept>();
        if (found === undefined || typeof found.atMs !== "number" || found.atMs > nowMs) return null;
        remember(key, found);
        return entries.get(key) ?? null;
      } catch {
        return null;
      }
    },
    async keep(key, kept) {
      if (!remember(key, kept) || cache === null) return;
      const headers = {
        "cache-control": `public, max-age=${KEEP_SECONDS}`,
        "content-type": "application/json",
      };
      try {
        await cache.put(address(key), new Response(JSON.stringify(kept), { headers }));
      } catch {
        // Memory has it.
      }
    },
    claim(key, everyMs, nowMs) {
      if (nowMs - (claims.get(key) ?? -Infinity) < everyMs) return false;
      claims.delete(key);
      if (claims.size >= MAX_ENTRIES) drop(claims);
      claims.set(key, nowMs);
      return true;
    },
  };
}

/** The oldest. */
function drop(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
