import { beforeEach, describe, expect, test } from "vitest";
import { readDefinitions, type Definitions } from "../../src/admin/definitions.ts";
import { loadDefinitions } from "../../src/admin/load.ts";
import type { Ruleset } from "../../src/ruleset/types.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { T0 } from "./records.ts";

beforeEach(freshDatabase);

const experiment = (overrides: object = {}) => ({
  key: "pdp-trust",
  name: "Trust badges",
  pages: { include: ["/products/*"] },
  variants: [
    { key: "control", weight: 0.5 },
    {
      key: "badges",
      weight: 0.5,
      css: ".x{color:red}",
      changes: [{ selector: "h1", action: "set_text", value: "Hello" }],
    },
  ],
  ...overrides,
});

function definitions(file: object): Definitions {
  const read = readDefinitions(JSON.stringify(file));
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.definitions;
}

const load = (file: object, nowMs = T0) => loadDefinitions(db, definitions(file), nowMs);

async function served(): Promise<Ruleset> {
  const body = await db
    .prepare("SELECT body FROM rulesets ORDER BY version DESC LIMIT 1")
    .first<string>("body");
  return JSON.parse(body ?? "null") as Ruleset;
}

describe("loading", () => {
  test("what is loaded is what the edge is given, with its files", async () => {
    const file = {
      goals: [{ key: "thanks", kind: "page", path: "/thank-you", event: "purchase" }],
      experiments: [experiment(), experiment({ key: "draft", status: "draft" })],
    };
    expect(await load(file)).toEqual({
      problems: [],
      changes: ["pdp-trust: running, phase 1", "draft: draft, phase 1", "ruleset 1"],
      version: 1,
    });
    const ruleset = await served();
    expect(ruleset.experiments.map(({ key, phase, id }) => [key, phase, id])).toEqual([
      ["pdp-trust", 1, expect.any(Number)],
    ]);
    expect(ruleset.goals).toEqual([expect.objectContaining({ key: "thanks" })]);
    expect((await dump(["assets"]))["assets"]).toEqual([
      expect.objectContaining({ type: "css", body: ".x{color:red}" }),
    ]);
  });

  test("the same file again changes nothing", async () => {
    const file = { settings: { currency: "EUR" }, experiments: [experiment()] };
    await load(file);
    const before = await dump();
    expect(await load(file, T0 + 1_000)).toEqual({ problems: [], changes: [], version: 1 });
    expect(await dump()).toEqual(before);
  });

  test.each<[string, object, number]>([
    ["a text", { variants: withText("Welcome") }, 1],
    ["a schedule", { schedule: { startAt: null, endAt: "2027-01-01T00:00:00Z" } }, 1],
    ["weights", { variants: withWeights(0.3, 0.7) }, 2],
    ["the audience", { audience: { device: "mobile" } }, 2],
    ["pages", { pages: { include: ["/p/*"] } }, 2],
    ["a lower traffic", { traffic: 0.4 }, 2],
    ["a higher traffic", { traffic: 0.9 }, 1],
    ["a layer", { layer: { name: "pdp", range: [0, 0.5] } }, 2],
  ])("%s changed: the id stays, phase %s", async (_what, change, phase) => {
    await load({ experiments: [experiment({ traffic: 0.5 })] });
    const [before] = (await served()).experiments;
    await load({ experiments: [experiment({ traffic: 0.5, ...change })] }, T0 + 1_000);
    const [after] = (await served()).experiments;
    expect([after?.id, after?.phase]).toEqual([before?.id, phase]);
    const phases = (await dump(["phases"]))["phases"] as Record<string, unknown>[];
    expect(phases.map((row) => [row["phase"], row["ended_at"]])).toEqual(
      phase === 1
        ? [[1, null]]
        : [
            [1, T0 + 1_000],
            [2, null],
          ],
    );
  });

  test("pausing takes it out of the ruleset, and experiments of other files stay", async () => {
    await load({ experiments: [experiment()] });
    await load({ experiments: [experiment({ key: "other" })] });
    expect((await served()).experiments.map(({ key }) => key)).toEqual(["pdp-trust", "other"]);
    await load({ experiments: [experiment({ status: "paused" })] });
    expect((await served()).experiments.map(({ key }) => key)).toEqual(["other"]);
  });

  test("metrics are pinned at the start of the phase", async () => {
    await load(buysWithin(24));
    await load(buysWithin(48));
    const [phase] = (await dump(["phases"]))["phases"] as Record<string, string>[];
    const metrics = JSON.parse(phase?.["metrics"] ?? "") as object[];
    expect(metrics[0]).toMatchObject({ key: "buys", windowHours: 24 });
    // Behind it stands the rest of the journey.
    expect(metrics.length).toBeGreaterThan(5);
  });
});

describe("problems are named by JSON pointer, and nothing is written", () => {
  test.each<[object, string]>([
    [{ experiments: [experiment({ traffic: 2 })] }, "/experiments/0/traffic"],
    [{ experiments: [experiment({ nonsense: 1 })] }, "/experiments/0"],
    [{ experiments: [experiment({ variants: withWeights(0.5, 0.6) })] }, "/experiments/0/variants"],
    [{ goals: [{ key: "Bad Key", kind: "custom" }] }, "/goals/0/key"],
    [{ more: [] }, "/"],
  ])("of the schema: %#", (file, pointer) => {
    const read = readDefinitions(JSON.stringify(file));
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.problems[0]?.split(":")[0]).toBe(pointer);
  });

  test.each<[object, string]>([
    [
      { experiments: [experiment({ metrics: { primary: "gone" } })] },
      "/experiments/0/metrics/primary: there is no metric gone",
    ],
    [
      { metrics: [{ key: "m", kind: "count", event: "nowhere" }] },
      "/metrics/0/event: no goal gives the event nowhere",
    ],
    [{ experiments: [experiment(), experiment()] }, "/experiments/1/key: pdp-trust stands in the file twice"],
    [
      { experiments: [experiment({ variants: withSelector("h1:hover") })] },
      "/experiments/0/variants/1/changes/0/selector: ",
    ],
  ])("of the whole: %#", async (file, problem) => {
    const loaded = await load(file);
    expect(loaded.problems).toEqual([expect.stringContaining(problem)]);
    expect(loaded.version).toBeNull();
    expect(Object.values(await dump()).flat()).toEqual([]);
  });
});

function withText(value: string): object[] {
  return [
    { key: "control", weight: 0.5 },
    { ...experiment().variants[1], changes: [{ selector: "h1", action: "set_text", value }] },
  ];
}

function withSelector(selector: string): object[] {
  return [
    { key: "control", weight: 0.5 },
    { key: "badges", weight: 0.5, changes: [{ selector, action: "remove" }] },
  ];
}

function withWeights(control: number, badges: number): object[] {
  return [
    { ...experiment().variants[0], weight: control },
    { ...experiment().variants[1], weight: badges },
  ];
}

function buysWithin(windowHours: number): object {
  return {
    metrics: [{ key: "buys", kind: "conversion", event: "purchase", windowHours }],
    experiments: [experiment({ metrics: { primary: "buys" } })],
  };
}
