/** What one change does at the first place that it meets: the bytes there before and after. Pure. */
import { type PlannedChange, rewriteBytes } from "../rewrite/index.ts";

export interface PlaceView {
  readonly before: string;
  /** Null: the change is not made there. */
  readonly after: string | null;
}

/** Characters of a snippet; what is longer loses its middle. */
const MAX_SNIPPET = 600;
const MAX_START_TAG = 200;

export interface Single {
  readonly bytes: Uint8Array;
  readonly change: PlannedChange;
  readonly utf8: boolean;
  readonly decode: (bytes: Uint8Array) => string;
}

export interface SingleRun {
  /** Offsets of the start tags of all elements that the selector means, in the page's order. */
  readonly starts: readonly number[];
  readonly made: ReadonlySet<number>;
  readonly output: Uint8Array;
}

/** How many elements each selector means, read in one pass. */
export function countMatches(
  selectors: readonly string[],
  bytes: Uint8Array,
  utf8: boolean,
): ReadonlyMap<string, number> {
  const changes = selectors.map((selector) => marker(selector, selector));
  const { decisions } = rewriteBytes([bytes], {
    utf8,
    plan: () => ({ changes, watch: [], reads: [], headTags: null, policy: null }),
  });
  return new Map(
    selectors.map((selector, number) => {
      const met = decisions.filter(({ change, start }) => change === number && start >= 0);
      return [selector, new Set(met.map(({ start }) => start)).size];
    }),
  );
}

/** A change that can be made anywhere, to count what a selector matches. */
export function marker(selector: string, label: string): PlannedChange {
  return { selector, action: "add_class", name: "lahza-check", content: "", label, experiment: 0 };
}

/** The change alone on the page. */
export function runAlone({ bytes, change, utf8 }: Omit<Single, "decode">): SingleRun {
  const { bytes: output, decisions } = rewriteBytes([bytes], {
    utf8,
    plan: () => ({ changes: [change], watch: [], reads: [], headTags: null, policy: null }),
  });
  const met = decisions.filter(({ start }) => start >= 0);
  return {
    starts: [...new Set(met.map(({ start }) => start))].sort((a, b) => a - b),
    made: new Set(met.filter(({ reason }) => reason === null).map(({ start }) => start)),
    output,
  };
}

/** The place at `first`, the first that the change is about, when it is made there. */
export function viewPlace(single: Single, first: number): PlaceView {
  const { bytes, decode } = single;
  const whole = runAlone(single);
  const second = whole.starts.find((start) => start > first);
  // The page up to the second place holds one change only, so that what differs is the first.
  const cut = second === undefined ? bytes : bytes.subarray(0, second);
  const alone = second === undefined ? whole : runAlone({ ...single, bytes: cut });
  if (alone.made.size !== 1 || !alone.made.has(first))
    return { before: placeOf(bytes, first, decode), after: placeOf(whole.output, first, decode) };
  const { output } = alone;
  let end = Math.max(cut.length - sharedEnd(cut, output, first), endOfTag(bytes, first));
  // Both may end alike inside a tag: it is shown to its end.
  if (cut.lastIndexOf(LESS, end - 1) > cut.lastIndexOf(GREATER, end - 1))
    end = cut.indexOf(GREATER, end) + 1 || end;
  return {
    before: shortened(decode(cut.subarray(first, end))),
    after: shortened(decode(output.subarray(first, output.length - (cut.length - end)))),
  };
}

/** What begins at this offset, cut off. */
export function placeOf(bytes: Uint8Array, start: number, decode: (bytes: Uint8Array) => string): string {
  return `${decode(bytes.subarray(start, start + MAX_SNIPPET / 2))}…`;
}

/** `<a class="x" href=…>` at this offset. */
export function startTag(
  bytes: Uint8Array,
  start: number,
  decode: (bytes: Uint8Array) => string,
  most = MAX_START_TAG,
): string {
  const text = decode(bytes.subarray(start, Math.min(endOfTag(bytes, start), start + 4 * most)));
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const LESS = 0x3c;
const GREATER = 0x3e;

function endOfTag(bytes: Uint8Array, start: number): number {
  let quote = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (quote !== 0) {
      if (byte === quote) quote = 0;
    } else if (byte === GREATER) return at + 1;
    else if (byte === QUOTE || byte === APOSTROPHE) quote = byte;
  }
  return bytes.length;
}

/** Bytes that both end with, behind the first `from`. */
function sharedEnd(a: Uint8Array, b: Uint8Array, from: number): number {
  const most = Math.min(a.length, b.length) - from;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

function shortened(text: string): string {
  if (text.length <= MAX_SNIPPET) return text;
  const half = MAX_SNIPPET / 2;
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}
