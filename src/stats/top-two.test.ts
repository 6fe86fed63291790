import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCdf, type Posterior, topTwoThompson } from "./index.ts";

const arm = (mean: number, standardDeviation: number): Posterior => ({ mean, standardDeviation });
const posterior = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 1e-4, max: 1, noNaN: true }))
  .map(([mean, deviation]) => arm(mean, deviation));

function split(arms: readonly Posterior[], floor = 0.05, beta?: number) {
  const found = topTwoThompson(arms, { floor, ...(beta === undefined ? {} : { beta }) });
  if (!found.ok) throw new Error(found.reason);
  return found;
}

describe("top-two Thompson", () => {
  it("knows how likely the better of two is the better: Φ of the difference over its error", () => {
    fc.assert(
      fc.property(posterior, posterior, (a, b) => {
        const z = (a.mean - b.mean) / Math.hypot(a.standardDeviation, b.standardDeviation);
        expect(split([a, b]).chances[0]).toBeCloseTo(normalCdf(z), 7);
      }),
      { numRuns: 200 },
    );
  });

  it("agrees with draws, of three arms", () => {
    const arms = [arm(0.1, 0.02), arm(0.11, 0.03), arm(0.08, 0.01)];
    const { chances, shares } = split(arms, 0);
    const draw = draws(7);
    const wins = [0, 0, 0];
    const played = [0, 0, 0];
    const bestOf = (): number => {
      const drawn = arms.map(({ mean, standardDeviation }) => mean + standardDeviation * draw());
      return drawn.indexOf(Math.max(...drawn));
    };
    const rounds = 60_000;
    for (let round = 0; round < rounds; round += 1) {
      const best = bestOf();
      wins[best] = (wins[best] ?? 0) + 1;
      let chosen = best;
      // Eight of ten, evenly spread, play the best; the others draw until another one is the best.
      if (round % 5 === 0) while (chosen === best) chosen = bestOf();
      played[chosen] = (played[chosen] ?? 0) + 1;
    }
    chances.forEach((chance, index) => expect((wins[index] ?? 0) / rounds).toBeCloseTo(chance, 1.9));
    shares.forEach((share, index) => expect((played[index] ?? 0) / rounds).toBeCloseTo(share, 1.9));
  });

  it("shares out everything, nobody below the floor, whatever the order of the arms", () => {
    fc.assert(
      fc.property(fc.array(posterior, { minLength: 2, maxLength: 6 }), (arms) => {
        const { shares, chances } = split(arms);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
        for (const share of shares) expect(share).toBeGreaterThanOrEqual(0.05);
        split([...arms].reverse()).shares.forEach((share, index) =>
          expect(share).toBeCloseTo(shares[arms.length - 1 - index] ?? Number.NaN, 9),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("gives nearly all of β to an arm that is certainly the best, and the rest to its rivals", () => {
    const { shares } = split([arm(0, 0.001), arm(1, 0.001), arm(0.5, 0.001)], 0);
    expect(shares[1]).toBeCloseTo(0.8, 3);
    expect((shares[0] ?? 0) + (shares[2] ?? 0)).toBeCloseTo(0.2, 3);
  });

  it("says why it cannot", () => {
    expect(topTwoThompson([arm(0, 1)], { floor: 0 })).toEqual({ ok: false, reason: "one-arm-only" });
    expect(topTwoThompson([arm(0, 1), arm(0, 0)], { floor: 0 })).toEqual({
      ok: false,
      reason: "no-variance",
    });
    for (const floor of [-0.1, 0.5, Number.NaN])
      expect(topTwoThompson([arm(0, 1), arm(0, 1)], { floor }).ok).toBe(false);
    expect(topTwoThompson([arm(Number.NaN, 1), arm(0, 1)], { floor: 0 }).ok).toBe(false);
  });
});

/** Standard normal draws from a seed. */
function draws(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform() || 1e-300)) * Math.cos(2 * Math.PI * uniform());
}
