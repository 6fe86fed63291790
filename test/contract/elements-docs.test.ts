import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { target, withTables } from "../../scripts/elements-docs.ts";
import { elementKinds } from "../../src/elements/index.ts";

it("docs/elements.md tells every kind as it is: else run `node scripts/elements-docs.ts`", () => {
  const text = readFileSync(target, "utf8");
  expect(text).toBe(withTables(text));
});

it("and what every kind costs, under 50 µs: else run `node bench/elements.ts --write`", () => {
  const [, table = ""] = readFileSync(target, "utf8").split(/<!-- \/?cost -->/);
  const costs = [...table.matchAll(/^\| `(\w+)` +\| +([\d.]+) +\| +([\d.]+) +\|/gm)];
  expect(costs.map(([, kind]) => kind ?? "").toSorted()).toEqual(
    elementKinds.map(({ kind }) => kind).toSorted(),
  );
  for (const [, kind, again, anew] of costs)
    expect([kind, Math.max(Number(again), Number(anew)) < 50]).toEqual([kind, true]);
});
