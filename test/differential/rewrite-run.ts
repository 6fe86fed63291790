/** Runs cases over pages and adds up what came of them, a class of provenance at a time. */
import type { CorpusEntry } from "./corpus.ts";
import { chooseCases, seeded, type Case } from "./rewrite-cases.ts";
import { isRegular, judge, openPage, type Page, type Verdict } from "./rewrite-judge.ts";

export interface Tally {
  cases: number;
  exact: number;
  damaged: number;
  missed: number;
  /** Refused, and rightly so: put there as it is, the content would have done something else. */
  refused: number;
  /** Refused although putting it there as it is would have done; misfits on purpose are not among them. */
  needless: Map<string, number>;
  /** Content that was chosen to be impossible and had, as chosen, no effect outside itself in this place. */
  misfits: number;
}

export interface Finding {
  readonly page: string;
  readonly verdict: Verdict;
  readonly changes: Case["changes"];
}

export function newTally(): Tally {
  return { cases: 0, exact: 0, damaged: 0, missed: 0, refused: 0, needless: new Map(), misfits: 0 };
}

/** Cases of one page; `found` is told of every case that is not exact. */
export function runPage(
  page: Page,
  cases: readonly Case[],
  tallies: readonly Tally[],
  found: (finding: Finding) => void,
): void {
  for (const one of cases) {
    const verdict = judge(page, one);
    for (const tally of tallies) count(tally, verdict, one);
    if (verdict.kind !== "exact") found({ page: page.name, verdict, changes: one.changes });
  }
}

function count(tally: Tally, verdict: Verdict, { content }: Case): void {
  tally.cases += 1;
  if (verdict.kind !== "skipped") tally[verdict.kind] += 1;
  else if (verdict.justified) tally.refused += 1;
  else if (/misfit/.test(content) && /not-a/.test(verdict.reason)) tally.misfits += 1;
  else tally.needless.set(verdict.reason, (tally.needless.get(verdict.reason) ?? 0) + 1);
}

/** Of what could be done, the share that was done exactly. */
export function exactShare(tally: Tally): number {
  const possible = tally.cases - tally.refused - tally.misfits;
  return possible === 0 ? 1 : tally.exact / possible;
}

export function runCorpus(
  entries: readonly CorpusEntry[],
  perPage: number,
  seed: number,
  found: (finding: Finding) => void,
): { byClass: Map<string, Tally>; regular: Tally } {
  const byClass = new Map<string, Tally>();
  const regular = newTally();
  entries.forEach((entry, number) => {
    const page = openPage(entry.name, entry.bytes());
    const tally = byClass.get(entry.provenance) ?? newTally();
    byClass.set(entry.provenance, tally);
    const cases = chooseCases(page.document, seeded(seed * 1000 + number), perPage, true);
    for (const one of cases) {
      runPage(page, [one], isRegular(page, one) ? [tally, regular] : [tally], found);
    }
  });
  return { byClass, regular };
}
