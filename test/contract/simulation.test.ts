/** Simulated shoppers over HTTP: every figure that was recorded is what they did, to the last of them and to the cent. */
import { expect, test } from "vitest";
import { simulated } from "./simulation.ts";

const VISITORS = 1_000;

test(`${VISITORS} shoppers are recorded exactly`, { timeout: 240_000 }, async () => {
  const compared = await simulated(VISITORS, 20_261_122);
  expect(compared.flatMap(({ differences }) => differences)).toEqual([]);
  // They did something of everything, or the comparison would show nothing. Of both variants together:
  // visitor ids are drawn afresh, so that a rare deed can be missing in one of them.
  for (const { truth } of compared) {
    const found = truth.filter(({ population }) => population === "found").map(({ figures }) => figures);
    const metrics = Object.keys(found[0] ?? {});
    const never = metrics.filter((metric) => found.every((figures) => figures[metric]?.startsWith("0")));
    expect(never).toEqual([]);
  }
  expect(compared.map(({ truth }) => truth.length)).toEqual([6, 6]);
  // The effect that they were given is found again: what was done exactly, what was meant within the interval.
  const [{ truth, effect } = {}] = compared;
  const rate = (variant: string): number => {
    const row = truth?.find((one) => one.variant === variant && one.population === "found");
    return Number(row?.figures["purchase"]) / (row?.visitors ?? 0);
  };
  expect(effect?.lift).toBeCloseTo(rate("words") / rate("control") - 1, 10);
  const [low, high] = effect?.interval ?? [];
  expect(low ?? -1).toBeLessThan(effect?.lift ?? 0);
  expect(high ?? Infinity).toBeGreaterThan(effect?.lift ?? 0);
  // Twice as wide, so that chance fails this once in a very long time.
  const widened = (limit: number | null | undefined, none: number): number =>
    typeof limit === "number" ? limit + (limit - (effect?.lift ?? 0)) : none;
  expect(effect?.known).toBeGreaterThan(widened(low, -1));
  expect(effect?.known).toBeLessThan(widened(high, Infinity));
});
