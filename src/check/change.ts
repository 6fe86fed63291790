/** One change against one page. Pure. */
import type { Change } from "../domain/change.schema.ts";
import type { PlannedChange, SkipReason } from "../rewrite/index.ts";
import { type Framework, ownedWords } from "./framework.ts";
import type { VariantRun } from "./page.ts";
import { marker, placeOf, type PlaceView, runAlone, startTag, viewPlace } from "./place.ts";
import { SKIP_WORDS } from "./words.ts";

export interface ChangeReport {
  readonly selector: string;
  readonly action: Change["action"];
  /** Elements of the page that the selector means. */
  readonly matches: number;
  /** Elements at which the change is made. */
  readonly made: number;
  /** Made wherever the selector matches, and it matches somewhere. */
  readonly ok: boolean;
  /** Start tags of the first elements. */
  readonly places: readonly string[];
  /** The first place, before and after. */
  readonly first: PlaceView | null;
  readonly skipped: readonly {
    readonly reason: SkipReason;
    readonly count: number;
    readonly words: string;
  }[];
  readonly warnings: readonly string[];
  /** What builds the page again in the browser; null: nothing that is known. */
  readonly framework: {
    readonly name: string;
    /** Of the matches, those that stand within what it builds. */
    readonly owned: number;
    readonly words: string;
  } | null;
}

/** Places that are shown by their start tags. */
const MAX_PLACES = 5;

export interface CheckedPage {
  readonly bytes: Uint8Array;
  readonly utf8: boolean;
  readonly decode: (bytes: Uint8Array) => string;
  /** Bytes that may still be read again to show places. */
  readonly budget: { left: number };
  readonly framework: OwnedPlaces | null;
}

/** What a framework builds again, and how the experiment meets it. */
export interface OwnedPlaces {
  readonly framework: Framework;
  readonly hydrated: boolean | "in-place";
  /** Offsets of the start tags. */
  readonly starts: ReadonlySet<number>;
}

export function reportOf(change: Change, label: string, run: VariantRun, page: CheckedPage): ChangeReport {
  const number = run.planned.findIndex((planned) => planned.label === label);
  const planned = run.planned[number] ?? null;
  const decisions = run.decisions.filter((decision) => decision.change === number);
  const made = new Set(decisions.filter(({ reason }) => reason === null).map(({ start }) => start));
  const met = new Set(decisions.map(({ start }) => start));
  const skipped = new Map<SkipReason, number>();
  for (const { reason } of decisions)
    if (reason !== null) skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
  // What shows nothing here (no text in this language, a countdown that is over) still has its places.
  const starts =
    planned === null
      ? runAlone({ ...page, change: marker(change.selector, label) }).starts
      : [...met].filter((start) => start >= 0).sort((a, b) => a - b);
  const matches = planned === null ? starts.length : met.size;
  const warnings: string[] = [];
  if (planned === null)
    warnings.push("nothing is shown here now: no text in the page's language, or its time is over");
  if (matches === 0) warnings.push("the selector matches nothing on this page");
  if (matches > 1) warnings.push(`the selector matches ${matches} places, and each of them is changed`);
  return {
    selector: change.selector,
    action: change.action,
    matches,
    made: made.size,
    ok: planned !== null && matches > 0 && made.size === matches,
    places: starts.slice(0, MAX_PLACES).map((start) => startTag(page.bytes, start, page.decode)),
    first: planned === null ? null : firstPlace(planned, starts[0], made, page),
    skipped: [...skipped].map(([reason, count]) => ({ reason, count, words: SKIP_WORDS[reason] })),
    warnings,
    framework: page.framework === null ? null : ownedBy(page.framework, change.action, starts),
  };
}

function ownedBy(
  { framework, hydrated, starts: all }: OwnedPlaces,
  action: Change["action"],
  starts: readonly number[],
): ChangeReport["framework"] {
  const owned = starts.filter((start) => all.has(start)).length;
  const words =
    owned === 0
      ? `outside of what ${framework.name} builds: as the edge writes it`
      : ownedWords(framework, action, hydrated);
  return { name: framework.name, owned, words };
}

function firstPlace(
  change: PlannedChange,
  start: number | undefined,
  made: ReadonlySet<number>,
  page: CheckedPage,
): PlaceView | null {
  if (start === undefined) return null;
  if (!made.has(start)) return { before: placeOf(page.bytes, start, page.decode), after: null };
  if (page.budget.left < 0) return null;
  // Read whole, and once more up to the second place.
  page.budget.left -= 2 * page.bytes.length;
  return viewPlace({ ...page, change }, start);
}
