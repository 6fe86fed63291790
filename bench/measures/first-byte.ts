/** First byte behind an origin that sends the page's head at once and the rest 500 ms later. */
import { LAHZA, PASS, returningVisitor } from "../fronts.ts";
import { atMost, type Bench, type Section, type Verdict } from "../measure.ts";
import { median, medianDifference, quantile } from "../statistics.ts";
import type { Running } from "../workerd.ts";

interface Lane {
  readonly name: string;
  readonly front: Running;
  readonly headers: Record<string, string>;
  /** Times in ms by kind of slowness. */
  readonly first: Map<string, number[]>;
  readonly response: Map<string, number[]>;
}

export async function firstByte(bench: Bench): Promise<Section> {
  const rows: (string | number)[][] = [];
  const verdicts: Verdict[] = [];
  const lanes: Lane[] = [];
  for (const name of bench.fronts.compared()) {
    const front = await bench.fronts.start(name);
    const headers =
      name === LAHZA ? await returningVisitor(bench.client, { port: front.port, path: "/products/100" }) : {};
    await bench.client.load(() => ({ port: front.port, path: "/products/100", headers }), 60, 4);
    lanes.push({
      name,
      front,
      headers,
      first: new Map<string, number[]>(),
      response: new Map<string, number[]>(),
    });
  }
  const rounds = bench.quick ? 5 : 21;
  for (let round = 0; round < rounds; round++) {
    for (const kind of ["head", "headers"]) {
      // At once: each waits for the origin's 500 ms, and the machine is idle meanwhile. The order moves on each round.
      const order = lanes
        .map((_, index) => lanes[(index + round) % lanes.length])
        .filter((lane) => lane !== undefined);
      const pending = [];
      for (const lane of order) {
        pending.push(
          bench.client.get({
            port: lane.front.port,
            path: `/products/100?slow=${kind}`,
            headers: lane.headers,
          }),
        );
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      const answers = await Promise.all(pending);
      order.forEach((lane, index) => {
        lane.first.set(kind, [...(lane.first.get(kind) ?? []), answers[index]?.firstByteMs ?? Number.NaN]);
        lane.response.set(kind, [
          ...(lane.response.get(kind) ?? []),
          answers[index]?.headersMs ?? Number.NaN,
        ]);
      });
    }
  }
  const pass = lanes.find(({ name }) => name === PASS);
  for (const lane of lanes) {
    const first = lane.first.get("head") ?? [];
    const late = lane.response.get("headers") ?? [];
    const difference = medianDifference(first, pass?.first.get("head") ?? []);
    const lateDifference = medianDifference(late, pass?.response.get("headers") ?? []);
    rows.push([
      lane.name,
      median(first).toFixed(1),
      quantile(first, 0.9).toFixed(1),
      signed(difference),
      median(late).toFixed(1),
      signed(lateDifference),
    ]);
    if (lane.name === LAHZA) {
      verdicts.push(
        atMost("First byte: within 2 ms of pass-through", difference, 2, " ms"),
        atMost(
          "Response headers, when the origin sends only them at once: within 5 ms",
          lateDifference,
          5,
          " ms",
        ),
      );
    }
    await bench.fronts.stop(lane.front);
  }
  return {
    title: "First byte of a slow page",
    notes: [
      "100 KB. *First byte*: the origin sends the page's head at once, the rest 500 ms later. *Headers*: the origin sends its HTTP headers at once and the page 500 ms later; here the time until the response's headers.",
    ],
    header: [
      "front",
      "first byte, median ms",
      "p90 ms",
      "against pass-through",
      "headers, median ms",
      "against pass-through",
    ],
    rows,
    verdicts,
  };
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
}
