/**
 * Paths on which the rewriter failed inside a page are passed through for some minutes, so that one bad page
 * is not a bad page for everybody. In this isolate's memory only; bounded.
 */
const OPEN_MS = 5 * 60_000;
const MAX_PATHS = 1_000;

const openUntilMs = new Map<string, number>();

export function breakCircuit(path: string, nowMs: number): void {
  if (openUntilMs.size >= MAX_PATHS) openUntilMs.clear();
  openUntilMs.set(path, nowMs + OPEN_MS);
}

export function circuitIsOpen(path: string, nowMs: number): boolean {
  if (openUntilMs.size === 0) return false;
  const until = openUntilMs.get(path);
  if (until === undefined) return false;
  if (nowMs < until) return true;
  openUntilMs.delete(path);
  return false;
}
