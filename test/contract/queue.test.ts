/** Records through the platform's queue, as a shop with a binding has it. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lahza, startLahza } from "./lahza.ts";
import { cartEvent, visitorCookies } from "./senders.ts";

let lahza: Lahza;
beforeAll(async () => {
  lahza = await startLahza("http://127.0.0.1:1", {}, { queue: true });
  await lahza.load({ settings: { currency: "EUR" } });
}, 60_000);
afterAll(async () => await (lahza as Lahza | undefined)?.close());

test("what is answered 204 gets through the queue into D1, once", async () => {
  const [cookie = ""] = await visitorCookies(1);
  const sent = Array.from({ length: 30 }, (_, index) => cartEvent(`e-${index % 20}`, cookie)(lahza.url));
  for (const { status } of await Promise.all(sent)) expect(status).toBe(204);
  let rows = 0;
  for (let tries = 0; rows < 20 && tries < 100; tries++) {
    await pause(100);
    rows = (await lahza.db.prepare("SELECT count(*) AS n FROM events").first<number>("n")) ?? 0;
  }
  await pause(300);
  expect(await lahza.db.prepare("SELECT count(*) AS n FROM events").first<number>("n")).toBe(20);
  expect(await lahza.db.prepare("SELECT count(*) AS n FROM dead_letters").first<number>("n")).toBe(0);
}, 30_000);
