/** Fixed horizon and group-sequential A/A tests, coverage of Fieller's interval and of the confidence sequence. */
import { PURCHASE } from "../../../src/results/analysis.fixture.ts";
import { looksOf } from "../../../src/results/looks.ts";
import { twoProportionTest } from "../../../src/stats/index.ts";
import { ALPHA, buyers, dailyOf, excludes, judged, NAIVE_Z, purchaseDesign } from "../judged.ts";
import { binomials, randomFrom } from "../random.ts";
import { atMost, percent, type Scenario, tolerance } from "../scenario.ts";

const DAYS = 14;
/** A baseline by which a plan chooses the sequence. */
const LARGE = 0.3;

/** Both tests of one planned duration: at its end, and at fourteen looks. */
export const fixed: Scenario = {
  jobs: (share) =>
    [0.01, 0.05, 0.3].flatMap((p) => [0.5, 0.1].map((rho) => ({ p, rho, runs: Math.round(10_000 * share) }))),
  run: (job) => {
    const [p, rho] = [job["p"] as number, job["rho"] as number];
    const random = randomFrom(job.seed);
    const visitors = Math.ceil(400 / p / rho / DAYS);
    const toB = binomials(random, rho);
    const converts = binomials(random, p);
    const plan = { baseline: p, visitors: visitors * DAYS };
    const once = judged(purchaseDesign({ ...plan, method: "fixed" }), rho);
    const design = purchaseDesign({ ...plan, method: "group-sequential" });
    let [atEnd, atLooks] = [0, 0];
    for (let run = 0; run < job.runs; run += 1) {
      let [nA, nB, cA, cB] = [0, 0, 0, 0];
      const days = Array.from({ length: DAYS }, () => {
        const b = toB(visitors);
        const [newA, newB] = [converts(visitors - b), converts(b)];
        nA += visitors - b;
        nB += b;
        cA += newA;
        cB += newB;
        return [buyers(visitors - b, newA), buyers(b, newB)] as const;
      });
      atEnd += Number(excludes(once.atEnd(buyers(nA, cA), buyers(nB, cB)), 0));
      const pair = { design, levels: once.levels, rhoB: rho };
      atLooks += Number(looksOf(dailyOf(PURCHASE, days), PURCHASE, 1, pair, true).crossed !== null);
    }
    const within = (share: number): boolean => Math.abs(share - ALPHA) <= tolerance(ALPHA, job.runs);
    return [
      {
        section: "A/A at planned looks",
        cell: `p = ${percent(p, 1)}, ${Math.round(100 * (1 - rho))}/${Math.round(100 * rho)}`,
        figures: {
          "fixed horizon": percent(atEnd / job.runs),
          "group-sequential": percent(atLooks / job.runs),
        },
        target: "4.44 to 5.56 %",
        holds: within(atEnd / job.runs) && within(atLooks / job.runs),
      },
    ];
  },
};

export const coverage: Scenario = {
  jobs: (share) =>
    [
      { p: 0.01, lift: 0, rho: 0.5, converters: 25 },
      { p: 0.01, lift: 0.5, rho: 0.5, converters: 25 },
      { p: 0.05, lift: 0.1, rho: 0.5, converters: 100 },
      { p: 0.05, lift: 0.1, rho: 0.1, converters: 25 },
      { p: 0.05, lift: -0.2, rho: 0.1, converters: 100 },
      { p: 0.3, lift: 0.1, rho: 0.5, converters: 400 },
    ].map((parameters) => ({ ...parameters, runs: Math.round(10_000 * share) })),
  run: (job) => {
    const [p, lift, rho] = [job["p"] as number, job["lift"] as number, job["rho"] as number];
    const converters = job["converters"] as number;
    const random = randomFrom(job.seed);
    const looks = 200;
    const smaller = Math.min(rho * (1 + lift), 1 - rho);
    const visitors = Math.ceil(converters / p / smaller / looks);
    const toB = binomials(random, rho);
    const [convertsA, convertsB] = [binomials(random, p), binomials(random, p * (1 + lift))];
    const { watched, atEnd } = judged(purchaseDesign({ baseline: LARGE, visitors: visitors * looks }), rho);
    let [covered, estimable, alwaysCovered] = [0, 0, 0];
    const shown = { runs: 0, covered: 0 };
    for (let run = 0; run < job.runs; run += 1) {
      let [nA, nB, cA, cB] = [0, 0, 0, 0];
      let always = true;
      for (let look = 0; look < looks * 2; look += 1) {
        const arrivedB = toB(visitors);
        nA += visitors - arrivedB;
        nB += arrivedB;
        cA += convertsA(visitors - arrivedB);
        cB += convertsB(arrivedB);
        if (look === looks - 1) {
          const test = twoProportionTest({ n: nA, conversions: cA }, { n: nB, conversions: cB }, ALPHA);
          if (test.ok && test.liftInterval.ok) {
            const { low, high } = test.liftInterval;
            estimable += 1;
            covered += Number(!excludes([low, high], lift));
          }
          const interval = atEnd(buyers(nA, cA), buyers(nB, cB));
          shown.runs += Number(interval !== null);
          shown.covered += Number(interval !== null && !excludes(interval, lift));
        }
        if (!always) continue;
        const [pA, pB] = [cA / nA, cB / nB];
        const [vA, vB] = [(pA * (1 - pA)) / nA, (pB * (1 - pB)) / nB];
        const away = Math.abs(pB - (1 + lift) * pA);
        if (away >= NAIVE_Z * Math.sqrt(vB + (1 + lift) ** 2 * vA))
          always = !excludes(watched(buyers(nA, cA), buyers(nB, cB)), lift);
      }
      if (always) alwaysCovered += 1;
    }
    const [share, shownShare] = [covered / estimable, shown.covered / shown.runs];
    const most = shown.runs > 0.99 * job.runs ? 0.96 : 1;
    return [
      {
        section: "Coverage",
        cell: `p = ${percent(p, 1)}, lift ${percent(lift, 0)}, ${Math.round(100 * (1 - rho))}/${Math.round(100 * rho)}, ${converters} converters in the smaller arm`,
        figures: {
          Fieller: percent(share),
          "where it passes the gate": `${percent(shownShare)} of ${percent(shown.runs / job.runs, 0)}`,
          "sequence, at all of 400 looks": percent(alwaysCovered / job.runs),
        },
        // Around the gate only the luckier runs are shown, and their intervals are too wide rather than too narrow.
        target: "94 to 96 %; the same, above it where many do not pass; ≥ 94.4 %",
        holds:
          share >= 0.94 &&
          share <= 0.96 &&
          shownShare >= 0.94 &&
          shownShare <= most &&
          atMost(1 - alwaysCovered / job.runs, 0.05, job.runs),
      },
    ];
  },
};
