/** What starting an isolate costs: CPU of a fresh process above that of one without a Worker. */
import { GROWTHBOOK, LAHZA, MINIMAL } from "../fronts.ts";
import { type Bench, type Section, type Verdict } from "../measure.ts";
import { cpuMicroseconds } from "../proc.ts";
import { median, medianDifference } from "../statistics.ts";

const BARE = "no Worker";
const REST_MS = 30;

/** CPU in µs of a process, once it has used none for a while: however busy the machine is, its work is done then. */
async function atRest(pid: number): Promise<number> {
  for (let before = -1; ;) {
    const now = cpuMicroseconds(pid);
    if (now === before) return now;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
  }
}

export async function startup(bench: Bench): Promise<Section> {
  const names = [BARE, "tiny", MINIMAL, LAHZA, GROWTHBOOK].filter(
    (name) => name === BARE || bench.fronts.has(name),
  );
  const ready = new Map<string, number[]>(names.map((name) => [name, []]));
  const answered = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < (bench.quick ? 8 : 21); round++) {
    for (const name of names) {
      const front = name === BARE ? await bench.fronts.startBare() : await bench.fronts.start(name);
      // Listening comes before all of the start is done.
      const atReady = await atRest(front.pid);
      await bench.client.get({ port: front.port, path: "/products/12" });
      const atAnswer = await atRest(front.pid);
      ready.get(name)?.push(atReady / 1000);
      answered.get(name)?.push((atAnswer - atReady) / 1000);
      await bench.fronts.stop(front);
    }
  }
  const verdicts: Verdict[] = [];
  const rows = names.map((name) => {
    const start = medianDifference(ready.get(name) ?? [], ready.get(BARE) ?? []);
    const first = medianDifference(answered.get(name) ?? [], answered.get(BARE) ?? []);
    if (name === LAHZA) {
      verdicts.push({
        target: "Start-up of the shopper's path: at most 10 ms of CPU",
        measured: `${start.toFixed(1)} ms`,
        met: start <= 10,
      });
    }
    return [
      name === "tiny" ? "smallest Worker" : name,
      median(ready.get(name) ?? []).toFixed(1),
      start.toFixed(1),
      first.toFixed(1),
    ];
  });
  return {
    title: "Start-up",
    notes: [
      "CPU of a fresh workerd process until its Worker is loaded, and what a first page of 12 KB adds (functions compiled on first use, the ruleset read from D1), each above a process without a Worker. CPU is read once the process rests; runs before November 25 read it 30 ms after listening, and told too little on a busy machine.",
      "Lahza is the shopper's Worker (no Node globals: 2 ms less than the smallest Worker's default); the API is another Worker, which starts with its first request. Of what the Worker adds, three quarters are V8's reading of 257 KB of text and its look at each function, one quarter is running the top of its modules. Loops there made V8 optimize all of it (a third of the start, until November 26). All of it inside a function that is called with the first request would start in some ms less, and that first request take as much more: not done, because the platform starts isolates while the connection is being made, and a request is waited for. Private fields, ASCII instead of UTF-16, CommonJS or text modules, a second module made no difference; what else was tried: docs/decisions.md.",
    ],
    header: ["front", "process, ms", "Worker's start, ms", "first request, ms"],
    rows,
    verdicts,
  };
}
