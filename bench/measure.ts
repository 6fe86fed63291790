/** What every measure gets and gives, and the interleaved loop that most of them share. */
import type { Client, Target } from "./client.ts";
import type { Databases } from "./database.ts";
import type { Fronts } from "./fronts.ts";
import { cpuMicroseconds } from "./proc.ts";
import type { Running } from "./workerd.ts";

export interface Bench {
  readonly fronts: Fronts;
  readonly databases: Databases | null;
  readonly client: Client;
  /** The shop without anything in front of it. */
  readonly originPort: number;
  readonly quick: boolean;
}

export interface Verdict {
  readonly target: string;
  /** As it is printed. */
  readonly measured: string;
  readonly met: boolean;
}

export interface Section {
  readonly title: string;
  readonly notes: readonly string[];
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly verdicts: readonly Verdict[];
}

export type Measure = (bench: Bench) => Promise<Section>;

/** One lane of an interleaved measure: a front and what it is asked. */
export interface Lane {
  readonly name: string;
  readonly running: Running;
  readonly target: (index: number) => Target;
  /** Requests a round; slow fronts get fewer. */
  readonly requests: number;
}

export interface LaneResult {
  /** CPU of the front's process in µs a request, one figure a round. */
  readonly cpu: number[];
  /** Requests a second, one figure a round. */
  readonly throughput: number[];
  /** All latencies in ms. */
  readonly latencies: number[];
}

/** A B C D A B C D …, so that all lanes see the same machine. The first round warms up and is not counted. */
export async function interleave(
  client: Client,
  lanes: readonly Lane[],
  { rounds, concurrency, afterRoundMs = 0 }: { rounds: number; concurrency: number; afterRoundMs?: number },
): Promise<Map<string, LaneResult>> {
  const results = new Map<string, LaneResult>(
    lanes.map((lane) => [lane.name, { cpu: [], throughput: [], latencies: [] }]),
  );
  for (let round = 0; round <= rounds; round++) {
    for (const lane of lanes) {
      const before = cpuMicroseconds(lane.running.pid);
      const started = performance.now();
      const latencies = await client.load(lane.target, lane.requests, concurrency);
      const seconds = (performance.now() - started) / 1000;
      // What is done behind the responses belongs to them.
      if (afterRoundMs > 0) await new Promise((resolve) => setTimeout(resolve, afterRoundMs));
      const cpu = (cpuMicroseconds(lane.running.pid) - before) / lane.requests;
      const result = results.get(lane.name);
      if (round === 0 || result === undefined) continue;
      result.cpu.push(cpu);
      result.throughput.push(lane.requests / seconds);
      for (const latency of latencies) result.latencies.push(latency);
    }
  }
  return results;
}

export function resultOf(results: ReadonlyMap<string, LaneResult>, name: string): LaneResult {
  const result = results.get(name);
  if (result === undefined) throw new Error(`nothing was measured for ${name}`);
  return result;
}

export function atMost(target: string, measured: number, limit: number, unit = ""): Verdict {
  const digits = unit === "" ? 2 : 0;
  return { target, measured: `${measured.toFixed(digits)}${unit}`, met: measured <= limit };
}
