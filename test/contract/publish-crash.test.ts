import { expect, test } from "vitest";
import { publishCrash } from "./publish-crash.ts";

test("a restart in the middle of a publish leaves a good ruleset, and all that was answered", async () => {
  const report = await publishCrash([0.6, 8.3, 21.9], (line) => console.log(line));
  console.log(report);
  expect(report.problems).toEqual([]);
  expect(report.answered).toBeGreaterThan(15);
  expect(report.cutOff).toBeGreaterThan(0);
}, 300_000);
