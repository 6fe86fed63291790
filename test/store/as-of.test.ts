/** Results as they were at an earlier instant: the same bytes, whatever became of the experiment. */
import { beforeEach, expect, test } from "vitest";
import type { ResultsBody } from "../../src/results/contract.ts";
import { sealPhase } from "../../src/store/seal.ts";
import { db } from "./database.ts";
import { askResults as ask, NOW, recordedShop, resultsAnswer as answer } from "./recorded-shop.ts";
import { T0 } from "./records.ts";

const DAY = 86_400_000;
const at = (day: number): string => `asOf=${new Date(T0 + day * DAY).toISOString()}`;
const RESULTS = "/experiments/pdp-trust/results";

beforeEach(async () => {
  await recordedShop();
  await revise(2, "running", T0);
});

/** As the life cycle writes it down. */
async function revise(revision: number, status: string, atMs: number): Promise<void> {
  await db.batch([
    db
      .prepare(
        `INSERT INTO revisions (experiment, revision, status, phase, definition, action, actor, at)
         SELECT id, CAST(?1 AS INTEGER), ?2, 1, definition, 'test', 'test', CAST(?3 AS INTEGER) FROM experiments`,
      )
      .bind(revision, status, atMs),
    db.prepare("UPDATE experiments SET status = ?1").bind(status),
  ]);
}

test.each(["/results", "/timeseries", "/journey"])(
  "%s: equal bytes after its end, and after other weights",
  async (path) => {
    const asked = `/experiments/pdp-trust${path}?${at(5)}`;
    const before = await (await ask(asked)).text();
    expect(JSON.parse(before)).toMatchObject({ status: "running" });
    await db.batch([
      db.prepare("UPDATE phases SET ended_at = CAST(?1 AS INTEGER)").bind(T0 + 6 * DAY),
      db
        .prepare(
          "INSERT INTO stretches (experiment, phase, stretch, from_ms, weights) SELECT id, 1, 1, CAST(?1 AS INTEGER), '[0.3,0.7]' FROM experiments",
        )
        .bind(T0 + 5.5 * DAY),
    ]);
    await revise(3, "finished", T0 + 6 * DAY);
    expect(await (await ask(asked)).text()).toBe(before);
    const later = await answer<ResultsBody>(`${RESULTS}?${at(7)}`);
    expect(later).toMatchObject({ status: "finished", days: 6 });
    expect(later.stretches?.map(({ weights }) => weights)).toEqual([
      [0.5, 0.5],
      [0.3, 0.7],
    ]);
  },
);

test("before its start there was nothing", async () => {
  const early = await answer<ResultsBody>(`${RESULTS}?${at(-1)}`);
  expect(early).toMatchObject({ status: "draft", decision: { code: "not-started" } });
});

test("of a sealed phase nothing is made up: it has its final results, and no earlier ones", async () => {
  const final = await answer<ResultsBody>(RESULTS);
  const id = (await db.prepare("SELECT id FROM experiments").first<number>("id")) ?? 0;
  await sealPhase(db, id, 1, NOW);
  expect((await answer<ResultsBody>(RESULTS)).metrics).toEqual(final.metrics);
  for (const path of [
    `results?${at(5)}`,
    `timeseries?${at(5)}`,
    `journey?${at(5)}`,
    "time-to-convert",
    "interactions",
    "exposures",
    "outcomes",
  ]) {
    const response = await ask(`/experiments/pdp-trust/${path}`);
    expect([path, response.status]).toEqual([path, 409]);
    expect(await response.json()).toMatchObject({ title: "The phase is sealed: its raw rows are gone" });
  }
  const replay = (metric: string) => ask("/experiments/pdp-trust/aa-replay", { metric, runs: 100, seed: 1 });
  expect((await replay("revenue")).status).toBe(409);
  expect((await replay("purchase")).status).toBe(200);
});
