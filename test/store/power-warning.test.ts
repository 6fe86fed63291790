/** An experiment that starts is told how long it will take, by what the shop recorded before. */
import { expect, test } from "vitest";
import { powerWarnings } from "../../src/admin/experiment-power.ts";
import { experimentSchema } from "../../src/domain/experiment.schema.ts";
import { db, freshDatabase } from "./database.ts";
import { exposure } from "./records.ts";
import { writeRecords } from "../../src/store/records.ts";
import { askResults, NOW, recordedShop } from "./recorded-shop.ts";

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
  const [warning, ...more] = await powerWarnings(db, next({ analysis: { minimumEffect: 0.05 } }), [], NOW);
  expect(more).toEqual([]);
  expect(warning?.pointer).toBe("/analysis/minimumEffect");
  expect(warning?.detail).toMatch(
    /^at the pace that pdp-trust recorded \(200 visitors a day, 20% of them\), a change of 5% takes about \d{3} days to show\. In 56 days it could show a change of \d+% or more\./,
  );
  // Half of them take part: twice the days.
  const days = (text = ""): number => Number(/about (\d+) days/.exec(text)?.[1]);
  const [half] = await powerWarnings(db, next({ traffic: 0.5, analysis: { minimumEffect: 0.05 } }), [], NOW);
  expect(days(half?.detail) / days(warning?.detail)).toBeCloseTo(2, 1);

  expect(await powerWarnings(db, next({ analysis: { minimumEffect: 0.5 } }), [], NOW)).toEqual([]);
  expect(await powerWarnings(db, next({ metrics: { primary: "view_item" } }), [], NOW)).toEqual([]);
  expect(await powerWarnings(db, next({ metrics: { primary: "average_order_value" } }), [], NOW)).toEqual([]);
});

test("the newest phase says nothing until it has met enough visitors", async () => {
  await recordedShop();
  const before = await powerWarnings(db, next(), [], NOW);
  expect(before).toHaveLength(1);
  await askResults("/experiments", next());
  await askResults("/experiments/next/start", {}, { "if-match": '"1"' });
  const id = (await db.prepare("SELECT id FROM experiments WHERE key = 'next'").first<number>("id")) ?? 0;
  const exposures = Array.from({ length: 100 }, (_, index) =>
    exposure({
      experiment: id,
      unit: `n${index}`,
      visitor: `n${index}`,
      variant: 0,
      assignedAtMs: NOW,
      foundAtMs: NOW,
      confirmedAtMs: NOW,
    }),
  );
  await writeRecords(db, { exposures, events: [], counters: [] }, NOW + 1000);
  expect(await powerWarnings(db, next(), [], NOW + 2000)).toEqual(before);
});

test("who took part in what was recorded is a part of the shop's visitors", async () => {
  await recordedShop();
  const days = async (): Promise<number> => {
    const [warning] = await powerWarnings(db, next(), [], NOW);
    return Number(/about (\d+) days/.exec(warning?.detail ?? "")?.[1]);
  };
  const all = await days();
  await db.prepare("UPDATE phases SET definition = json_set(definition, '$.traffic', 0.5)").run();
  expect(all / (await days())).toBeCloseTo(2, 1);
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
  expect(await powerWarnings(db, next(), [], NOW)).toEqual([]);
});
