/** A shop with one running experiment, for tests of what is kept of it. */
import { experimentSchema } from "../../src/domain/experiment.schema.ts";
import { builtInMetrics } from "../../src/domain/metric.ts";
import type { EventRecord, ExposureRecord } from "../../src/collect/record.ts";
import { saveExperimentStatement, startPhaseStatements } from "../../src/store/experiments.ts";
import { writeRecords } from "../../src/store/records.ts";
import { db } from "./database.ts";
import { event, exposure, T0 } from "./records.ts";

/** Its id. */
export async function startExperiment(key: string, startedAtMs = T0): Promise<number> {
  const definition = experimentSchema.parse({
    key,
    name: key,
    pages: { include: ["/*"] },
    variants: [
      { key: "control", weight: 0.5 },
      { key: "other", weight: 0.5 },
    ],
    metrics: { primary: "purchase", secondary: ["revenue", "add_to_cart"] },
  });
  const experiment = { key, status: "running" as const, phase: 1, definition };
  await db.batch([
    saveExperimentStatement(db, experiment, startedAtMs),
    ...startPhaseStatements(
      db,
      experiment,
      { metrics: builtInMetrics(), settings: { currency: "EUR" } },
      startedAtMs,
    ),
  ]);
  return (await db.prepare("SELECT id FROM experiments WHERE key = ?1").bind(key).first<number>("id")) ?? 0;
}

export async function write(
  exposures: readonly Partial<ExposureRecord>[],
  events: readonly Partial<EventRecord>[],
  nowMs = T0,
): Promise<void> {
  await writeRecords(
    db,
    {
      exposures: exposures.map((row) => exposure(row)),
      events: events.map((row, index) =>
        event({ id: `${row.name ?? "purchase"}-${index}`, unit: row.visitor ?? "v-1", ...row }),
      ),
      counters: [],
    },
    nowMs,
  );
}

/** An order that the edge saw. */
export function order(orderId: string, row: Partial<EventRecord> = {}): Partial<EventRecord> {
  return {
    source: "edge",
    unit: "orders",
    id: `purchase:${orderId}`,
    orderId,
    valueMinor: 5_000,
    currency: "EUR",
    ...row,
  };
}
