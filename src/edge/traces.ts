/**
 * Pages without a strong ETag, kept with their bytes in this isolate: whoever gets the same page again, byte for byte,
 * gets what was done to it without its being read. Nothing is concluded from an address or a tag; `rewrite/verified.ts`
 * compares what comes.
 *
 * Bounded in bytes, and not for pages that the shop marks `no-store`: their bytes may be somebody's own, and "do not
 * keep" is meant for us, too. A page is kept from its second view on, so that pages that are seen once cost nothing; one that
 * is another each time is kept ever more rarely.
 */
import type { KnownPage } from "./recipes.ts";

export interface TracedPage extends KnownPage {
  readonly trace: NonNullable<KnownPage["trace"]>;
}

export interface Traces {
  /** What is known under this key, and whether this view is to be written down. */
  view(key: string): { readonly page: TracedPage | null; readonly trace: boolean };
  keep(key: string, page: TracedPage): void;
  /** The page was another one. */
  missed(key: string): void;
}

export const MAX_BYTES = 8 * 1024 * 1024;
const MAX_KEYS = 1_000;
const MAX_PATIENCE = 1_024;
/** So many views that were the same page are worth another try at once. */
const WORTH_VIEWS = 8;
/** A view that writes the page down may be cut off; so many later another one does. Not each at the same time: each copies the page. */
const CUT_OFF_VIEWS = 16;
/** What V8 keeps a number in, inside an array. */
const NUMBER_BYTES = 8;

interface Entry {
  page: TracedPage | null;
  /** Views until the page is written down. */
  wait: number;
  /** What `wait` is set to when the page proves to be another one: grows each time, unless the page was of use. */
  patience: number;
  /** Views that asked for the page that is kept. */
  views: number;
}

export function createTraces(): Traces {
  const entries = new Map<string, Entry>();
  let bytes = 0;

  /** Moves the entry to the end: the least recently used one goes first. */
  function touch(key: string): Entry {
    const entry = entries.get(key) ?? { page: null, wait: 1, patience: 1, views: 0 };
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  }

  function drop(entry: Entry): void {
    bytes -= sizeOf(entry.page);
    entry.page = null;
  }

  function limit(): void {
    for (const [key, entry] of entries) {
      if (entries.size > MAX_KEYS) entries.delete(key);
      else if (bytes <= MAX_BYTES) return;
      drop(entry);
    }
  }

  return {
    view(key) {
      const entry = touch(key);
      limit();
      if (entry.page !== null) {
        entry.views += 1;
        return { page: entry.page, trace: false };
      }
      const trace = entry.wait === 0;
      entry.wait = trace ? CUT_OFF_VIEWS : entry.wait - 1;
      return { page: null, trace };
    },
    keep(key, page) {
      const entry = touch(key);
      drop(entry);
      entry.page = page;
      entry.views = 0;
      bytes += sizeOf(page);
      limit();
    },
    missed(key) {
      const entry = touch(key);
      drop(entry);
      if (entry.views > WORTH_VIEWS) entry.patience = 1;
      entry.wait = entry.patience;
      entry.patience = Math.min(entry.patience * 4, MAX_PATIENCE);
    },
  };
}

/** The page, and what stands beside it. */
function sizeOf(page: TracedPage | null): number {
  if (page === null) return 0;
  const { page: bytes, stairs, recipe } = page.trace;
  return (
    bytes.length +
    stairs.length * NUMBER_BYTES +
    recipe.steps.reduce((sum, { text }) => sum + text.length + 200, 1_000)
  );
}
