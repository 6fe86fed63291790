import { beforeEach, describe, expect, test } from "vitest";
import { checkRuleset, parseRuleset } from "../../src/ruleset/check.ts";
import { sha256Hex } from "../../src/ruleset/digest.ts";
import { publish } from "../../src/ruleset/publish.ts";
import { createRulesetReader, type RulesetProblem, type RulesetReader } from "../../src/ruleset/read.ts";
import type { Ruleset } from "../../src/ruleset/types.ts";
import { assetByHash } from "../../src/store/rulesets.ts";
import { db, freshDatabase } from "./database.ts";
import { T0 } from "./records.ts";
import { edgeExperiment, ruleset } from "./ruleset.ts";

beforeEach(freshDatabase);

/** D1 that counts its statements, and fails or hangs on demand. */
function watched() {
  const state = { queries: 0, failing: null as "reject" | "hang" | null };
  const guard = new Proxy(db, {
    get(target, name) {
      if (name !== "prepare") return Reflect.get(target, name) as unknown;
      return (sql: string) => {
        state.queries++;
        if (state.failing === null) return target.prepare(sql);
        const first = (): Promise<never> =>
          state.failing === "hang" ? new Promise(() => undefined) : Promise.reject(new Error("D1 is away"));
        return { bind: () => ({ first }) };
      };
    },
  });
  return { db: guard, state };
}

function readerAt(options: { prepare?: (ruleset: Ruleset) => string } = {}) {
  const { db, state } = watched();
  const problems: RulesetProblem[] = [];
  const clock = { ms: T0 };
  const reader = createRulesetReader({
    db,
    prepare: options.prepare ?? ((it) => `${it.version}:${it.digest}`),
    onProblem: (problem) => problems.push(problem),
    clock: () => clock.ms,
  });
  return { reader, state, problems, clock };
}

async function load<P>(reader: RulesetReader<P>, nowMs: number, timeoutMs = 2_000): Promise<P | null> {
  const current = reader.current(nowMs);
  if (current.state !== "cold") throw new Error(`${current.state}, not cold`);
  return await current.load(timeoutMs).ruleset;
}

describe("publishing", () => {
  test("versions grow by one, and the same content is not published twice", async () => {
    expect(await publish(db, ruleset("d1"), T0)).toEqual({ ok: true, version: 1, changed: true });
    expect(await publish(db, ruleset("d1"), T0)).toEqual({ ok: true, version: 1, changed: false });
    expect(await publish(db, ruleset("d2"), T0)).toEqual({ ok: true, version: 2, changed: true });
    expect(await publish(db, ruleset("d1"), T0)).toEqual({ ok: true, version: 3, changed: true });
  });

  test("publishers at the same time get different versions", async () => {
    const published = await Promise.all(
      ["a", "b", "c", "d"].map((digest) => publish(db, ruleset(digest), T0)),
    );
    expect(published.map((it) => it.ok && it.version).toSorted((a, b) => Number(a) - Number(b))).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test("what could not be read back is refused, and nothing is written", async () => {
    const broken = {
      ...ruleset(),
      experiments: [{ ...edgeExperiment, ranges: [[0, 1]] }],
    } as unknown as Ruleset;
    expect(await publish(db, broken, T0)).toEqual({ ok: false, reason: "broken at /experiments/0/ranges" });
    expect(await db.prepare("SELECT count(*) AS n FROM rulesets").first("n")).toBe(0);
    expect(await assetByHash(db, "aa11")).toBeNull();
  });

  test("files of older rulesets stay fetchable", async () => {
    await publish(db, ruleset("d1"), T0);
    await publish(db, ruleset("d2", { assets: {} }), T0);
    expect(await assetByHash(db, "aa11")).toEqual({ type: "css", body: "h1{}", integrity: "sha256-x" });
  });
});

describe("reading", () => {
  test("warm for 10 s without a D1 call, stale until 30 s, then cold", async () => {
    await publish(db, ruleset(), T0);
    const { reader, state } = readerAt();
    expect(await load(reader, T0)).toBe("1:d1");
    const queries = state.queries;
    expect(reader.current(T0)).toEqual({ state: "warm", ruleset: "1:d1" });
    expect(reader.current(T0 + 9_999)).toEqual({ state: "warm", ruleset: "1:d1" });
    expect(reader.current(T0 + 10_000)).toMatchObject({ state: "stale", ruleset: "1:d1" });
    expect(reader.current(T0 + 30_000)).toMatchObject({ state: "stale", ruleset: "1:d1" });
    expect(reader.current(T0 + 30_001)).toMatchObject({ state: "cold" });
    expect(state.queries).toBe(queries);
  });

  test("an unchanged version is confirmed by one small query and prepared once", async () => {
    await publish(db, ruleset(), T0);
    let prepared = 0;
    const { reader, state, clock } = readerAt({ prepare: () => `prepared ${++prepared}` });
    await load(reader, T0);
    const queries = state.queries;
    clock.ms = T0 + 15_000;
    const stale = reader.current(clock.ms);
    if (stale.state === "stale") await stale.refresh?.();
    expect(state.queries - queries).toBe(1);
    expect(reader.current(clock.ms)).toEqual({ state: "warm", ruleset: "prepared 1" });
  });

  test("a new version is taken behind a request; one request refreshes, not all", async () => {
    await publish(db, ruleset("d1"), T0);
    const { reader, clock } = readerAt();
    await load(reader, T0);
    await publish(db, ruleset("d2"), T0);
    clock.ms = T0 + 12_000;
    const first = reader.current(clock.ms);
    const refreshed = first.state === "stale" ? first.refresh?.() : undefined;
    expect(reader.current(clock.ms)).toEqual({ state: "stale", ruleset: "1:d1", refresh: null });
    await refreshed;
    expect(reader.current(clock.ms)).toEqual({ state: "warm", ruleset: "2:d2" });
  });

  test("nothing published is an answer, and no reason to ask again on every request", async () => {
    const { reader, problems } = readerAt();
    expect(await load(reader, T0)).toBeNull();
    expect(reader.current(T0 + 1)).toEqual({ state: "warm", ruleset: null });
    expect(problems).toEqual([]);
  });

  test("a D1 that hangs costs the limit once, then nothing for a second", async () => {
    await publish(db, ruleset(), T0);
    const { reader, state, problems } = readerAt();
    state.failing = "hang";
    expect(await load(reader, T0, 20)).toBeNull();
    expect(problems).toEqual(["too-slow"]);
    expect(reader.current(T0 + 500)).toEqual({ state: "stale", ruleset: null, refresh: null });
    state.failing = null;
    expect(await load(reader, T0 + 1_500)).toBe("1:d1");
    expect(reader.status(T0)).toMatchObject({ version: 1, digest: "d1", problem: null });
  });

  test("a slow answer is kept for the next request", async () => {
    await publish(db, ruleset(), T0);
    const { reader } = readerAt();
    const current = reader.current(T0);
    if (current.state !== "cold") throw new Error("not cold");
    const { ruleset: inTime, settled } = current.load(0);
    const got = await inTime;
    await settled;
    expect(got === null || got === "1:d1").toBe(true);
    expect(reader.current(T0)).toEqual({ state: "warm", ruleset: "1:d1" });
  });

  test("a failing D1 leaves the last good one until it is 30 s old", async () => {
    await publish(db, ruleset(), T0);
    const { reader, state, clock, problems } = readerAt();
    await load(reader, T0);
    state.failing = "reject";
    clock.ms = T0 + 11_000;
    const stale = reader.current(clock.ms);
    if (stale.state === "stale") await stale.refresh?.();
    expect(problems).toEqual(["database-failed"]);
    expect(reader.current(clock.ms + 1)).toEqual({ state: "stale", ruleset: "1:d1", refresh: null });
    clock.ms = T0 + 40_000;
    expect(await load(reader, clock.ms)).toBeNull();
  });

  test.each<[string, RulesetProblem, () => Promise<void>]>([
    [
      "cut off",
      "checksum-mismatch",
      async () =>
        void (await db.prepare("UPDATE rulesets SET body = substr(body, 1, 200) WHERE version = 2").run()),
    ],
    ["not JSON", "not-json", () => rewriteBody(() => "{")],
    [
      "without experiments",
      "broken",
      () => rewriteBody((body) => body.replace('"experiments":', '"experimental":')),
    ],
    [
      "of the future",
      "future-format",
      async () => void (await db.prepare("UPDATE rulesets SET format = 99 WHERE version = 2").run()),
    ],
    [
      "of the future inside",
      "future-format",
      () => rewriteBody((body) => body.replace('"format":1', '"format":2')),
    ],
    ["gone", "empty", async () => void (await db.prepare("DELETE FROM rulesets").run())],
    ["not to be prepared", "prepare-failed", async () => undefined],
  ])("a newer ruleset that is %s leaves the last good one in place: %s", async (_what, reason, harm) => {
    await publish(db, ruleset("d1"), T0);
    const { reader, clock, problems } = readerAt({
      prepare: (it) => {
        if (reason === "prepare-failed" && it.version === 2) throw new Error("cannot");
        return it.digest;
      },
    });
    await load(reader, T0);
    await publish(db, ruleset("d2"), T0);
    await harm();
    clock.ms = T0 + 11_000;
    const stale = reader.current(clock.ms);
    if (stale.state === "stale") await stale.refresh?.();
    expect(problems).toEqual([reason]);
    expect(reader.current(clock.ms)).toMatchObject({ state: "stale", ruleset: "d1" });
    expect(reader.status(clock.ms)).toMatchObject({ version: 1, problem: reason });
    // Without a last good one there is none.
    if (reason === "empty") return;
    const cold = readerAt({
      prepare: () => {
        throw new Error("cannot");
      },
    });
    expect(await load(cold.reader, T0)).toBeNull();
  });
});

test("the check lets through what the compiler writes, also after a round trip", () => {
  expect(parseRuleset(JSON.stringify(ruleset())).ok).toBe(true);
});

test.each<[string, unknown]>([
  ["", null],
  ["", []],
  ["/format", { ...ruleset(), format: "1" }],
  ["/settings/enabled", { ...ruleset(), settings: {} }],
  ["/goals/0/key", { ...ruleset(), goals: [{}] }],
  ["/experiments/0/variants/1/changes/0/content/byLanguage", withChange({ content: { kind: "parts" } })],
  ["/experiments/0/variants/1/changes/0/selector", withChange({ selector: 1 })],
  [
    "/experiments/0/ranges/0/1",
    {
      ...ruleset(),
      experiments: [
        {
          ...edgeExperiment,
          ranges: [
            [0, 2],
            [0, 1],
          ],
        },
      ],
    },
  ],
  [
    "/experiments/0/layer/range",
    { ...ruleset(), experiments: [{ ...edgeExperiment, layer: { name: "a", range: [1], hashVersion: 1 } }] },
  ],
])("the check names what is broken: %s", (where, json) => {
  expect(checkRuleset(json)).toEqual({ ok: false, reason: "broken", where });
});

function withChange(overrides: object): unknown {
  const [control, badges] = edgeExperiment.variants;
  const changes = [{ ...badges?.changes[0], ...overrides }];
  return { ...ruleset(), experiments: [{ ...edgeExperiment, variants: [control, { ...badges, changes }] }] };
}

async function rewriteBody(edit: (body: string) => string): Promise<void> {
  const body = edit(
    (await db.prepare("SELECT body FROM rulesets WHERE version = 2").first<string>("body")) ?? "",
  );
  await db
    .prepare("UPDATE rulesets SET body = ?1, checksum = ?2 WHERE version = 2")
    .bind(body, await sha256Hex(body))
    .run();
}
