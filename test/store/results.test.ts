import { beforeEach, describe, expect, test, vi } from "vitest";
import { createApi } from "../../src/admin/app.ts";
import type { EventRecord, ExposureRecord } from "../../src/collect/record.ts";
import { parseConfig, type Config } from "../../src/config.ts";
import { experimentSchema } from "../../src/domain/experiment.schema.ts";
import { builtInMetric } from "../../src/domain/metric.ts";
import { metricSchema, type Metric, type MetricInput } from "../../src/domain/metric.schema.ts";
import type { ResultsBody } from "../../src/results/contract.ts";
import { saveExperimentStatement, startPhaseStatements } from "../../src/store/experiments.ts";
import { writeRecords } from "../../src/store/records.ts";
import { db, freshDatabase } from "./database.ts";
import { event, exposure, T0 } from "./records.ts";

const TOKEN = "a-long-admin-token";
const HOUR = 3_600_000;
const config = parseConfig({
  DB: db,
  ADMIN_TOKEN: TOKEN,
  COOKIE_KEYS: "k1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE",
});

function api(overrides: Partial<Config> = {}, database = db) {
  return createApi({
    db: database,
    config: { ...config, ...overrides },
    write: () => Promise.resolve(),
    recorder: { unsaved: () => [{ reason: "lost", count: 3 }] },
    rulesetStatus: () => ({ version: 4, digest: "d4", ageMs: 1_200, problem: null }),
    nowMs: () => T0 + 48 * HOUR,
    random: (bytes) => void crypto.getRandomValues(bytes),
  });
}

function get(path: string, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }): Request {
  return new Request(`https://shop.example/_lahza/api${path}`, { headers });
}

/** Of found visitors: none of these rows was confirmed by a browser. */
async function results(query = ""): Promise<ResultsBody> {
  const asked = new URLSearchParams({
    population: "found",
    ...Object.fromEntries(new URLSearchParams(query)),
  });
  const response = await api().fetch(get(`/experiments/pdp-trust/results?${asked.toString()}`));
  expect(response.status).toBe(200);
  return await response.json();
}

const definition = experimentSchema.parse({
  key: "pdp-trust",
  name: "Trust badges",
  pages: { include: ["/products/*"] },
  variants: [
    { key: "control", weight: 0.5 },
    { key: "badges", weight: 0.5 },
  ],
  metrics: {
    primary: "purchase",
    secondary: ["orders", "revenue", "quick", "two_at_most", "average_order_value"],
    guardrails: ["bounce", "gone"],
  },
});
const OWN: MetricInput[] = [
  { key: "quick", kind: "conversion", event: "purchase", windowHours: 24 },
  { key: "two_at_most", kind: "count", event: "purchase", cap: 2 },
];

beforeEach(async () => {
  await freshDatabase();
  const metrics: Metric[] = [
    ...["purchase", "orders", "revenue", "average_order_value", "bounce"].flatMap(
      (key) => builtInMetric(key) ?? [],
    ),
    ...OWN.map((metric) => metricSchema.parse(metric)),
  ];
  const experiment = { key: "pdp-trust", status: "running" as const, phase: 1, definition };
  await db.batch([
    saveExperimentStatement(db, experiment, T0),
    ...startPhaseStatements(db, experiment, { metrics, settings: { currency: "IRT" } }, T0),
  ]);
});

/** The experiment's id is whatever the database gave it. */
async function write(exposures: Partial<ExposureRecord>[], events: Partial<EventRecord>[]): Promise<void> {
  const id = (await db.prepare("SELECT id FROM experiments").first<number>("id")) ?? 0;
  await writeRecords(
    db,
    {
      exposures: exposures.map((row) => exposure({ experiment: id, ...row })),
      events: events.map((row, index) => event({ id: `e-${index}`, unit: row.visitor ?? "v-1", ...row })),
      counters: [],
    },
    T0,
  );
}

async function totals(metric: string, query = ""): Promise<(readonly [number, number])[] | undefined> {
  const found = (await results(query)).metrics.find((candidate) => candidate.metric === metric);
  return found?.variants?.map((variant) => [variant.visitors, variant.total] as const);
}

const toControl = { visitor: "v-1", variant: 0 };
const toBadges = { visitor: "v-2", variant: 1 };

describe("what counts", () => {
  test("visitors and conversions per variant, in the contract's shape", async () => {
    await write(
      [toControl, toBadges, { visitor: "v-3", variant: 1 }, { visitor: "v-4", variant: 1, foundAtMs: null }],
      [{ visitor: "v-2" }, { visitor: "v-2" }, { visitor: "v-4" }, { visitor: "nobody" }],
    );
    const body = await results();
    expect(body).toMatchObject({
      experiment: "pdp-trust",
      status: "running",
      phase: 1,
      population: "found",
      asOf: "2026-11-22T12:00:00.000Z",
      health: {
        ok: true,
        splitTest: {
          observed: [1, 2],
          expected: [1.5, 1.5],
          sequentialPValue: 1,
          ok: true,
        },
        stages: [
          expect.objectContaining({ stage: "assigned", visitors: [1, 3] }),
          expect.objectContaining({ stage: "found", visitors: [1, 2] }),
          expect.objectContaining({ stage: "confirmed", visitors: [0, 0] }),
          expect.objectContaining({ stage: "seen", visitors: [0, 0] }),
        ],
      },
      decision: { verdict: "keep-running", code: "too-few" },
    });
    expect(body.metrics[0]).toMatchObject({
      metric: "purchase",
      kind: "conversion",
      role: "primary",
      direction: "increase",
      method: { name: "conversion-e-process" },
      variants: [
        { variant: "control", visitors: 1, total: 0, mean: 0, standardDeviation: null },
        {
          variant: "badges",
          visitors: 2,
          total: 1,
          mean: 0.5,
          standardDeviation: Math.SQRT1_2,
          lift: { absolute: 0.5, relative: null },
          sequential: { method: "conversion-e-process", pValue: 1 },
          fixed: { interval: null, pValue: null, reason: "fewer-than-25-converters-in-an-arm" },
          bayesian: { chanceToWin: expect.any(Number) },
        },
      ],
    });
    expect(await totals("orders")).toEqual([
      [1, 0],
      [2, 2],
    ]);
    expect(await totals("orders", "?population=assigned")).toEqual([
      [1, 0],
      [3, 3],
    ]);
  });

  test.each<[string, number, number]>([
    ["before the place was found", -1, 0],
    ["at that very instant", 0, 1],
    ["afterwards", 1, 1],
  ])("a purchase %s", async (_when, offset, total) => {
    await write(
      [{ ...toBadges, assignedAtMs: T0 - 5_000, foundAtMs: T0 }],
      [{ visitor: "v-2", atMs: T0 + offset }],
    );
    expect(await totals("purchase")).toEqual([
      [0, 0],
      [1, total],
    ]);
  });

  test("within the metric's window, its end excluded", async () => {
    await write(
      [toControl, toBadges],
      [
        { visitor: "v-1", atMs: T0 + 24 * HOUR - 1 },
        { visitor: "v-2", atMs: T0 + 24 * HOUR },
      ],
    );
    expect(await totals("quick")).toEqual([
      [1, 1],
      [1, 0],
    ]);
  });

  test("events of another phase's exposure do not count here, and unknown phases are a 404", async () => {
    await write([{ ...toBadges, phase: 2 }], [{ visitor: "v-2" }]);
    expect(await totals("purchase")).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect((await api().fetch(get("/experiments/pdp-trust/results?phase=2"))).status).toBe(404);
  });

  test("a visitor met in two variants counts in none, and is reported", async () => {
    await write([toControl, { ...toControl, variant: 1 }, toBadges], [{ visitor: "v-1" }]);
    const body = await results();
    expect(await totals("purchase")).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(body.health.notCounted).toEqual({ "visitor-in-two-variants": 1 });
  });

  test("a split that loses one variant's visitors on one device says which", async () => {
    const device = (index: number) => (["desktop", "mobile", "tablet"] as const)[index % 3] ?? null;
    // Whoever is on a telephone and in the second variant never arrives.
    const arrived = Array.from({ length: 1_200 }, (_, index) => index).filter(
      (index) => !(device(index) === "mobile" && index % 2 === 1),
    );
    const { facts } = exposure({});
    await write(
      arrived.map((index) => {
        const who = `v-${index}`;
        return { visitor: who, unit: who, variant: index % 2, facts: { ...facts, device: device(index) } };
      }),
      [],
    );
    for (const query of ["", "metric=purchase", "metric=quick"]) {
      const { health } = await results(query);
      expect([health.ok, health.causes[0]]).toEqual([
        false,
        expect.objectContaining({
          segment: "device",
          value: "mobile",
          visitors: [200, 0],
          expected: [100, 100],
        }),
      ]);
      expect(
        health.causes.filter(({ value }) => value !== "mobile").map(({ segment }) => segment),
      ).not.toContain("device");
    }
  });

  test("visitors of days before the phase began are warned of", async () => {
    await write([toControl, toBadges], []);
    expect((await results()).health.warnings).not.toContain("exposures-before-start");
    const at = T0 - 48 * HOUR;
    await write([{ visitor: "v-3", assignedAtMs: at, foundAtMs: at }], []);
    expect((await results()).health.warnings).toContain("exposures-before-start");
  });

  test("asOf leaves out what was not known then", async () => {
    await write([toControl, toBadges], [{ visitor: "v-2", atMs: T0, receivedMs: T0 + HOUR }]);
    expect(await totals("purchase", "?asOf=2026-11-20T12:30:00Z")).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(await totals("purchase", "?asOf=2026-11-20T13:30:00Z")).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });
});

describe("orders and amounts", () => {
  test("one order is one purchase, whatever saw it; the higher source's amount counts", async () => {
    const order = { name: "purchase", orderId: "1001", visitor: "v-2" };
    await write(
      [toControl, toBadges],
      [
        { ...order, source: "browser", valueMinor: 111, currency: "IRR" },
        { ...order, source: "browser", valueMinor: 111, currency: "IRR" },
        { ...order, source: "edge", unit: "orders", id: "purchase:1001", valueMinor: 500, currency: "IRR" },
      ],
    );
    expect(await totals("orders")).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(await totals("revenue")).toEqual([
      [1, 0],
      [1, 500],
    ]);
  });

  test("a shopper who claims another's order takes nothing from it", async () => {
    await write(
      [toControl, toBadges],
      [
        { visitor: "v-2", orderId: "1001" },
        { visitor: "v-1", orderId: "1001", atMs: T0 },
      ],
    );
    expect(await totals("purchase")).toEqual([
      [1, 1],
      [1, 1],
    ]);
    await write(
      [],
      [{ source: "edge", unit: "orders", id: "purchase:1001", visitor: "v-2", orderId: "1001" }],
    );
    expect(await totals("purchase")).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  test("toman and rial are added up in rial; other currencies are left out and counted", async () => {
    await write(
      [toControl, toBadges],
      [
        { visitor: "v-2", valueMinor: 1_234_500, currency: "IRT" },
        { visitor: "v-2", valueMinor: 5, currency: "IRR" },
        { visitor: "v-2", valueMinor: 900, currency: "EUR" },
        { visitor: "v-1" },
      ],
    );
    expect(await totals("revenue")).toEqual([
      [1, 0],
      [1, 12_345_005],
    ]);
    const body = await results();
    expect(body.metrics.find((metric) => metric.metric === "revenue")?.unit).toEqual({
      currency: "IRR",
      decimals: 0,
    });
    expect(body.health.notCounted).toEqual({ "other-currency": 1, "no-amount": 1 });
  });

  test("large sums stay exact", async () => {
    await write(
      [toBadges],
      Array.from({ length: 9 }, () => ({ visitor: "v-2", valueMinor: 999_999_999_999, currency: "IRR" })),
    );
    expect(await totals("revenue")).toEqual([
      [0, 0],
      [1, 8_999_999_999_991],
    ]);
  });

  test("a cap holds one visitor's number down", async () => {
    await write(
      [toBadges],
      Array.from({ length: 5 }, () => ({ visitor: "v-2" })),
    );
    expect(await totals("two_at_most")).toEqual([
      [0, 0],
      [1, 2],
    ]);
  });

  test("an average per order is a ratio of sums; who did not bounce is kept, who did is told", async () => {
    await write(
      [toControl, toBadges, { visitor: "v-3", variant: 1 }],
      [
        { visitor: "v-2", valueMinor: 300, currency: "IRR" },
        { visitor: "v-2", valueMinor: 500, currency: "IRR" },
        { visitor: "v-3", name: "lahza.interaction", atMs: T0 + 1_799_999 },
        { visitor: "v-2", name: "lahza.page", atMs: T0 + 1_800_000 },
      ],
    );
    const { metrics } = await results();
    const badges = (key: string): unknown => metrics.find(({ metric }) => metric === key)?.variants?.[1];
    expect(badges("average_order_value")).toMatchObject({
      visitors: 2,
      total: 800,
      denominator: 2,
      mean: 400,
    });
    expect(badges("bounce")).toMatchObject({ visitors: 2, total: 1, mean: 0.5 });
    expect(await totals("bounce")).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  test("what an order is worth on average is of orders whose worth is known", async () => {
    await write(
      [toControl, toBadges],
      [
        { visitor: "v-2", orderId: "1", source: "edge", unit: "orders", valueMinor: 500, currency: "IRT" },
        { visitor: "v-2", orderId: "2", source: "edge", unit: "orders", valueMinor: 90, currency: "EUR" },
        { visitor: "v-2", orderId: "3", source: "edge", unit: "orders", valueMinor: null, currency: null },
      ],
    );
    const { metrics, health } = await results();
    const badges = (key: string): unknown => metrics.find(({ metric }) => metric === key)?.variants?.[1];
    expect(badges("average_order_value")).toMatchObject({ total: 5000, denominator: 1, mean: 5000 });
    expect(badges("orders")).toMatchObject({ total: 3 });
    expect(health.notCounted).toEqual({ "other-currency": 1, "no-amount": 1 });
  });

  test("one metric, some days, by a segment", async () => {
    const yesterday = T0 - 24 * HOUR;
    await write(
      [
        toControl,
        toBadges,
        {
          visitor: "v-3",
          variant: 1,
          assignedAtMs: yesterday,
          foundAtMs: yesterday,
          facts: { ...exposure().facts, device: "desktop" },
        },
      ],
      [
        { visitor: "v-2", payment: "card", orderId: "1", source: "edge", unit: "orders" },
        { visitor: "v-3", payment: "cash_on_delivery", orderId: "2", source: "edge", unit: "orders" },
      ],
    );
    expect(await totals("orders", "?from=2026-11-20")).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(await totals("orders", "?to=2026-11-19")).toEqual([
      [0, 0],
      [1, 1],
    ]);
    const of = async (query: string): Promise<unknown> =>
      (await results(`?metric=orders&${query}`)).segments?.map(({ value, metrics }) => [
        value,
        ...metrics.map(({ metric }) => metric),
        metrics[0]?.variants?.map(({ visitors, total }) => [visitors, total]),
      ]);
    const byDevice = [
      [
        "desktop",
        "orders",
        [
          [0, 0],
          [1, 1],
        ],
      ],
      [
        "mobile",
        "orders",
        [
          [1, 0],
          [1, 1],
        ],
      ],
    ];
    expect(await of("segment=device")).toEqual(byDevice);
    expect(await of("segment=device&asOf=2026-11-22T11:00:00Z")).toEqual(byDevice);
    expect(await of("segment=payment")).toEqual([
      [
        "card",
        "orders",
        [
          [1, 0],
          [2, 1],
        ],
      ],
      [
        "cash_on_delivery",
        "orders",
        [
          [1, 0],
          [2, 1],
        ],
      ],
    ]);
    expect(await of("segment=device&from=2026-11-20")).toEqual([byDevice[1]]);
  });

  test("what is not computed says so", async () => {
    const { metrics } = await results();
    const reasons = Object.fromEntries(
      metrics
        .filter(({ variants }) => variants === null)
        .map(({ metric, role, reason }) => [metric, [role, reason]]),
    );
    expect(reasons).toEqual({
      gone: ["guardrail", "unknown-metric"],
    });
    expect((await results()).metrics[0]?.variants?.[0]?.mean).toBeNull();
  });
});

describe("the API's door", () => {
  test.each<[string, Record<string, string>]>([
    ["no token", {}],
    ["a wrong token", { authorization: "Bearer wrong" }],
    ["the token's beginning", { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ["another scheme", { authorization: `Basic ${btoa(`admin:${TOKEN}`)}` }],
    ["an empty token", { authorization: "Bearer " }],
  ])("%s: 401 with a challenge", async (_what, headers) => {
    const response = await api().fetch(get("/experiments/pdp-trust/results", headers));
    expect([response.status, response.headers.get("content-type")]).toEqual([
      401,
      "application/problem+json",
    ]);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(JSON.stringify(await response.json())).not.toContain("control");
  });

  test("without a configured token nobody is let in", async () => {
    const response = await api({ adminToken: null }).fetch(
      get("/experiments/pdp-trust/results", { authorization: "Bearer null" }),
    );
    expect(response.status).toBe(401);
  });

  test.each([
    ["/experiments/unknown/results", 404],
    ["/experiments/pdp-trust/results?phase=0", 422],
    ["/experiments/pdp-trust/results?population=everyone", 422],
    ["/experiments/pdp-trust/results?segment=shoe-size", 422],
    ["/experiments/pdp-trust/results?from=yesterday", 422],
    ["/experiments/pdp-trust/results?asOf=tomorrow", 422],
    ["/experiments/pdp-trust/results?asOf=2030-01-01T00:00:00Z", 422],
    ["/nothing/here", 404],
  ])("%s: %d as problem details", async (path, status) => {
    const response = await api().fetch(get(path));
    expect([response.status, response.headers.get("content-type")]).toEqual([
      status,
      "application/problem+json",
    ]);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("an unknown path tells a stranger no more than a known one", async () => {
    expect((await api().fetch(get("/nothing/here", {}))).status).toBe(401);
  });

  test("with an admin host, the shop's host has no API", async () => {
    expect(
      (await api({ adminHost: "admin.shop.example" }).fetch(get("/experiments/pdp-trust/results"))).status,
    ).toBe(404);
    expect(
      (await api({ adminHost: "shop.example" }).fetch(get("/experiments/pdp-trust/results"))).status,
    ).toBe(200);
  });

  test("a failing database is a 503 problem without its message", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const failing = {
      prepare: () => {
        throw new Error("D1_ERROR: secret detail");
      },
    } as unknown as D1Database;
    const response = await api({}, failing).fetch(get("/experiments/pdp-trust/results"));
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("secret");
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
  });
});

describe("health", () => {
  test("tells a stranger whether all is well, and the admin what was not counted and why", async () => {
    await writeRecords(
      db,
      { exposures: [], events: [], counters: [{ reason: "no-visitor", count: 2 }] },
      T0 + 47 * HOUR,
    );
    await writeRecords(db, { exposures: [], events: [], counters: [{ reason: "bot", count: 9 }] }, T0);
    const open = await api().fetch(get("/health", {}));
    expect([open.status, await open.json()]).toEqual([200, { ok: true }]);
    const full = await api().fetch(get("/health"));
    expect(await full.json()).toEqual({
      ok: true,
      ruleset: { version: 4, digest: "d4", ageMs: 1_200, newestVersion: null },
      notCounted: [{ reason: "no-visitor", subject: "", count: 2 }],
      unsaved: [{ reason: "lost", count: 3 }],
      problems: [],
    });
  });

  test("a database that cannot be read is a problem, not an error", async () => {
    const failing = {
      prepare: () => {
        throw new Error("D1 is away");
      },
    } as unknown as D1Database;
    const response = await api({}, failing).fetch(get("/health"));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      ok: false,
      notCounted: null,
      problems: ["database: cannot be read"],
    });
  });
});
