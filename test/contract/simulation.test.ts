/** Simulated shoppers over HTTP: every figure that was recorded is what they did, to the last of them and to the cent. */
import { expect, test } from "vitest";
import { simulated } from "./simulation.ts";

const VISITORS = 2_000;

test(`${VISITORS} shoppers are recorded exactly`, { timeout: 240_000 }, async () => {
  const compared = await simulated(VISITORS, 20_261_122);
  expect(compared.flatMap(({ differences }) => differences)).toEqual([]);
  // They did something of everything, or the comparison would show nothing.
  for (const { figures } of compared[0]?.truth ?? []) expect(Object.values(figures)).not.toContain("0");
  expect(compared.map(({ truth }) => truth.length)).toEqual([6, 6]);
});
