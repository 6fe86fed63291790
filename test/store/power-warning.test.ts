/** An experiment that starts is told how long it will take, by what the shop recorded before. */
import { expect, test } from "vitest";
import { powerWarnings } from "../../src/admin/experiment-power.ts";
import { experimentSchema } from "../../src/domain/experiment.schema.ts";
import { db, freshDatabase } from "./database.ts";
import { askResults, recordedShop } from "./recorded-shop.ts";

const next = (more: object = {}) =>
  experimentSchema.parse({
    key: "next",
    name: "Next",
    pages: { include: ["/products/*"] },
    variants: [
      { key: "control", weight: 0.5 },
      { key: "b", weight: 0.5, changes: [{ selector: "h1", action: "set_text", value: "x" }] },
    ],
    metrics: { primary: "purchase" },
    ...more,
  });

test("where it cannot finish in a sensible time, with the shop's own figures", async () => {
  // 200 visitors a day, of control's 20 % buy.
  await recordedShop();
  const [warning, ...more] = await powerWarnings(db, next({ analysis: { minimumEffect: 0.05 } }), []);
  expect(more).toEqual([]);
  expect(warning?.pointer).toBe("/analysis/minimumEffect");
  expect(warning?.detail).toMatch(
    /^at the pace that pdp-trust recorded \(200 visitors a day, 20% of them\), a change of 5% takes about \d{3} days to show\. In 56 days it could show a change of \d+% or more\./,
  );
  // Half of them take part: twice the days.
  const days = (text = ""): number => Number(/about (\d+) days/.exec(text)?.[1]);
  const [half] = await powerWarnings(db, next({ traffic: 0.5, analysis: { minimumEffect: 0.05 } }), []);
  expect(days(half?.detail) / days(warning?.detail)).toBeCloseTo(2, 1);

  expect(await powerWarnings(db, next({ analysis: { minimumEffect: 0.5 } }), [])).toEqual([]);
  expect(await powerWarnings(db, next({ metrics: { primary: "view_item" } }), [])).toEqual([]);
  expect(await powerWarnings(db, next({ metrics: { primary: "average_order_value" } }), [])).toEqual([]);
});

test("is part of the answer to a start, and of nothing where nothing was recorded", async () => {
  await recordedShop();
  await askResults("/experiments", next());
  const started = (await (await askResults("/experiments/next/start", {}, { "if-match": '"1"' })).json()) as {
    data: { status: string };
    warnings: { pointer: string }[];
  };
  expect(started.data.status).toBe("running");
  expect(started.warnings.map(({ pointer }) => pointer)).toContain("/analysis/minimumEffect");
  await freshDatabase();
  expect(await powerWarnings(db, next(), [])).toEqual([]);
});
