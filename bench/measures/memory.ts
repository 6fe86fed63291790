/** Peak resident memory of the front's process while 50 pages of 600 KB are under way at once. */
import { Client } from "../client.ts";
import { DOM, GROWTHBOOK, LAHZA, PASS, returningVisitor } from "../fronts.ts";
import { atMost, type Bench, type Section, type Verdict } from "../measure.ts";
import { memory as memoryOf, resetPeakMemory } from "../proc.ts";
import { median, medianRatio } from "../statistics.ts";

const PAGES = 50;

export async function memory(bench: Bench): Promise<Section> {
  const names = bench.fronts.compared();
  const bursts = new Map<string, number[]>(names.map((name) => [name, []]));
  const sustained = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < (bench.quick ? 1 : 5); round++) {
    for (const name of names) {
      // A fresh process each time: workerd keeps what it once took.
      const front = await bench.fronts.start(name);
      const client = new Client(PAGES);
      const headers =
        name === LAHZA ? await returningVisitor(client, { port: front.port, path: "/products/600" }) : {};
      const target = { port: front.port, path: "/products/600", headers };
      const slow = name === GROWTHBOOK || name === DOM;
      await client.load(() => target, slow ? 20 : 100, 4);
      resetPeakMemory(front.pid);
      await client.load(() => target, PAGES, PAGES);
      bursts.get(name)?.push(memoryOf(front.pid).peak);
      await client.load(() => target, slow ? PAGES : PAGES * 10, PAGES);
      sustained.get(name)?.push(memoryOf(front.pid).peak);
      client.close();
      await bench.fronts.stop(front);
    }
  }
  const verdicts: Verdict[] = [];
  const rows = names.map((name) => {
    const burst = bursts.get(name) ?? [];
    const long = sustained.get(name) ?? [];
    const ratio = medianRatio(burst, bursts.get(PASS) ?? []);
    const longRatio = medianRatio(long, sustained.get(PASS) ?? []);
    if (name === LAHZA) {
      verdicts.push(
        atMost("Memory, 50 pages of 600 KB at once: at most 1.3 × pass-through", ratio, 1.3),
        atMost("Memory, 50 at once until 550 were served: at most 1.3 × pass-through", longRatio, 1.3),
      );
    }
    return [name, megabytes(median(burst)), ratio.toFixed(2), megabytes(median(long)), longRatio.toFixed(2)];
  });
  return {
    title: "Peak memory",
    notes: [
      "Resident memory of the whole process (44 MB of it the binary's), fresh processes. *Burst*: after a warm-up, 50 pages of 600 KB asked for at once. *Sustained*: then 500 more, 50 at once (100 in all for the two that build the whole page).",
      "What pages under way add to a process that is warm is about the same for Lahza as for the minimal HTMLRewriter, which itself needs more than the target when it runs on. The rest is there before the first burst: 9 MB of the bundle, 18 MB that V8's optimizing compilers use on their threads when a large page is first read and that the process keeps (measured with --no-opt --no-maglev: 64 MB instead of 84). Tried without much effect: small buffers where a recipe ends early (kept: it saves copies), pools of buffers for output, buffers of 32 KB, a smaller young generation. V8's own heap after 550 pages is 17 MB.",
    ],
    header: ["front", "burst MB", "× pass-through", "sustained MB", "× pass-through"],
    rows,
    verdicts,
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
