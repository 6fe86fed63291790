/** How much one visitor may send, kept in this isolate: a bucket that refills steadily. */
import { recent } from "../visitor/recent.ts";

export interface Limiter {
  /** Whether so much is there now; takes nothing. */
  allows(key: string, count: number, nowMs: number): Allowance;
  /** Takes `count`, or says how many seconds to wait until that much would be there. */
  take(key: string, count: number, nowMs: number): Allowance;
}

export type Allowance = { readonly ok: true } | { readonly ok: false; readonly retryAfterS: number };

const MAX_KEYS = 10_000;

export function createLimiter(perMinute: number): Limiter {
  const perMs = perMinute / 60_000;
  const buckets = recent<{ readonly left: number; readonly atMs: number }>(MAX_KEYS);
  const leftOf = (key: string, nowMs: number): number => {
    const bucket = buckets.get(key) ?? { left: perMinute, atMs: nowMs };
    return Math.min(perMinute, bucket.left + Math.max(0, nowMs - bucket.atMs) * perMs);
  };
  const allows: Limiter["allows"] = (key, count, nowMs) => {
    const left = leftOf(key, nowMs);
    if (left < count) return { ok: false, retryAfterS: Math.ceil((count - left) / perMs / 1000) };
    return { ok: true };
  };
  return {
    allows,
    take(key, count, nowMs) {
      const allowance = allows(key, count, nowMs);
      if (allowance.ok) buckets.set(key, { left: leftOf(key, nowMs) - count, atMs: nowMs });
      return allowance;
    },
  };
}
