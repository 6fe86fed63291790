import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type SettingsInput, settingsSchema } from "./settings.schema.ts";

/** Pointers of what is refused. */
const refused = (settings: unknown): string[] =>
  settingsSchema.safeParse(settings).error?.issues.map(({ path }) => path.join("/")) ?? [];

describe("settings", () => {
  it("are whole for a shop that changed nothing", () => {
    const settings = settingsSchema.parse({});
    expect(settings).toMatchObject({
      orders: { purchaseFrom: "placed" },
      currencyRates: null,
      visitLengthMinutes: 30,
      retentionDays: 180,
      webhooks: { shopify: null, woocommerce: null, salla: null, generic: null },
      alerts: [],
    });
    // What is stored is read again by the same schema.
    expect(settingsSchema.parse(structuredClone(settings))).toEqual(settings);
  });

  it.each<SettingsInput>([
    { currency: "IRT", currencyRates: { date: "2026-11-01", rates: { USD: 1_120_000, EUR: 1_300_000 } } },
    { orders: { purchaseFrom: "delivered" }, retentionDays: 60, visitLengthMinutes: 45 },
    { momentPages: [{ path: "/blog/*", moment: "zmot" }] },
    { webhooks: { shopify: { secret: "WEBHOOK_SHOPIFY" } } },
    { alerts: [{ url: "https://hooks.example/T0/B0" }] },
    { alerts: [{ url: "https://hooks.example/", secret: "WEBHOOK_ALERTS", events: ["verdict"] }] },
  ])("may say %j", (settings) => {
    expect(settingsSchema.parse(settings)).toMatchObject(settings);
  });

  it.each([
    [{ currency: "toman" }, "currency"],
    [{ currencyRates: { date: "2026-13-01", rates: {} } }, "currencyRates/date"],
    [{ currencyRates: { date: "2026-11-01", rates: { EUR: 0 } } }, "currencyRates/rates/EUR"],
    [{ orders: { purchaseFrom: "shipped" } }, "orders/purchaseFrom"],
    [{ retentionDays: 30 }, "retentionDays"],
    [{ momentPages: [{ path: "blog", moment: "zmot" }] }, "momentPages/0/path"],
    [{ webhooks: { magento: { secret: "WEBHOOK_M" } } }, "webhooks"],
    // A secret itself, or the name of one of Lahza's own.
    [{ webhooks: { shopify: { secret: "shpss_0123456789abcdef" } } }, "webhooks/shopify/secret"],
    [{ webhooks: { shopify: { secret: "ADMIN_TOKEN" } } }, "webhooks/shopify/secret"],
    [{ alerts: [{ url: "http://hooks.example/" }] }, "alerts/0/url"],
    [{ alerts: [{ url: "https://user:word@hooks.example/" }] }, "alerts/0/url"],
    [{ alerts: [{ url: "https://hooks.example/", events: [] }] }, "alerts/0/events"],
  ])("refuse %j", (settings, pointer) => {
    expect(refused(settings)).toEqual([pointer]);
  });

  it("are each told in docs/settings.md", () => {
    const rows = readFileSync("docs/settings.md", "utf8").split("\n");
    const told = new Set(
      rows.flatMap((row) =>
        [...(/^\|([^|]+)\|/.exec(row)?.[1] ?? "").matchAll(/`(\w+)/g)].map(([, name]) => name),
      ),
    );
    expect(told).toEqual(new Set(Object.keys(settingsSchema.shape)));
  });
});
