/** What a first start prepares: ends that lie ahead, secrets of its own, and a second start that moves nothing. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../../scripts/lib/database.ts";
import { withEndsAhead } from "../../scripts/lib/example.ts";
import { localSecrets } from "../../scripts/lib/state.ts";
import { prepareState } from "../../scripts/seed.ts";
import { experimentByKey } from "../../src/store/experiments.ts";

const ROOT = join(import.meta.dirname, "../..");
const FILE = join(ROOT, "examples/experiments.json");
const TEXT = readFileSync(FILE, "utf8");
const DAY_MS = 86_400_000;
const AS_WRITTEN = "2026-12-20T20:30:00+03:30";
const END_MS = Date.parse(AS_WRITTEN);

let state = "";
beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), "lahza-state-"));
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

const endsIn = (text: string): string[] =>
  [...text.matchAll(/"endsAt": ?"([^"]*)"/g)].map(([, end = ""]) => end);

test.each([
  ["long before", END_MS - 30 * DAY_MS, AS_WRITTEN],
  ["two days before", END_MS - 2 * DAY_MS, AS_WRITTEN],
  ["a second later", END_MS - 2 * DAY_MS + 1000, "2026-12-27T20:30:00+03:30"],
  ["long after", Date.parse("2028-02-20T22:00:00Z"), "2028-03-01T20:30:00+03:30"],
])("the example's offer ends ahead: %s", (_, nowMs, end) => {
  expect(endsIn(TEXT)).toEqual([AS_WRITTEN, AS_WRITTEN]);
  expect(endsIn(withEndsAhead(TEXT, nowMs))).toEqual([end, end]);
});

test("a later start moves nothing that is stored", { timeout: 60_000 }, async () => {
  const options = { state, config: join(ROOT, "examples/wrangler.toml") };
  const fitAt = (nowMs: number) => ({ file: FILE, fit: (text: string) => withEndsAhead(text, nowMs) });
  const stored = async (): Promise<string[]> => {
    const database = await openDatabase(state, options.config);
    try {
      return endsIn(JSON.stringify(await experimentByKey(database.db, "harvest-countdown")));
    } finally {
      await database.close();
    }
  };
  const running = ["home-value", "product-trust", "harvest-countdown"];
  expect(await prepareState(options, fitAt(END_MS + DAY_MS))).toEqual({ problems: [], running });
  const first = await stored();
  expect(first).toEqual(["2026-12-30T20:30:00+03:30", "2026-12-30T20:30:00+03:30"]);
  expect(await prepareState(options, fitAt(END_MS + 90 * DAY_MS))).toEqual({ problems: [], running });
  expect(await stored()).toEqual(first);
});

test("secrets stay with the state; those of the environment are used and not kept", () => {
  const made = localSecrets(state, {});
  expect(made.adminToken.length).toBeGreaterThan(20);
  expect(localSecrets(state, { ADMIN_TOKEN: "mine" })).toEqual({ ...made, adminToken: "mine" });
  expect(localSecrets(state, { ADMIN_TOKEN: "" })).toEqual(made);
  const file = join(state, "secrets.json");
  expect(readFileSync(file, "utf8")).not.toContain("mine");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, "{ torn");
  expect(localSecrets(state, {}).adminToken).not.toBe(made.adminToken);
});
