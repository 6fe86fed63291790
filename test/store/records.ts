/** Records as the edge makes them, with one thing or another different. */
import { NO_FACTS, type EventRecord, type ExposureRecord } from "../../src/collect/record.ts";

export const T0 = Date.UTC(2026, 10, 20, 12);

export function exposure(overrides: Partial<ExposureRecord> = {}): ExposureRecord {
  return {
    experiment: 1,
    phase: 1,
    unit: overrides.visitor ?? "v-1",
    visitor: "v-1",
    customer: null,
    variant: 0,
    assignedAtMs: T0,
    foundAtMs: T0,
    facts: {
      ...NO_FACTS,
      device: "mobile",
      country: "IR",
      region: "23",
      language: "fa",
      visitor: "new",
      source: "search",
      stage: "none",
    },
    ...overrides,
  };
}

export function event(overrides: Partial<EventRecord> = {}): EventRecord {
  return {
    source: "browser",
    unit: "v-1",
    id: "e-1",
    visitor: "v-1",
    customer: null,
    name: "purchase",
    atMs: T0 + 1_000,
    receivedMs: T0 + 1_500,
    valueMinor: null,
    currency: null,
    orderId: null,
    refundId: null,
    ...overrides,
  };
}
