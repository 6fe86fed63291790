/** Recording: every request a new visitor, with and without the recorder. */
import { LAHZA, returningVisitor } from "../fronts.ts";
import { atMost, interleave, resultOf, type Bench, type Lane, type Section } from "../measure.ts";
import { median, medianDifference } from "../statistics.ts";

const BROWSER = {
  accept: "text/html,*/*;q=0.8",
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
};

export async function recording(bench: Bench): Promise<Section> {
  const lanes: Lane[] = [];
  for (const name of [LAHZA, "Lahza, no recorder"]) {
    const running = await bench.fronts.start(name, { database: name === LAHZA ? "recording" : "three" });
    const target = { port: running.port, path: "/products/12", headers: BROWSER };
    await bench.client.get(target);
    await new Promise((resolve) => setTimeout(resolve, 100));
    lanes.push({ name, running, target: () => target, requests: 500 });
  }
  const rounds = bench.quick ? 3 : 11;
  const calls = (await bench.databases?.calls("recording")) ?? 0;
  const results = await interleave(bench.client, lanes, { rounds, concurrency: 8, afterRoundMs: 300 });
  const made = ((await bench.databases?.calls("recording")) ?? 0) - calls;
  const requests = (lanes[0]?.requests ?? 0) * (rounds + 1);
  const on = resultOf(results, LAHZA).cpu;
  const off = resultOf(results, "Lahza, no recorder").cpu;

  const [lane] = lanes;
  if (lane === undefined) throw new Error("no lane");
  const cookie = await returningVisitor(bench.client, lane.target(0));
  const headers = { ...BROWSER, ...cookie };
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = (await bench.databases?.calls("recording")) ?? 0;
  await bench.client.load(() => ({ port: lane.running.port, path: "/products/12", headers }), 300, 8);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const warm = ((await bench.databases?.calls("recording")) ?? 0) - before;
  for (const { running } of lanes) await bench.fronts.stop(running);
  return {
    title: "Recording",
    notes: [
      "12 KB page, every request a new visitor who is exposed to three experiments, 8 at once; real local D1 in another process, whose CPU is not in the figures. *Without*: the same build with a recorder that does nothing.",
      `${made} D1 calls for ${requests} new visitors. 300 requests of a returning visitor made ${warm} (the ruleset is read again every 10 s, behind a request).`,
    ],
    header: ["recorder", "CPU µs a request"],
    rows: [
      ["with", median(on).toFixed(0)],
      ["without", median(off).toFixed(0)],
    ],
    verdicts: [atMost("Recording: at most 50 µs a request", medianDifference(on, off), 50, " µs")],
  };
}
