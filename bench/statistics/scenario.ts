/** One row of the table: a claim, what was measured, and whether it holds. */
export interface Row {
  /** Which heading of the document it stands under. */
  readonly section: string;
  readonly cell: string;
  readonly figures: { readonly [name: string]: string };
  readonly target: string;
  readonly holds: boolean;
}

/** A piece of work for one thread; everything random in it comes from `seed`. */
export interface Job {
  readonly scenario: string;
  readonly seed: number;
  readonly runs: number;
  readonly [parameter: string]: unknown;
}

export interface Scenario {
  /** `runs`: how many of the specification's number, 1 for all of them. */
  jobs(share: number): readonly Omit<Job, "scenario" | "seed">[];
  run(job: Job): readonly Row[];
}

export function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** 2.576 binomial standard errors: by this much a true share may differ from what so many runs show. */
export function tolerance(share: number, runs: number): number {
  return 2.576 * Math.sqrt((share * (1 - share)) / runs);
}

/** Not above `limit` by more than chance explains. */
export function atMost(share: number, limit: number, runs: number): boolean {
  return share <= limit + tolerance(limit, runs);
}
