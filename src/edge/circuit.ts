/**
 * Paths on which the rewriter failed inside a page are passed through for some minutes, so that one bad page
 * is not a bad page for everybody. In one isolate's memory; bounded.
 */
export interface Circuit {
  /** Passes the path through from now on. */
  trip(path: string, nowMs: number): void;
  isOpen(path: string, nowMs: number): boolean;
}

const OPEN_MS = 5 * 60_000;
const MAX_PATHS = 1_000;

export function createCircuit(): Circuit {
  const openUntilMs = new Map<string, number>();
  return {
    trip(path, nowMs) {
      if (openUntilMs.size >= MAX_PATHS) openUntilMs.clear();
      openUntilMs.set(path, nowMs + OPEN_MS);
    },
    isOpen(path, nowMs) {
      if (openUntilMs.size === 0) return false;
      const until = openUntilMs.get(path);
      if (until === undefined) return false;
      if (nowMs < until) return true;
      openUntilMs.delete(path);
      return false;
    },
  };
}
