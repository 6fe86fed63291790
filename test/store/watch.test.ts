/** The clock looks at running experiments: who hurts is paused, and news goes out once, signed and tried again. */
import { beforeEach, describe, expect, test } from "vitest";
import { watchExperiments } from "../../src/admin/experiment-watch.ts";
import { saveSettingsStatement } from "../../src/store/definitions.ts";
import { settingsSchema } from "../../src/domain/settings.schema.ts";
import { experimentByKey } from "../../src/store/experiments.ts";
import { db } from "./database.ts";
import { DAYS, NOW, recordedShop } from "./recorded-shop.ts";

const URL = "https://chat.example/hook";
const SECRETS = { WEBHOOK_ALERTS: "a secret" };
const MINUTE = 60_000;

let sent: { url: string; body: { text: string; event: string }; signature: string | null; raw: string }[] =
  [];
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

  test("of a scheduled end says how it ended", async () => {
    await shop({ buyers: [2, 2] });
    await watch(NOW, ["pdp-trust"]);
    expect(sent.map(({ body }) => body.event)).toContain("end");
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
