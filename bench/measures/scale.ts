/** 3 against 1,000 running experiments, of which the same 3 match the page. */
import { LAHZA, returningVisitor } from "../fronts.ts";
import { atMost, interleave, resultOf, type Bench, type Lane, type Section } from "../measure.ts";
import { median, medianDifference } from "../statistics.ts";

export async function scale(bench: Bench): Promise<Section> {
  const lanes: Lane[] = [];
  for (const database of ["three", "thousand"]) {
    const running = await bench.fronts.start(LAHZA, { database });
    const headers = await returningVisitor(bench.client, { port: running.port, path: "/products/12" });
    const target = { port: running.port, path: "/products/12", headers };
    lanes.push({ name: database, running, target: () => target, requests: 800 });
  }
  const results = await interleave(bench.client, lanes, { rounds: bench.quick ? 3 : 15, concurrency: 8 });
  const three = resultOf(results, "three");
  const thousand = resultOf(results, "thousand");
  const difference = medianDifference(thousand.cpu, three.cpu);
  for (const lane of lanes) await bench.fronts.stop(lane.running);
  return {
    title: "Running experiments",
    notes: ["12 KB page, a returning visitor; the other 997 experiments have two path patterns each."],
    header: ["experiments", "CPU µs a request"],
    rows: [
      ["3", median(three.cpu).toFixed(0)],
      ["1,000", median(thousand.cpu).toFixed(0)],
    ],
    verdicts: [atMost("1,000 experiments: at most 50 µs above 3", difference, 50, " µs")],
  };
}
