import { describe, expect, test } from "vitest";
import { analyse } from "./analysis.ts";
import { analysisOf, PURCHASE, REVENUE } from "./analysis.fixture.ts";

describe("by how was paid", () => {
  const visits = { ...PURCHASE, key: "visits", event: "add_to_cart" };
  const bounce = { ...PURCHASE, key: "bounce", kind: "bounce" as const, event: "" };
  const shop = analysisOf({
    days: 14,
    rates: [0.05, 0.08],
    metrics: [PURCHASE, REVENUE, visits, bounce],
    secondary: ["revenue", "visits"],
    guardrails: ["bounce"],
  });
  const orders = new Set(["purchase", "revenue"]);
  // Who buys pays by card or at the door; whoever did not buy has paid by nothing.
  const paid = {
    counts: (shop.sums.strata?.counts ?? []).map((count) => ({ ...count, group: "" })),
    sums: (shop.sums.strata?.sums ?? []).map((sum) => ({
      ...sum,
      group: !orders.has(sum.metric) ? "" : sum.group === "mobile" ? "card" : "cash_on_delivery",
    })),
  };
  const { segments = [] } = analyse({ ...shop, segment: { name: "payment", of: () => paid } });
  const of = (value: string, key: string) =>
    segments.find((one) => one.value === value)?.metrics.find(({ metric }) => metric === key);

  test("lifts are those of the figures: a past that is known of buyers alone adjusts nothing", () => {
    for (const method of ["card", "cash_on_delivery"]) {
      const [control, treatment] = of(method, "revenue")?.variants ?? [];
      expect(treatment?.adjustment).toBeUndefined();
      expect(treatment?.lift?.relative).toBeCloseTo((treatment?.mean ?? 0) / (control?.mean ?? 1) - 1, 9);
      expect(control?.visitors).toBeGreaterThan(13_000);
    }
  });

  test("what is not of orders is not told", () => {
    expect(segments.map(({ value }) => value)).toEqual(["card", "cash_on_delivery"]);
    for (const key of ["visits", "bounce"])
      expect(of("card", key)).toMatchObject({ variants: null, reason: "not-of-orders" });
    expect(of("card", "purchase")?.variants?.[1]?.total).toBeGreaterThan(0);
  });
});
