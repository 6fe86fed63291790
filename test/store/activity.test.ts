/** Views from the counters: only of this page, only of the hours that are named. */
import { beforeEach, expect, it } from "vitest";
import { viewsSince } from "../../src/store/activity.ts";
import { countersOfLastDay, counterStatement } from "../../src/store/counters.ts";
import { db, freshDatabase } from "./database.ts";

const HOUR_MS = 3_600_000;
const NOW = 500_000 * HOUR_MS + 1_000;

beforeEach(freshDatabase);

it("adds up what fell into the hours that are named", async () => {
  const add = async (agoHours: number, subject: string, count: number, reason = "viewed") =>
    await counterStatement(db, [{ reason, subject, count }], NOW - agoHours * HOUR_MS).run();
  await add(0, "shop.example/a", 2);
  await add(0, "shop.example/a", 3);
  await add(1, "shop.example/a", 10);
  await add(23, "shop.example/a", 100);
  await add(24, "shop.example/a", 1_000);
  await add(0, "shop.example/b", 9);
  await add(0, "shop.example/a", 7, "crawler");
  expect(await viewsSince(db, "shop.example/a", 1, NOW)).toBe(5);
  expect(await viewsSince(db, "shop.example/a", 24, NOW)).toBe(115);
  expect(await viewsSince(db, "shop.example/none", 24, NOW)).toBe(0);
  expect((await countersOfLastDay(db, NOW)).map(({ reason }) => reason)).toEqual(["crawler"]);
});
