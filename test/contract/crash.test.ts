import { expect, test } from "vitest";
import { crash } from "./crash.ts";

// A hundred rounds, at moments by chance: npm run prove.
test("what was answered 2xx survives the end of workerd, and what is sent again counts once", async () => {
  const report = await crash([0.3, 54.2, 17.6, 36.9, 27.5], (line) => console.log(line));
  console.log(report);
  expect(report).toMatchObject({ missing: 0, twice: 0 });
  expect(report.stored).toBe(report.answered);
  expect(report.answered).toBeGreaterThan(50);
  expect(report.again).toBeGreaterThan(5);
}, 300_000);
