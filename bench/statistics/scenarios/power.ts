/** How often is a lift of 10 % on 5 % found, and when? Five hundred looks until 31,231 an arm, and twice as far. */
import { PURCHASE } from "../../../src/results/analysis.fixture.ts";
import { looksOf } from "../../../src/results/looks.ts";
import {
  buyers,
  dailyOf,
  excludes,
  judged,
  LEAST_LOG_E,
  mostLogE,
  NAIVE_Z,
  purchaseDesign,
} from "../judged.ts";
import { binomials, randomFrom } from "../random.ts";
import type { Job, Row, Scenario } from "../scenario.ts";

const N = 31_231;
const LOOKS = 500;
const P = 0.05;
const LIFT = 0.1;
const DAYS = 14;
/** Baselines by which a plan chooses the e-process and the sequence. */
const [SMALL, LARGE] = [0.03, 0.3];
/** Visitors an arm by each look, so that 500 looks make 31,231 exactly. */
const reached = (look: number, looks: number): number => Math.round((look * N) / looks);

export const power: Scenario = {
  jobs: (share) => ["planned", "sequence", "exact"].map((by) => ({ by, runs: Math.round(10_000 * share) })),
  run: (job) => (job["by"] === "planned" ? planned(job) : [watched(job, job["by"] === "exact")]),
};

/** Both tests of a planned size, of the same visitors. */
function planned(job: Job): readonly Row[] {
  const draws = converts(job);
  const plan = { baseline: P, visitors: 2 * N };
  const fixed = judged(purchaseDesign({ ...plan, method: "fixed" }), 0.5);
  const design = purchaseDesign({ ...plan, method: "group-sequential" });
  let [atEnd, atLooks] = [0, 0];
  for (let run = 0; run < job.runs; run += 1) {
    const days = Array.from({ length: DAYS }, (_, day) => {
      const n = reached(day + 1, DAYS) - reached(day, DAYS);
      return [buyers(n, draws[0](n)), buyers(n, draws[1](n))] as const;
    });
    const total = (arm: 0 | 1): number => days.reduce((sum, day) => sum + Number(day[arm].moments.x), 0);
    atEnd += Number(excludes(fixed.atEnd(buyers(N, total(0)), buyers(N, total(1))), 0));
    const pair = { design, levels: fixed.levels, rhoB: 0.5 };
    atLooks += Number(looksOf(dailyOf(PURCHASE, days), PURCHASE, 1, pair, true).crossed !== null);
  }
  return [
    row("fixed horizon", [atEnd], [0.8], job.runs),
    row("group-sequential, 14 looks", [atLooks], [0.788], job.runs),
  ];
}

function watched(job: Job, exact: boolean): Row {
  const draws = converts(job);
  // Of both arms: what the plan expects is what comes, so tuned by both to the same end.
  const design = purchaseDesign({ baseline: exact ? SMALL : LARGE, visitors: 2 * N });
  const plannedConverters = Math.round(N * P * (2 + LIFT));
  const { watched: look } = judged({ ...design, plannedConverters }, 0.5);
  const ends = [LOOKS, 1.5 * LOOKS, 2 * LOOKS];
  const found = [0, 0, 0];
  for (let run = 0; run < job.runs; run += 1) {
    let [n, cA, cB, at] = [0, 0, 0, Infinity];
    for (let index = 0; index < 2 * LOOKS && at === Infinity; index += 1) {
      const arrived = reached(index + 1, LOOKS) - n;
      n += arrived;
      cA += draws[0](arrived);
      cB += draws[1](arrived);
      const worthIt = exact ? mostLogE(cA, cB, 0.5) >= LEAST_LOG_E : differs(cA, cB, n);
      if (worthIt && excludes(look(buyers(n, cA), buyers(n, cB)), 0)) at = index;
    }
    ends.forEach((end, index) => (found[index] = (found[index] ?? 0) + Number(at < end)));
  }
  return exact
    ? row("conversion e-process, 500 looks", found, [0.505, 0.734, 0.871], job.runs)
    : row("confidence sequence, 500 looks", found, [0.537, 0.763, 0.888], job.runs);
}

function converts(job: Job) {
  const random = randomFrom(job.seed);
  return [binomials(random, P), binomials(random, P * (1 + LIFT))] as const;
}

function differs(cA: number, cB: number, n: number): boolean {
  const [pA, pB] = [cA / n, cB / n];
  return Math.abs(pB - pA) >= NAIVE_Z * Math.sqrt((pA * (1 - pA) + pB * (1 - pB)) / n);
}

/** Of 10,000 runs a share is known to ± .013; of fewer to less. */
function row(cell: string, counts: readonly number[], targets: readonly number[], runs: number): Row {
  const shares = counts.map((count) => count / runs);
  const most = 0.013 * Math.sqrt(10_000 / runs);
  return {
    section: "Power: p = 5 %, lift 10 %, 31,231 an arm",
    cell,
    figures: { "at 1 / 1.5 / 2 times n": shares.map((share) => share.toFixed(3)).join(" / ") },
    target: `${targets.join(" / ")} (± .013)`,
    holds: shares.every((share, index) => Math.abs(share - (targets[index] ?? 0)) <= most),
  };
}
