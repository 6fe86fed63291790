import { beforeEach, describe, expect, test } from "vitest";
import { planEdit } from "../../src/admin/experiment-edit.ts";
import { finishDue } from "../../src/admin/experiment-schedule.ts";
import { settingsSchema } from "../../src/domain/settings.schema.ts";
import { commit, publishCurrent, readWorld } from "../../src/ruleset/publish.ts";
import { createRulesetReader } from "../../src/ruleset/read.ts";
import { saveSettingsStatement } from "../../src/store/definitions.ts";
import { experimentByKey } from "../../src/store/experiments.ts";
import { revisionsOf } from "../../src/store/revisions.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { act, create, draft, liveKeys, patch, served, writerAs } from "./lifecycle.ts";
import { T0 } from "./records.ts";

beforeEach(freshDatabase);

/** D1 that dies at its nth answer: before it is asked, or after it did what it was asked. */
function dyingAt(step: number, when: "before" | "after"): { db: D1Database; calls: () => number } {
  let calls = 0;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    calls++;
    if (calls === step && when === "before") throw new Error("D1 is away");
    const answer = await work();
    if (calls === step && when === "after") throw new Error("D1 went away");
    return answer;
  };
  const proxy = new Proxy(db, {
    get(target, name) {
      if (name === "batch")
        return (statements: D1PreparedStatement[]) => guarded(() => target.batch(statements));
      if (name !== "prepare") return Reflect.get(target, name) as unknown;
      return (sql: string) => target.prepare(sql);
    },
  });
  return { db: proxy, calls: () => calls };
}

const numbered = (index: number): object => draft({ key: `e${index}`, pages: { include: [`/p${index}/*`] } });

describe("publishing what is stored", () => {
  test("nothing is written when nothing changed; an empty shop has a ruleset too", async () => {
    expect(await publishCurrent(db, T0)).toMatchObject({ ok: true, version: 1, published: true });
    const before = await dump();
    expect(await publishCurrent(db, T0 + 1)).toMatchObject({ ok: true, version: 1, published: false });
    expect(await dump()).toEqual(before);
    await create(draft());
    expect(await publishCurrent(db, T0)).toMatchObject({ version: 1, published: false });
  });

  test("what does not compile is not published, and the change that led to it is not made", async () => {
    await create(numbered(1));
    await act("e1", "start");
    await create(numbered(2));
    await breakStored("e2");
    const before = await dump();
    expect((await act("e2", "start")).status).toBe(422);
    expect(await dump()).toEqual(before);
    await db.prepare("UPDATE experiments SET status = 'running' WHERE key = 'e2'").run();
    const failed = await publishCurrent(db, T0);
    expect(failed).toMatchObject({
      ok: false,
      problems: [{ experiment: "e2", pointer: "/variants/1/changes/0/selector" }],
    });
    expect(await liveKeys()).toEqual(["e1"]);
  });

  test("what broke with a new build goes on as it is served, and does not keep others from being paused", async () => {
    for (const index of [1, 2]) {
      await create(numbered(index));
      await act(`e${index}`, "start");
    }
    const [before] = (await served())?.experiments ?? [];
    await breakStored("e1");
    expect((await act("e2", "pause")).status).toBe(200);
    expect((await served())?.experiments).toEqual([before]);
    expect((await patch("e1", { traffic: 0.5 })).status).toBe(422);
    expect((await act("e2", "resume")).status).toBe(200);
    expect(await liveKeys()).toEqual(["e1", "e2"]);
    expect((await act("e1", "finish")).status).toBe(200);
    expect(await liveKeys()).toEqual(["e2"]);
  });

  test("the kill switch works although something is broken, and is seen within 10 s", async () => {
    await create(numbered(1));
    await act("e1", "start");
    const clock = { ms: T0 };
    const reader = createRulesetReader({ db, prepare: (rules) => rules, clock: () => clock.ms });
    const cold = reader.current(clock.ms);
    if (cold.state !== "cold") throw new Error("not cold");
    expect((await cold.load(1_000).ruleset)?.settings.enabled).toBe(true);
    // It never was served, so there is nothing of it to go on with.
    await create(numbered(2));
    await breakStored("e2");
    await db.prepare("UPDATE experiments SET status = 'running' WHERE key = 'e2'").run();
    expect(await publishCurrent(db, T0)).toMatchObject({ ok: false });
    await saveSettingsStatement(db, settingsSchema.parse({ enabled: false }), T0).run();
    expect(await publishCurrent(db, T0)).toMatchObject({ ok: true, published: true });
    clock.ms += 10_000;
    const stale = reader.current(clock.ms);
    if (stale.state !== "stale") throw new Error("not stale");
    await stale.refresh?.();
    expect(reader.current(clock.ms)).toMatchObject({
      state: "warm",
      ruleset: { settings: { enabled: false } },
    });
  });

  test("a ruleset that is too large for D1 is told in words, and nothing is written", async () => {
    const heavy = (index: number): object =>
      draft({
        key: `e${index}`,
        pages: { include: [`/p${index}/*`] },
        variants: Array.from({ length: 8 }, (_, variant) => ({
          key: `v${variant}`,
          weight: 0.125,
          css: `/*${index}${variant}*/${"a".repeat(49_000)}`,
        })),
      });
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++) {
      await create(heavy(index));
      statuses.push((await act(`e${index}`, "start")).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 422, 422]);
    expect((await act("e5", "start")).refused?.errors?.[0]?.detail).toContain("bytes");
    expect(await liveKeys()).toEqual(["e0", "e1", "e2", "e3"]);
    expect((await experimentByKey(db, "e4"))?.status).toBe("draft");
  });
});

describe("races", () => {
  test("50 edits of one revision: one is made, 49 are told", async () => {
    await create(draft());
    await act("pdp-trust", "start");
    const edits = await Promise.all(
      Array.from({ length: 50 }, (_, index) => patch("pdp-trust", { name: `edit ${index}` }, { seen: 2 })),
    );
    expect(edits.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array(49).fill(412),
    ]);
    const won = edits.find(({ status }) => status === 200)?.saved?.data;
    expect(await experimentByKey(db, "pdp-trust")).toMatchObject({
      revision: 3,
      definition: { name: won?.name },
    });
  });

  test("50 edits that do not say what they saw: all are made, one after the other, none is lost", async () => {
    await create(draft({ traffic: 0.01 }));
    await act("pdp-trust", "start");
    const edits = await Promise.all(
      Array.from({ length: 50 }, (_, index) => patch("pdp-trust", { hypothesis: `edit ${index}` })),
    );
    expect(edits.every(({ status }) => status === 200)).toBe(true);
    const id = (await experimentByKey(db, "pdp-trust"))?.id ?? 0;
    const revisions = await revisionsOf(db, id, 100, null);
    expect(revisions.map(({ revision }) => revision)).toEqual(
      Array.from({ length: 52 }, (_, index) => 52 - index),
    );
    expect(new Set(revisions.map(({ definition }) => definition.hypothesis)).size).toBe(51);
    expect((await dump(["audit"]))["audit"]).toHaveLength(52);
  });

  test("a write that was planned on an older revision is undone, also where revisions were not kept yet", async () => {
    await create(draft());
    const stale = await readWorld(db, "pdp-trust");
    await db.prepare("UPDATE experiments SET revision = 5").run();
    const plan = await planEdit(stale, (old) => ({ ...old, traffic: 1 }), writerAs());
    if ("refused" in plan) throw new Error(plan.refused.title);
    const before = await dump();
    await expect(db.batch([...plan.statements])).rejects.toThrow("NOT NULL");
    expect(await dump()).toEqual(before);
  });

  test("50 experiments started at once: the last ruleset has all of them", async () => {
    for (let index = 0; index < 50; index++) await create(numbered(index));
    const starts = await Promise.all(Array.from({ length: 50 }, (_, index) => act(`e${index}`, "start")));
    expect(starts.every(({ status }) => status === 200)).toBe(true);
    expect((await liveKeys()).length).toBe(50);
    // The first draft published the empty one.
    expect((await served())?.version).toBe(51);
    expect(await publishCurrent(db, T0)).toMatchObject({ published: false });
  });

  test("two that must not run together, started at once: one is", async () => {
    for (const key of ["a", "b", "c"]) await create(draft({ key, layer: { name: "pdp", range: [0, 1] } }));
    const starts = await Promise.all(["a", "b", "c"].map((key) => act(key, "start")));
    expect(starts.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422, 422]);
    expect((await liveKeys()).length).toBe(1);
  });

  test("one key, created at once: one gets it", async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => create(draft())));
    expect(made.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422, 422, 422, 422]);
  });

  test("pausing, editing and the clock at once leave a ruleset that says what is stored", async () => {
    const endAt = new Date(T0 + 1_000).toISOString();
    for (let index = 0; index < 6; index++)
      await create(Object.assign(numbered(index), { schedule: { endAt } }));
    await Promise.all(Array.from({ length: 6 }, (_, index) => act(`e${index}`, "start")));
    await Promise.all([
      act("e0", "pause"),
      act("e1", "finish"),
      patch("e2", { schedule: { endAt: null } }),
      finishDue(db, T0 + 1_000),
      finishDue(db, T0 + 1_000),
      patch("e3", { traffic: 1 }),
    ]);
    await finishDue(db, T0 + 1_000);
    // e2 got its open end in time, or not.
    const running = await db.prepare("SELECT key FROM experiments WHERE status = 'running'").raw<[string]>();
    expect(["", "e2"]).toContain(running.flat().join());
    expect(await liveKeys()).toEqual(running.flat());
    expect(await publishCurrent(db, T0)).toMatchObject({ published: false });
  });
});

describe("D1 dies in the middle", () => {
  for (const when of ["before", "after"] as const) {
    test.each([1, 2])(
      `${when} call %i of a start: all or nothing, and the next try is good`,
      async (step) => {
        await create(draft());
        const before = await dump();
        const dying = dyingAt(step, when);
        await expect(act("pdp-trust", "start", {}, { database: dying.db })).rejects.toThrow("D1");
        const done = when === "after" && step === 2;
        if (!done) expect(await dump()).toEqual(before);
        expect(await liveKeys()).toEqual(done ? ["pdp-trust"] : []);
        expect((await experimentByKey(db, "pdp-trust"))?.status).toBe(done ? "running" : "draft");
        expect((await act("pdp-trust", "start")).status).toBe(done ? 409 : 200);
        expect(await liveKeys()).toEqual(["pdp-trust"]);
      },
    );
  }

  test("a start asks D1 twice: once to read, once to write", async () => {
    await create(draft());
    const { db: counted, calls } = dyingAt(99, "before");
    await act("pdp-trust", "start", {}, { database: counted });
    expect(calls()).toBe(2);
  });

  test("a statement of the batch fails: nothing of it is left", async () => {
    await create(draft());
    const before = await dump();
    const broken = commit(db, "pdp-trust", T0, (world) =>
      Promise.resolve({
        ok: true as const,
        statements: [
          db.prepare("UPDATE experiments SET status = 'running'"),
          db.prepare("INSERT INTO counters (hour, reason, count) VALUES (1, 'x', 'no number')"),
        ],
        next: world,
        result: null,
      }),
    );
    await expect(broken).rejects.toThrow();
    expect(await dump()).toEqual(before);
  });
});

/** As a later build with stricter checks would find it. */
async function breakStored(key: string): Promise<void> {
  await db
    .prepare("UPDATE experiments SET definition = replace(definition, 'h1.title', 'h1:hover') WHERE key = ?1")
    .bind(key)
    .run();
}
