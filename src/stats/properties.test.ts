/** What must hold for any data, checked on seeded random ones. */
import fc from "fast-check";
import { expect, test } from "vitest";
import * as stats from "./index.ts";

const arm = fc.record({
  n: fc.integer({ min: 20, max: 2_000_000 }),
  rate: fc.double({ min: 0.0001, max: 0.9999, noNaN: true }),
});
const proportion = arm.map(({ n, rate }) => ({ n, conversions: Math.round(n * rate) }));
const alpha = fc.double({ min: 1e-6, max: 0.5, noNaN: true });
const shop = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 3, maxLength: 60 });

function ok<T>(outcome: stats.Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome;
}
const excludes0 = ({ low, high }: stats.Interval): boolean => low > 0 || high < 0;
const sample = (values: readonly number[]) => ({
  n: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  sumSquares: values.reduce((sum, value) => sum + value * value, 0),
});
const close = (a: number, b: number, digits = 1e-9): boolean =>
  a === b || Math.abs(a - b) <= digits * Math.max(1e-12, Math.abs(a), Math.abs(b));

test("duality: the lift's interval excludes 0 exactly when the difference is significant", () => {
  fc.assert(
    fc.property(proportion, proportion, alpha, (a, b, level) => {
      const result = stats.twoProportionTest(a, b, level);
      fc.pre(result.ok && result.liftInterval.ok && Math.abs(result.pValue - level) > 1e-12);
      const { pValue, interval, liftInterval } = ok(result);
      expect(excludes0(interval)).toBe(pValue < level);
      expect(excludes0(ok(liftInterval))).toBe(pValue < level);
    }),
  );
  fc.assert(
    fc.property(shop, shop, alpha, (one, other, level) => {
      const result = stats.welchTest(sample(one), sample(other), level);
      fc.pre(result.ok && result.liftInterval.ok && Math.abs(result.pValue - level) > 1e-12);
      expect(excludes0(ok(ok(result).liftInterval))).toBe(ok(result).pValue < level);
    }),
  );
});

test("duality of what may be watched: sequence, e-process, segments", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -40, max: 40, noNaN: true }),
      fc.integer({ min: 1, max: 1e8 }),
      alpha,
      (z, n, level) => {
        const rho2 = stats.sequenceTuning(level, 10_000);
        const result = ok(stats.confidenceSequence({ estimate: z, standardError: 1, n, alpha: level, rho2 }));
        fc.pre(Math.abs(result.pValue / level - 1) > 1e-9);
        expect(excludes0(result.interval)).toBe(result.pValue < level);
      },
    ),
  );
  const count = fc.integer({ min: 0, max: 100_000 });
  const rho = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(count, count, rho, fc.double({ min: 1, max: 1e5, noNaN: true }), (cA, cB, rhoB, k) => {
      const result = ok(stats.conversionEProcess(cA, cB, rhoB, k));
      fc.pre(Math.abs(result.pValue / 0.05 - 1) > 1e-9);
      expect(excludes0(result.interval)).toBe(result.pValue < 0.05);
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.record({ rhoB: rho, cA: count, cB: count }), { minLength: 1, maxLength: 5 }),
      (segments) => {
        const result = ok(stats.segmentEProcess(segments, 0.2));
        fc.pre(Math.abs(result.pValue / 0.05 - 1) > 1e-9);
        expect(excludes0(result.interval)).toBe(result.pValue < 0.05);
        expect(result.interval.low).toBeLessThanOrEqual(result.lift);
        expect(result.interval.high).toBeGreaterThanOrEqual(result.lift);
      },
    ),
    { numRuns: 50 },
  );
});

test("swapping the arms turns every effect round", () => {
  fc.assert(
    fc.property(proportion, proportion, (a, b) => {
      const there = stats.twoProportionTest(a, b);
      const back = stats.twoProportionTest(b, a);
      fc.pre(there.ok && back.ok);
      expect(close(ok(there).difference, -ok(back).difference)).toBe(true);
      expect(close(ok(there).pValue, ok(back).pValue)).toBe(true);
      const fisher = [stats.twoProportionFisher(a, b), stats.twoProportionFisher(b, a)].map(
        (one) => ok(one).pValue,
      );
      expect(close(fisher[0] ?? 0, fisher[1] ?? 0)).toBe(true);
      const bayes = [ok(stats.betaBinomial(a, b)), ok(stats.betaBinomial(b, a))] as const;
      expect(close(bayes[0].chanceToWin, bayes[1].chanceToLose)).toBe(true);
      expect(close(bayes[0].lossOfA, bayes[1].lossOfB, 1e-8)).toBe(true);
      expect(close(bayes[0].liftInterval.low + 1, 1 / (bayes[1].liftInterval.high + 1), 1e-8)).toBe(true);
    }),
    { numRuns: 8 },
  );
  fc.assert(
    fc.property(
      fc.nat(1e6),
      fc.nat(1e6),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (cA, cB, rhoB) => {
        const there = ok(stats.conversionEProcess(cA, cB, rhoB, 200));
        const back = ok(stats.conversionEProcess(cB, cA, 1 - rhoB, 200));
        expect(Math.abs(there.logE - back.logE)).toBeLessThanOrEqual(1e-8 * (1 + Math.abs(there.logE)));
        const mirrored = 1 / (back.interval.high + 1) - 1;
        expect(Math.abs(there.interval.low - mirrored)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(mirrored)));
      },
    ),
  );
});

test("aggregates merge by addition, in any order", () => {
  fc.assert(
    fc.property(shop, shop, shop, (one, two, three) => {
      const whole = stats.momentsOf(sample([...one, ...two, ...three]));
      const merged = stats.momentsOf(
        stats.mergeSamples(sample(three), stats.mergeSamples(sample(two), sample(one))),
      );
      expect(merged).toEqual(whole);
      const exact = ({ n, sum, sumSquares }: ReturnType<typeof sample>) => ({
        n,
        sum: BigInt(sum),
        sumSquares: BigInt(sumSquares),
      });
      expect(
        close(
          stats.momentsOf(exact(sample(one)))?.variance ?? 0,
          stats.momentsOf(sample(one))?.variance ?? 0,
          1e-13,
        ),
      ).toBe(true);
    }),
  );
});

test("more evidence of the same kind is never less significant", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 10_000 }),
      fc.integer({ min: 10, max: 99 }),
      fc.integer({ min: 1, max: 50 }),
      (n, c, more) => {
        const p = (extra: number) =>
          ok(stats.twoProportionTest({ n, conversions: c }, { n, conversions: c + extra })).pValue;
        fc.pre(c + more + 1 <= n * 0.5);
        expect(p(more + 1)).toBeLessThanOrEqual(p(more));
        const e = (extra: number) => ok(stats.conversionEProcess(c, c + extra, 0.5, 100)).logE;
        expect(e(more + 1)).toBeGreaterThanOrEqual(e(more));
      },
    ),
  );
});

test("quantiles and tails are inverse, also far out", () => {
  const logP = fc.double({ min: -9 * Math.LN10, max: Math.log(0.5), noNaN: true });
  fc.assert(
    fc.property(logP, fc.double({ min: 0.8, max: 1e6, noNaN: true }), (log, df) => {
      const p = Math.exp(log);
      expect(close(stats.normalSf(stats.normalUpperQuantile(p)), p, 1e-12)).toBe(true);
      expect(close(stats.studentTwoSided(stats.studentQuantile(p, df), df) / 2, p, 1e-10)).toBe(true);
      expect(close(stats.betaCdf(stats.betaQuantile(p, df, 3), df, 3), p, 1e-8)).toBe(true);
    }),
  );
});

test("corrections: Holm is never above Bonferroni, BH never above Holm; none below the raw p", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
      (p) => {
        const [bonferroni, holm, bh] = [stats.bonferroni(p), stats.holm(p), stats.benjaminiHochberg(p)];
        p.forEach((raw, index) => {
          expect(holm[index]).toBeLessThanOrEqual((bonferroni[index] ?? 0) + 1e-15);
          expect(bh[index]).toBeLessThanOrEqual((holm[index] ?? 0) + 1e-15);
          expect(bh[index]).toBeGreaterThanOrEqual(raw - 1e-15);
        });
      },
    ),
  );
});

test("Dunnett lies between one test and Bonferroni, and equals one test for one treatment", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 0.95, noNaN: true }), { minLength: 2, maxLength: 6 }),
      alpha,
      (rho, level) => {
        const { critical, bonferroni, sidak } = ok(stats.dunnettCritical(rho, level));
        expect(critical).toBeGreaterThan(stats.normalUpperQuantile(level / 2));
        expect(critical).toBeLessThanOrEqual(sidak + 1e-9);
        expect(sidak).toBeLessThanOrEqual(bonferroni + 1e-12);
        expect(close(stats.dunnettPValue(critical, rho), level, 1e-8)).toBe(true);
      },
    ),
    { numRuns: 30 },
  );
  expect(stats.dunnettPValue(1.96, [0.5])).toBeCloseTo(stats.normalTwoSided(1.96), 14);
});

test("group-sequential bounds spend what was planned, and fall with O'Brien and Fleming", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.constantFrom(0.2, 0.05, 0.01), (looks, level) => {
      const information = Array.from({ length: looks }, (_, index) => (index + 1) / looks);
      const { bounds, spent } = ok(stats.groupSequentialBounds(information, level));
      expect(spent.at(-1)).toBeCloseTo(level, 9);
      for (let look = 1; look < looks; look += 1)
        expect(bounds[look]).toBeLessThanOrEqual(bounds[look - 1] ?? 0);
      if (looks === 1) expect(bounds[0]).toBeCloseTo(stats.normalUpperQuantile(level / 2), 9);
    }),
    { numRuns: 12 },
  );
});

test("Kaplan–Meier without censoring is the empirical share", () => {
  const { points } = ok(
    stats.kaplanMeier(100, [
      { day: 0, events: 10, censored: 0 },
      { day: 1, events: 5, censored: 0 },
      { day: 4, events: 20, censored: 0 },
    ]),
  );
  expect(points.map(({ share }) => Number(share.toFixed(12)))).toEqual([0.1, 0.15, 0.35]);
  // The Freireich trial's 6-MP arm (R survival::survfit): S(6) = 0.857, S(7) = 0.807, S(10) = 0.753, s.e. 0.0964.
  const freireich = ok(
    stats.kaplanMeier(21, [
      { day: 6, events: 3, censored: 1 },
      { day: 7, events: 1, censored: 0 },
      { day: 9, events: 0, censored: 1 },
      { day: 10, events: 1, censored: 1 },
    ]),
  ).points;
  expect(freireich.map(({ share }) => 1 - share)[3]).toBeCloseTo(0.7529, 4);
  expect(freireich[3]?.standardError).toBeCloseTo(0.0963, 3);
});

test("novelty: a steady effect has no slope, a fading one has", () => {
  const days = (effect: (day: number) => number) =>
    Array.from({ length: 14 }, (_, day) => ({
      day,
      difference: effect(day) + (day % 2 === 0 ? 0.1 : -0.1),
      standardError: 0.3,
    }));
  expect(ok(stats.noveltyTest(days(() => 1))).slope.pValue).toBeGreaterThan(0.5);
  const fading = ok(stats.noveltyTest(days((day) => 2 - day / 5)));
  expect(fading.slope.estimate).toBeCloseTo(-0.2, 1);
  expect(fading.slope.pValue).toBeLessThan(1e-9);
  expect(fading.heterogeneity.pValue).toBeLessThan(1e-6);
});

test("post-stratification removes what strata explain, and nothing else", () => {
  const strata = [
    { a: { n: 500, sum: 50, sumSquares: 50 }, b: { n: 500, sum: 60, sumSquares: 60 } },
    { a: { n: 500, sum: 400, sumSquares: 400 }, b: { n: 500, sum: 410, sumSquares: 410 } },
  ];
  const result = ok(stats.postStratify(strata));
  expect(result.difference).toBeCloseTo(0.02, 12);
  expect(result.varianceReduction).toBeGreaterThan(0.4);
  expect(ok(stats.postStratify([strata[0] as never])).varianceReduction).toBeCloseTo(0, 12);
});

test("power: the detectable lift needs just the visitors that there are", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      fc.integer({ min: 2000, max: 1e6 }),
      (baseline, n) => {
        const lift = stats.detectableLift(baseline, n, n);
        fc.pre(lift.ok);
        expect(ok(stats.sampleSizeForProportions({ baseline, lift: ok(lift).lift })).nA / n).toBeCloseTo(
          1,
          6,
        );
      },
    ),
  );
  expect(stats.daysFor(1000, 100)).toBe(14);
  expect(stats.daysFor(1500, 100)).toBe(21);
  expect(stats.daysFor(1500, 0)).toBeNull();
});
