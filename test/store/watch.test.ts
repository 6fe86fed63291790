/** The clock looks at running experiments: who hurts is paused, and news goes out once, signed and tried again. */
import { beforeEach, describe, expect, test } from "vitest";
import { finishDue } from "../../src/admin/experiment-schedule.ts";
import { watchExperiments } from "../../src/admin/experiment-watch.ts";
import { saveSettingsStatement } from "../../src/store/definitions.ts";
import { metricSchema } from "../../src/domain/metric.schema.ts";
import { settingsSchema } from "../../src/domain/settings.schema.ts";
import { experimentByKey } from "../../src/store/experiments.ts";
import { db } from "./database.ts";
import { askResults, DAYS, NOW, recordedShop, resultsAnswer } from "./recorded-shop.ts";

const URL = "https://chat.example/hook";
const SECRETS = { WEBHOOK_ALERTS: "a secret" };
const MINUTE = 60_000;
const DAY = 86_400_000;

let sent: {
  url: string;
  body: { text: string; event: string; id: string };
  signature: string | null;
  raw: string;
}[] = [];
let status = 200;

const send = (async (url: string, init: RequestInit) => {
  const raw = init.body as string;
  sent.push({ url, body: JSON.parse(raw), raw, signature: new Headers(init.headers).get("lahza-signature") });
  return new Response(null, { status });
}) as unknown as typeof fetch;

const watch = async (at = NOW, finished: string[] = []) =>
  await watchExperiments(db, at, finished, SECRETS, send);

beforeEach(() => {
  sent = [];
  status = 200;
});

async function shop(options: Parameters<typeof recordedShop>[0]): Promise<void> {
  await recordedShop(options);
  const settings = settingsSchema.parse({ alerts: [{ url: URL, secret: "WEBHOOK_ALERTS" }] });
  await db.batch([saveSettingsStatement(db, settings, NOW)]);
}

const HARM = {
  buyers: [4, 1],
  metrics: { primary: "add_to_cart", guardrails: ["purchase"] },
} as const;

describe("a guardrail that fails", () => {
  test("pauses an experiment that asks for it, and tells why, signed", async () => {
    await shop({ ...HARM, analysis: { autoPause: true } });
    expect((await watch()).paused).toEqual(["pdp-trust"]);
    expect((await experimentByKey(db, "pdp-trust"))?.status).toBe("paused");
    const guardrail = sent.find(({ body }) => body.event === "guardrail");
    expect(guardrail).toMatchObject({ url: URL, body: { experiment: "pdp-trust", phase: 1 } });
    expect(guardrail?.body.text).toBe("pdp-trust: badges hurts purchase, which was to be protected.");
    const [, at = "", mac = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(guardrail?.signature ?? "") ?? [];
    expect(mac).toBe(await hmac("a secret", `${at}.${guardrail?.raw ?? ""}`));
    const audit = await db.prepare("SELECT action, actor FROM audit ORDER BY id DESC").first();
    expect(audit).toMatchObject({ action: "experiment.pause", actor: "schedule" });
  });

  test("leaves one alone that does not ask, and still tells", async () => {
    await shop(HARM);
    expect((await watch()).paused).toEqual([]);
    expect((await experimentByKey(db, "pdp-trust"))?.status).toBe("running");
    expect(sent.map(({ body }) => body.event)).toContain("guardrail");
  });
});

describe("news", () => {
  test("goes out once, however often the clock looks", async () => {
    await shop({});
    await watch();
    await watch(NOW + 10 * MINUTE);
    expect(sent.map(({ body }) => body.event)).toEqual(["verdict"]);
    expect(sent[0]?.body.text).toContain("badges wins");
  });

  test("is tried again, later, until it is taken", async () => {
    await shop({});
    status = 503;
    await watch();
    await watch(NOW + 30_000);
    expect(sent).toHaveLength(1);
    status = 200;
    await watch(NOW + MINUTE);
    expect(sent).toHaveLength(2);
    expect(await db.prepare("SELECT attempts, error, delivered_at FROM alerts").first()).toEqual({
      attempts: 2,
      error: null,
      delivered_at: NOW + MINUTE,
    });
  });

  test("of a scheduled end says how it ended, also when the first look failed", async () => {
    await shop({ buyers: [2, 2], schedule: { endAt: new Date(NOW).toISOString() } });
    expect((await finishDue(db, NOW)).finished).toEqual(["pdp-trust"]);
    await db.prepare("UPDATE phases SET definition = '{}'").run();
    const { failed } = await watch(NOW, ["pdp-trust"]);
    expect(failed).toMatchObject([{ key: "pdp-trust" }]);
    expect(sent).toEqual([]);
    await db.prepare("UPDATE phases SET definition = (SELECT definition FROM experiments)").run();
    await watch(NOW + 60 * MINUTE);
    await watch(NOW + 120 * MINUTE);
    expect(sent.map(({ body }) => body.event)).toEqual(["end"]);
  });

  test("is not of a scheduled end where somebody finished it before", async () => {
    await shop({ buyers: [2, 2], schedule: { endAt: new Date(NOW + DAY).toISOString() } });
    await db.batch([
      db.prepare("UPDATE experiments SET status = 'finished', ended_at = ?").bind(NOW),
      db.prepare("UPDATE phases SET ended_at = ?").bind(NOW),
    ]);
    await watch(NOW + 60 * MINUTE);
    expect(sent).toEqual([]);
  });

  test("of a verdict that ripens after the end is told once the windows have closed", async () => {
    await shop({
      metrics: { primary: "in_three_days" },
      alsoMeasured: [
        metricSchema.parse({ key: "in_three_days", kind: "conversion", event: "purchase", windowHours: 72 }),
      ],
      analysis: {
        method: "fixed",
        minimumDays: 1,
        plan: { baseline: 0.1, visitors: 10_000 },
        autoPause: true,
      },
      schedule: { endAt: new Date(NOW).toISOString() },
    });
    const { finished } = await finishDue(db, NOW);
    await watch(NOW, finished);
    expect(sent.map(({ body }) => body.event)).toEqual(["end"]);
    for (let hour = 6; hour <= 24 * 7; hour += 6) await watch(NOW + hour * 60 * MINUTE);
    expect(sent.map(({ body }) => body.event)).toEqual(["end", "verdict"]);
    expect(sent[1]?.body.text).toContain("badges wins");
    expect((await experimentByKey(db, "pdp-trust"))?.status).toBe("finished");
  });

  test("of a guardrail that ripens after the end is told, too, and of orders that are delivered by then", async () => {
    const end = { schedule: { endAt: new Date(NOW).toISOString() } };
    const late = metricSchema.parse({
      key: "kept",
      kind: "conversion",
      event: "purchase",
      windowHours: 24 * 13,
    });
    await shop({
      buyers: [4, 1],
      metrics: { primary: "add_to_cart", guardrails: ["kept"] },
      alsoMeasured: [late],
      ...end,
    });
    await watch(NOW, (await finishDue(db, NOW)).finished);
    expect(sent.map(({ body }) => body.event)).not.toContain("guardrail");
    // Nobody's window has closed before the sixth day after the end.
    for (let hour = 12; hour <= 24 * 14; hour += 12) await watch(NOW + hour * 60 * MINUTE);
    expect(sent.map(({ body }) => body.event)).toContain("guardrail");

    // Of money that goes back the verdict may come as long as an order lives; of other money it does not.
    for (const [metric, told] of [
      ["net_revenue", ["verdict"]],
      ["revenue", []],
    ] as const) {
      await shop({ metrics: { primary: metric }, alsoMeasured: ["net_revenue"], buyers: [2, 2], ...end });
      await watch(NOW, (await finishDue(db, NOW)).finished);
      sent = [];
      await db
        .prepare("UPDATE rollups SET s_0 = s_0 / 4, q_0 = q_0 / 16 WHERE variant = 1 AND part = 'x'")
        .run();
      await watch(NOW + 30 * DAY);
      expect(sent.map(({ body }) => body.event)).toEqual(told);
    }
  });

  test("of one experiment does not wait for another that cannot be looked at", async () => {
    await shop({ buyers: [2, 4] });
    await db
      .prepare(
        "INSERT INTO experiments (id, key, status, phase, revision, definition, created_at, updated_at, started_at) SELECT 0, ?, status, phase, revision, definition, created_at, updated_at, started_at FROM experiments",
      )
      .bind("broken")
      .run();
    await db
      .prepare(
        "INSERT INTO phases (experiment, phase, revision, definition, metrics, currency, rules, started_at) SELECT 0, phase, revision, '{}', metrics, currency, rules, started_at FROM phases",
      )
      .run();
    const { failed } = await watch();
    expect(failed).toMatchObject([{ key: "broken" }]);
    expect(sent.map(({ body }) => body.event)).toEqual(["verdict"]);
  });

  test("of a split that breaks names where the loss comes from, and gives no verdict", async () => {
    await shop({ isLost: ({ variant, device }) => variant === 1 && device === "mobile" });
    await watch();
    expect(sent.map(({ body }) => body.event)).toEqual(["split"]);
    expect(sent[0]?.body.text).toBe(
      "pdp-trust: visitors are not divided as the weights say (800 / 160 instead of 480 / 480); no verdict is given. It shows most in device mobile.",
    );
  });

  test("of a split that one browser breaks names it", async () => {
    await shop({ isLost: ({ variant, browser }) => variant === 1 && browser === "in-app" });
    await watch();
    expect(sent.map(({ body }) => body.event)).toEqual(["split"]);
    expect(sent[0]?.body.text).toContain("It shows most in browser in-app.");
  });

  test("of a split that is broken in one group says so, while the whole is sound", async () => {
    // One in fifty browsers is of the group that is lost.
    let met = 0;
    await shop({
      buyers: [2, 2],
      browserOf: (index) => (index % 14 < 2 ? "in-app" : "chrome"),
      isLost: ({ variant, browser }) => variant === 1 && browser === "in-app" && (met += 1) % 4 > 0,
    });
    await watch();
    expect(sent.map(({ body }) => body.event)).toEqual(["split"]);
    expect(sent[0]?.body.text).toContain("in browser in-app visitors are not divided");
  });

  test("of a guardrail that fails says where the split is broken, too", async () => {
    await shop({ ...HARM, isLost: ({ variant, device }) => variant === 1 && device === "mobile" });
    await watch();
    const guardrail = sent.find(({ body }) => body.event === "guardrail");
    expect(guardrail?.body.text).toMatch(
      /hurts purchase.* not divided as the weights say, which may be why\.$/,
    );
  });

  test("waits for a secret that is not set yet, and shows what was not sent", async () => {
    await shop({});
    const without = async (at: number) => await watchExperiments(db, at, [], {}, send);
    await without(NOW);
    for (let hours = 0; hours < 72; hours += 1) await without(NOW + (hours * 60 + 15) * MINUTE);
    expect(sent).toEqual([]);
    type Page = { data: { state: string; error: string; to: string }[] };
    const { data } = await resultsAnswer<Page>("/alerts");
    expect(data).toMatchObject([
      {
        state: "waiting",
        attempts: 0,
        error: "the secret WEBHOOK_ALERTS is not set",
        to: "https://chat.example",
      },
    ]);
    const health = await askResults("/health");
    expect(health.status).toBe(503);
    expect((await health.json<{ problems: string[] }>()).problems).toMatchObject([
      expect.stringContaining("GET /alerts"),
    ]);
    await watch(NOW + 3 * DAY);
    expect(sent.map(({ body }) => body.event)).toEqual(["verdict"]);
    expect(sent[0]?.body).toMatchObject({ id: "pdp-trust/1/verdict/winner badges" });
  });

  test("that was given up can be sent again", async () => {
    await shop({});
    status = 503;
    await watch();
    for (let hours = 0; hours < 72; hours += 1) await watch(NOW + (hours * 60 + 15) * MINUTE);
    expect(sent).toHaveLength(12);
    expect((await resultsAnswer<{ data: object[] }>("/alerts")).data).toMatchObject([
      { state: "given-up", attempts: 12, error: "HTTP 503", nextAt: null },
    ]);
    status = 200;
    expect(await resultsAnswer("/alerts/retry", {})).toEqual({ data: { waiting: 1 } });
    await watch(NOW + 72 * 60 * MINUTE);
    expect(sent).toHaveLength(13);
    expect((await resultsAnswer<{ data: object[] }>("/alerts")).data).toMatchObject([{ state: "delivered" }]);
  });

  test("of a place that is gone from most pages", async () => {
    await shop({ buyers: [2, 2], goneFromDay: DAYS - 3 });
    await watch();
    expect(sent.map(({ body }) => body.event)).toEqual(["selector"]);
    expect(sent[0]?.body.text).toContain("the place that it changes is no longer on most of its pages");
  });

  test("an A/A test is no news", async () => {
    await shop({ buyers: [2, 2] });
    await watch();
    expect(sent).toEqual([]);
  });
});

async function hmac(secret: string, text: string): Promise<string> {
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey(
    "raw",
    bytes.encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes.encode(text)));
  return [...mac].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
