/** Eight days of recorded visitors with a known effect, written as the edge writes them; and the API over them. */
import { expect } from "vitest";
import { createApi } from "../../src/admin/app.ts";
import { parseConfig } from "../../src/config.ts";
import { experimentSchema } from "../../src/domain/experiment.schema.ts";
import { builtInMetric } from "../../src/domain/metric.ts";
import type { Metric } from "../../src/domain/metric.schema.ts";
import { saveExperimentStatement, startPhaseStatements } from "../../src/store/experiments.ts";
import { writeRecords } from "../../src/store/records.ts";
import { db, freshDatabase } from "./database.ts";
import { event, exposure, T0 } from "./records.ts";

const TOKEN = "a-long-admin-token";
const DAY = 86_400_000;
const BROWSERS = ["chrome", "safari", "in-app"] as const;
export const DAYS = 8;
const A_DAY = 100;
export const NOW = T0 + DAYS * DAY;

const api = createApi({
  db,
  config: parseConfig({
    DB: db,
    ADMIN_TOKEN: TOKEN,
    COOKIE_KEYS: "k1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE",
  }),
  recorder: { unsaved: () => [] },
  write: () => Promise.resolve(),
  rulesetStatus: () => ({ version: 1, digest: "d", ageMs: 1, problem: null }),
  nowMs: () => NOW,
  random: (bytes) => void crypto.getRandomValues(bytes),
});

/** Path below the API; with a body it is a POST. */
export async function askResults(
  path: string,
  body?: unknown,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", ...more };
  return await api.fetch(
    new Request(`https://shop.example/_lahza/api${path}`, {
      headers,
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    }),
  );
}

export async function resultsAnswer<T>(path: string, body?: unknown): Promise<T> {
  const response = await askResults(path, body);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text) as T;
}

export interface RecordedShop {
  /** Metrics of the phase, built in by their keys, beside those of every recorded shop. */
  readonly alsoMeasured?: readonly (string | Metric)[];
  /** Of ten visitors of a variant who buy. */
  readonly buyers?: readonly [control: number, badges: number];
  readonly metrics?: object;
  readonly analysis?: object;
  readonly schedule?: object;
  /** By the number of a visitor of the day. */
  readonly browserOf?: (index: number) => "chrome" | "in-app";
  /** Of whom nothing is ever heard. */
  readonly isLost?: (visitor: {
    readonly variant: number;
    readonly device: string;
    readonly browser: string;
  }) => boolean;
  /** Of the first byte, by variant; half of the visitors wait twice as long. */
  readonly firstByteMs?: readonly [control: number, badges: number];
  /** From this day on the place that is changed is not on the page any more. */
  readonly goneFromDay?: number;
}

/** Control converts 20 %, the variant 40 %; every buyer spends 1,000. */
export async function recordedShop(shop: RecordedShop = {}): Promise<void> {
  await freshDatabase();
  const [control, badges] = shop.buyers ?? [2, 4];
  const definition = experimentSchema.parse({
    key: "pdp-trust",
    name: "Trust badges",
    pages: { include: ["/products/*"] },
    variants: [
      { key: "control", weight: 0.5 },
      { key: "badges", weight: 0.5 },
    ],
    metrics: shop.metrics ?? { primary: "purchase", secondary: ["revenue"], guardrails: ["bounce"] },
    analysis: { plan: { baseline: 0.1, visitors: 1600, converters: 480 }, ...shop.analysis },
    ...(shop.schedule === undefined ? {} : { schedule: shop.schedule }),
  });
  const experiment = { key: "pdp-trust", status: "running" as const, phase: 1, definition };
  const metrics: Metric[] = [
    "purchase",
    "revenue",
    "bounce",
    "add_to_cart",
    "orders",
    "average_order_value",
    ...(shop.alsoMeasured ?? []),
  ].flatMap((metric) => (typeof metric === "string" ? (builtInMetric(metric) ?? []) : metric));
  await db.batch([
    saveExperimentStatement(db, experiment, T0),
    ...startPhaseStatements(db, experiment, { metrics, settings: { currency: "USD" } }, T0),
  ]);
  const id = (await db.prepare("SELECT id FROM experiments").first<number>("id")) ?? 0;
  for (let day = 0; day < DAYS; day += 1) {
    const at = T0 + day * DAY;
    const visitors = Array.from({ length: 2 * A_DAY }, (_, index) => ({
      visitor: `d${day}-v${index}`,
      variant: index % 2,
      bought: Math.floor(index / 2) % 10 < (index % 2 === 0 ? control : badges),
      device: index % 10 < 2 ? ("desktop" as const) : ("mobile" as const),
      browser:
        shop.browserOf?.(index) ?? BROWSERS[Math.floor(index / 2) % BROWSERS.length] ?? ("other" as const),
      firstByteMs: (shop.firstByteMs?.[index % 2] ?? 200) * (1 + (Math.floor(index / 2) % 2)),
    })).filter((visitor) => !(shop.isLost?.(visitor) ?? false));
    const isThere = day < (shop.goneFromDay ?? DAYS);
    await writeRecords(
      db,
      {
        exposures: visitors.map(({ visitor, variant, device, browser, firstByteMs }) =>
          exposure({
            experiment: id,
            visitor,
            variant,
            assignedAtMs: at,
            foundAtMs: isThere ? at : null,
            confirmedAtMs: isThere ? at + 100 : null,
            firstByteMs: isThere ? firstByteMs : null,
            facts: { ...exposure().facts, device, browser },
          }),
        ),
        events: visitors.flatMap(({ visitor, bought }) => [
          ...(bought ? [purchaseOf(visitor, at + 1000)] : []),
          event({
            id: `l-${visitor}`,
            unit: visitor,
            visitor,
            name: "lahza.interaction",
            atMs: at + 500,
            receivedMs: at + 500,
          }),
        ]),
        counters: [],
      },
      at + 2000,
    );
  }
}

function purchaseOf(visitor: string, at: number) {
  return event({
    id: `p-${visitor}`,
    unit: visitor,
    visitor,
    atMs: at,
    receivedMs: at,
    valueMinor: 1000,
    currency: "USD",
  });
}
