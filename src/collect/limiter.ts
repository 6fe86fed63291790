/** How much one visitor may send, kept in this isolate: a bucket that refills steadily. */
import { recent } from "../visitor/recent.ts";

export interface Limiter {
  /** Takes `count`, or says how many seconds to wait until that much would be there. */
  take(
    key: string,
    count: number,
    nowMs: number,
  ): { readonly ok: true } | { readonly ok: false; readonly retryAfterS: number };
}

const MAX_KEYS = 10_000;

export function createLimiter(perMinute: number): Limiter {
  const perMs = perMinute / 60_000;
  const buckets = recent<{ readonly left: number; readonly atMs: number }>(MAX_KEYS);
  return {
    take(key, count, nowMs) {
      const bucket = buckets.get(key) ?? { left: perMinute, atMs: nowMs };
      const left = Math.min(perMinute, bucket.left + Math.max(0, nowMs - bucket.atMs) * perMs);
      if (left < count) return { ok: false, retryAfterS: Math.ceil((count - left) / perMs / 1000) };
      buckets.set(key, { left: left - count, atMs: nowMs });
      return { ok: true };
    },
  };
}
