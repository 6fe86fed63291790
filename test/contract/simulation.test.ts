/** Simulated shoppers over HTTP: every figure that was recorded is what they did, to the last of them and to the cent. */
import { expect, test } from "vitest";
import { simulated } from "./simulation.ts";

const VISITORS = 2_000;

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
});
