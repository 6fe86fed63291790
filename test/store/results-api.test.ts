/** What an analyst asks, over recorded visitors with a known effect: every answer of the results API, end to end. */
import { beforeAll, describe, expect, test } from "vitest";
import type { ResultsBody } from "../../src/results/contract.ts";
import { experimentResults } from "../../src/results/results.ts";
import { askResults as ask, DAYS, NOW, recordedShop, resultsAnswer as answer } from "./recorded-shop.ts";
import { writeRecords } from "../../src/store/records.ts";
import { db } from "./database.ts";
import { exposure, T0 } from "./records.ts";

const DAY = 86_400_000;

beforeAll(() => recordedShop());

const RESULTS = "/experiments/pdp-trust/results";

describe("health", () => {
  interface Wait {
    readonly visitors: number;
    readonly median: number | null;
    readonly interval: readonly number[] | null;
  }
  const healthOf = async (path: string) =>
    (await answer<{ health: { firstByte: Wait[]; warnings: string[]; causes: unknown[] } }>(path)).health;

  test("says how long each variant's first byte took, and warns when one is slower", async () => {
    const alike = await healthOf(RESULTS);
    expect(alike.firstByte.map(({ visitors }) => visitors)).toEqual([800, 800]);
    // Half waited 200 ms, half 400 ms: the median is anything between, the quarter that waited longest 400 ms.
    for (const { median, interval } of alike.firstByte) {
      expect(median).toBeGreaterThanOrEqual(200);
      expect(median).toBeLessThanOrEqual(450);
      expect(interval?.[0]).toBeLessThan(median ?? 0);
    }
    expect(alike.warnings).toEqual([]);
    const early = await healthOf(`${RESULTS}?asOf=${new Date(T0 + 50).toISOString()}`);
    expect(early.firstByte).toEqual(
      [0, 1].map(() => ({
        visitors: 0,
        median: null,
        interval: null,
        p75: null,
        reason: "fewer-than-100-visitors",
      })),
    );
    // Found already, and what their browsers told later is not known yet.
    const found = await healthOf(`${RESULTS}?population=found&asOf=${new Date(T0 + 50).toISOString()}`);
    expect(found.firstByte.map(({ visitors }) => visitors)).toEqual([0, 0]);
    await recordedShop({ firstByteMs: [200, 480] });
    for (const [language, said] of [
      ["en", "\n! The pages of a variant reach shoppers later"],
      ["fa", "\n! صفحه‌های یکی از گونه‌ها دیرتر"],
      ["ar", "\n! تصل صفحات إحدى النسخ"],
    ])
      expect(await (await ask(`${RESULTS}?format=summary&language=${language}`)).text()).toContain(said);
    const slow = await healthOf(RESULTS);
    expect(slow.warnings).toEqual(["variant-slower"]);
    expect(slow.firstByte[1]?.interval?.[0]).toBeGreaterThan(slow.firstByte[0]?.interval?.[1] ?? Infinity);
    await recordedShop();
  });
});

describe("results", () => {
  test("a known effect is recovered from rows to verdict", async () => {
    const body = await answer<ResultsBody>(RESULTS);
    expect(body).toMatchObject({
      population: "confirmed",
      days: DAYS,
      health: { ok: true, splitTest: { observed: [800, 800], sequentialPValue: 1, ok: true } },
      decision: { verdict: "winner", variant: "badges", metric: "purchase" },
    });
    const [purchase, revenue, bounce] = body.metrics;
    expect(purchase?.variants).toMatchObject([
      { visitors: 800, total: 160, mean: 0.2 },
      { visitors: 800, total: 320, mean: 0.4, lift: { absolute: 0.2, relative: 1 }, significant: true },
    ]);
    const [low, high] = purchase?.variants?.[1]?.sequential?.interval ?? [];
    expect(low).toBeGreaterThan(0.3);
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
    expect(revenue).toMatchObject({
      unit: { currency: "USD", decimals: 2 },
      variants: [{ mean: 200 }, { mean: 400 }],
    });
    expect(bounce).toMatchObject({
      population: "found",
      role: "guardrail",
      variants: [{ total: 0 }, { total: 0 }],
    });
  });

  test("equal asOf, equal bytes; an earlier instant knows less", async () => {
    const asOf = new Date(T0 + 4 * DAY).toISOString();
    const [one, other] = await Promise.all([ask(`${RESULTS}?asOf=${asOf}`), ask(`${RESULTS}?asOf=${asOf}`)]);
    const text = await one.text();
    expect(await other.text()).toBe(text);
    const body = JSON.parse(text) as ResultsBody;
    expect(body.health.splitTest.observed).toEqual([400, 400]);
    expect(body.decision.code).toBe("minimum-days");
  });

  test("by segment: every value adds up to all, and says why it has no panel", async () => {
    const of = async (segment: string) =>
      (await answer<ResultsBody>(`${RESULTS}?segment=${segment}&metric=purchase`)).segments?.map(
        ({ value, metrics }) => [value, metrics[0]?.variants?.map(({ visitors }) => visitors)],
      );
    expect(await of("source")).toEqual([["search", [800, 800]]]);
    expect(await of("visitor")).toEqual([["new", [800, 800]]]);
    const { segments } = await answer<ResultsBody>(`${RESULTS}?segment=device&metric=purchase`);
    expect(segments?.map(({ value }) => value)).toEqual(["desktop", "mobile"]);
    const visitors = segments?.map(({ metrics }) => metrics[0]?.variants?.map((one) => one.visitors));
    expect(visitors?.flat().reduce((sum = 0, count = 0) => sum + count, 0)).toBe(1600);
    expect(segments?.[1]?.metrics[0]?.variants?.[1]?.bayesian?.reason).toBe("not-computed-for-segments");
  });

  test("CSV: one row a variant, metric and segment, with a header", async () => {
    const response = await ask(`${RESULTS}?format=csv&segment=device`);
    expect(response.headers.get("content-type")).toContain("text/csv");
    const [header = "", ...rows] = (await response.text()).trimEnd().split("\r\n");
    expect(header.split(",")).toContain("sequential_low");
    expect(rows).toHaveLength(3 * 2 * 3);
    for (const row of rows) expect(row.split(",")).toHaveLength(header.split(",").length);
    const of = (row = "") =>
      Object.fromEntries(header.split(",").map((name, at) => [name, row.split(",")[at]]));
    expect(of(rows[1])).toMatchObject({
      experiment: "pdp-trust",
      verdict: "winner",
      metric: "purchase",
      role: "primary",
      population: "confirmed",
      currency: "",
      decimals: "0",
      method: "conversion-e-process",
      variant: "badges",
      visitors: "800",
      total: "320",
      mean: "0.4",
      guardrail: "",
    });
    // Money says its unit, and a guardrail whether it holds.
    expect(of(rows.find((row) => row.includes(",revenue,") && row.includes(",badges,")))).toMatchObject({
      currency: "USD",
      decimals: "2",
      total: "320000",
    });
    expect(of(rows.find((row) => row.includes(",bounce,") && row.includes(",badges,")))).toMatchObject({
      guardrail: "undecided",
      guardrail_margin: "0.05",
    });
  });

  test.each([
    ["en", /^pdp-trust: Winner \(1,600 visitors, after 8 days\)\nbadges wins: purchase is \+100%/],
    ["fa", /^pdp-trust: برنده \(۱٬۶۰۰ بازدیدکننده/],
    ["ar", /^pdp-trust: فائزة/],
  ])("a summary in %s", async (language, expected) => {
    expect(await (await ask(`${RESULTS}?format=summary&language=${language}`)).text()).toMatch(expected);
  });

  test("everything is read in one batch: all figures are of one state of the database", async () => {
    let batches = 0;
    const watched = {
      prepare: (query: string) => db.prepare(query),
      batch: async (statements: D1PreparedStatement[]) => {
        batches += 1;
        return await db.batch(statements);
      },
    } as D1Database;
    const asked = { phase: null, population: null, asOfMs: null, nowMs: NOW, metric: null };
    for (const segment of ["source", "country"] as const) {
      const query = { ...asked, segment, fromDay: null, toDay: null };
      expect((await experimentResults(watched, "pdp-trust", query)).ok).toBe(true);
    }
    expect(batches).toBe(2);
  });

  test("one metric is answered alone, with the verdict of all; one that the experiment has not is refused", async () => {
    const all = await answer<ResultsBody>(RESULTS);
    for (const { metric } of all.metrics) {
      const { metrics, decision } = await answer<ResultsBody>(`${RESULTS}?metric=${metric}`);
      expect(metrics).toEqual(all.metrics.filter((one) => one.metric === metric));
      expect(decision).toEqual(all.decision);
    }
    for (const path of [RESULTS, "/experiments/pdp-trust/timeseries"]) {
      const refusal = await ask(`${path}?metric=gone`);
      expect(refusal.status).toBe(422);
      expect(await refusal.json()).toMatchObject({ errors: [{ pointer: "/metric" }] });
    }
  });

  test("of chosen days says that they were chosen", async () => {
    const of = async (query: string) => (await answer<ResultsBody>(`${RESULTS}${query}`)).health.warnings;
    expect(await of("")).toEqual([]);
    expect(await of("?from=2026-11-21")).toEqual(["days-chosen"]);
    expect(await of("?to=2026-11-25")).toEqual(["days-chosen"]);
  });

  test("a last day before the first is refused", async () => {
    for (const what of ["results", "timeseries", "journey"]) {
      const refusal = await ask(`/experiments/pdp-trust/${what}?from=2026-12-08&to=2026-12-01`);
      expect(refusal.status).toBe(422);
      expect(await refusal.json()).toMatchObject({ errors: [{ pointer: "/to" }] });
    }
  });

  test("a time to come is refused", async () => {
    expect((await ask(`${RESULTS}?asOf=2030-01-01T00:00:00Z`)).status).toBe(422);
  });
});

test("the time series: each day, all days up to it, and a band that never widens without reason", async () => {
  const { metrics, recording } = await answer<{
    metrics: {
      metric: string;
      days: {
        day: string;
        variants: {
          visitors: number;
          cumulative: { visitors: number; sequential?: { interval: number[] } };
        }[];
      }[];
    }[];
    recording: { stages: { confirmed: number[] } }[];
  }>("/experiments/pdp-trust/timeseries?metric=purchase");
  const days = metrics[0]?.days ?? [];
  expect(days.map(({ day }) => day)).toEqual(
    Array.from({ length: DAYS }, (_, day) => new Date(T0 + day * DAY).toISOString().slice(0, 10)),
  );
  expect(days.map(({ variants }) => variants[1]?.cumulative.visitors)).toEqual([
    100, 200, 300, 400, 500, 600, 700, 800,
  ]);
  const width = (index: number): number => {
    const [low = 0, high = 0] = days[index]?.variants[1]?.cumulative.sequential?.interval ?? [];
    return high - low;
  };
  expect(width(7)).toBeLessThan(width(3));
  expect(recording[0]?.stages.confirmed).toEqual([100, 100]);
  const results = await answer<ResultsBody>(`${RESULTS}?metric=purchase`);
  expect(days[7]?.variants[1]?.cumulative.sequential?.interval).toEqual(
    results.metrics[0]?.variants?.[1]?.sequential?.interval,
  );
});

test("A/A replay: dealt anew, the verdict fires no more often than the level allows; the seed makes it repeatable", async () => {
  const path = "/experiments/pdp-trust/aa-replay";
  type Replayed = {
    fired: { share: number; interval: number[] };
    peeked: number;
    visitors: number;
    method: string;
  };
  const first = await answer<Replayed>(path, { runs: 300, seed: 7 });
  expect(first).toMatchObject({ method: "conversion-e-process", visitors: 1600 });
  expect(first.fired.share).toBeLessThanOrEqual(0.05 + 0.032);
  expect(first.peeked).toBeGreaterThan(first.fired.share);
  expect(await answer<Replayed>(path, { runs: 300, seed: 7 })).toEqual(first);
  const revenue = await answer<Replayed>(path, { runs: 100, metric: "revenue" });
  expect(revenue).toMatchObject({ method: "confidence-sequence", visitors: 1600 });
  expect(revenue.fired.share).toBeLessThan(0.12);
  const ratio = await answer<Replayed>(path, { runs: 100, metric: "average_order_value" });
  expect(ratio).toMatchObject({ method: "confidence-sequence", visitors: 1600 });
  expect(ratio.fired.share).toBeLessThan(0.12);
  // Everybody stayed: nobody is there to be dealt who left.
  const bounce = await answer<Replayed>(path, { runs: 300, metric: "bounce" });
  expect(bounce).toMatchObject({ fired: { share: 0 }, peeked: 0, visitors: 1600 });
});

describe("power", () => {
  type Planned = {
    visitors: number;
    visitorsAVariant: number;
    days: number | null;
    detectableLift: number | null;
    warning?: string;
  };
  test("from a baseline", async () => {
    const fixed = await answer<Planned>("/power", {
      baseline: 0.05,
      minimumEffect: 0.1,
      method: "fixed",
      visitorsADay: 5000,
    });
    expect(fixed).toMatchObject({ visitorsAVariant: 31_231, visitors: 62_462, days: 14 });
    const watched = await answer<Planned>("/power", {
      baseline: 0.05,
      minimumEffect: 0.1,
      visitorsADay: 500,
    });
    expect(watched.visitorsAVariant).toBe(Math.ceil(31_230.692462975025 * 1.65));
    expect(watched.warning).toContain("bolder change");
  });
  test("from what an experiment recorded", async () => {
    const planned = await answer<Planned & { assumed: { baseline: number; visitorsADay: number } }>(
      "/power",
      {
        experiment: "pdp-trust",
        minimumEffect: 0.2,
      },
    );
    expect(planned.assumed).toMatchObject({ baseline: 0.2, visitorsADay: 200 });
    expect(planned.days).toBeGreaterThanOrEqual(14);
    expect(planned.detectableLift).toBeLessThanOrEqual(0.2 + 1e-9);
  });
  test("what cannot be told is null with its reason", async () => {
    const of = (body: object) => answer<Planned & { reason?: string }>("/power", body);
    expect(await of({ baseline: 0.05, minimumEffect: 0.1 })).toMatchObject({
      visitorsAVariant: 51_531,
      days: null,
      detectableLift: null,
      reason: "no-visitors-a-day",
    });
    expect(await of({ baseline: 0.9, minimumEffect: 0.5 })).toMatchObject({
      visitors: null,
      reason: "more-than-everybody",
    });
    const few = { baseline: 0.05, visitorsADay: 0.5, days: 1 };
    expect(await of(few)).toMatchObject({ detectableLift: null, reason: "not-reachable" });
  });
  test("without anything it says what is missing", async () => {
    expect((await ask("/power", {})).status).toBe(422);
  });
});

test("A/A replay of whom nobody confirmed: of the population that is asked for", async () => {
  await db.prepare("UPDATE rollup_units SET confirmed = 0, seen = 0").run();
  expect((await ask("/experiments/pdp-trust/aa-replay", { runs: 10 })).status).toBe(409);
  expect(await answer("/experiments/pdp-trust/aa-replay", { runs: 10, population: "found" })).toMatchObject({
    visitors: 1600,
  });
});

test("experiments that overlap are compared pairwise; nobody met another one here", async () => {
  const path = "/experiments/pdp-trust/interactions";
  expect(await answer(path)).toMatchObject({ metric: "purchase", interactions: [] });
  // The same visitors in a second experiment, dealt across the first.
  await db
    .prepare(
      `INSERT INTO experiments (key, status, phase, revision, definition, created_at, updated_at)
     SELECT 'banner', 'running', 1, 1, definition, 0, 0 FROM experiments WHERE key = 'pdp-trust'`,
    )
    .run();
  const { results } = await db
    .prepare("SELECT unit, variant FROM exposures ORDER BY unit")
    .all<{ unit: string; variant: number }>();
  const id = (await db.prepare("SELECT id FROM experiments WHERE key = 'banner'").first<number>("id")) ?? 0;
  await db
    .prepare(
      `INSERT INTO phases (experiment, phase, revision, definition, metrics, currency, rules, started_at)
       SELECT ?, phase, revision, definition, metrics, currency, rules, started_at FROM phases`,
    )
    .bind(id)
    .run();
  await writeRecords(
    db,
    {
      exposures: results.map(({ unit }) =>
        exposure({ experiment: id, visitor: unit, variant: Number(unit.at(1)) % 2, confirmedAtMs: T0 }),
      ),
      events: [],
      counters: [],
    },
    T0,
  );
  // The metrics of today's definition are not those of the phase.
  await db
    .prepare("UPDATE experiments SET definition = json_set(definition, '$.metrics.primary', 'other')")
    .run();
  type Answer = { scale: string; interactions: { with: string; pValue: number }[]; notCompared: object[] };
  for (const scale of ["relative", "absolute"]) {
    const { interactions, ...rest } = await answer<Answer>(`${path}?scale=${scale}`);
    expect(rest).toMatchObject({ scale, metric: "purchase", notCompared: [] });
    expect(interactions).toMatchObject([
      { with: "banner", variant: "badges", otherVariant: "badges", visitors: 1600 },
    ]);
    // Every day is like the others, so there is none.
    expect(interactions[0]?.pValue).toBeCloseTo(1, 9);
  }
  await db
    .prepare("UPDATE phases SET definition = json_set(definition, '$.unit', 'customer') WHERE experiment = ?")
    .bind(id)
    .run();
  expect((await answer<Answer>(path)).notCompared).toEqual([
    { with: "banner", phase: 1, reason: "dealt-by-another-unit" },
  ]);
});
