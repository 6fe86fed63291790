/** What no experiment touches: assets, excluded pages, other HTML; asked for by a browser that accepts gzip. */
import { LAHZA, PASS } from "../fronts.ts";
import {
  atMost,
  interleave,
  resultOf,
  type Bench,
  type Lane,
  type Section,
  type Verdict,
} from "../measure.ts";
import { median, medianRatio } from "../statistics.ts";

const CASES = [
  {
    name: "asset, 40 KB of script",
    path: "/assets/app.js",
    accept: "*/*",
    destination: "script",
    mode: "no-cors",
    limit: 1.1,
  },
  {
    name: "excluded page, 12 KB",
    path: "/products/gift-card",
    accept: "text/html,*/*;q=0.8",
    destination: "document",
    mode: "navigate",
    limit: 1.1,
  },
  {
    name: "untouched HTML, 12 KB",
    path: "/pages/12",
    accept: "text/html,*/*;q=0.8",
    destination: "document",
    mode: "navigate",
    limit: 1.25,
  },
  {
    name: "untouched HTML, 100 KB",
    path: "/pages/100",
    accept: "text/html,*/*;q=0.8",
    destination: "document",
    mode: "navigate",
    limit: 1.25,
  },
  {
    name: "untouched HTML, 600 KB",
    path: "/pages/600",
    accept: "text/html,*/*;q=0.8",
    destination: "document",
    mode: "navigate",
    limit: 1.25,
  },
] as const;

export async function untouched(bench: Bench): Promise<Section> {
  const rows: (string | number)[][] = [];
  const verdicts: Verdict[] = [];
  const fronts = new Map([PASS, LAHZA].map((name) => [name, bench.fronts.start(name)]));
  for (const { name, path, accept, destination, mode, limit } of CASES) {
    const headers = {
      accept,
      "accept-encoding": "gzip",
      "sec-fetch-dest": destination,
      "sec-fetch-mode": mode,
    };
    const direct = await bench.client.get({ port: bench.originPort, path, headers }, true);
    const lanes: Lane[] = [];
    for (const [front, starting] of fronts) {
      const running = await starting;
      const target = { port: running.port, path, headers };
      // The first request finds no ruleset yet and starts reading it.
      await bench.client.get(target);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const answer = await bench.client.get(target, true);
      if (
        answer.headers["content-encoding"] !== "gzip" ||
        direct.body?.equals(answer.body ?? Buffer.alloc(0)) !== true
      ) {
        throw new Error(`${front}: ${path} did not come through as the origin sent it`);
      }
      if (answer.headers["set-cookie"] !== undefined) throw new Error(`${front}: ${path} got a cookie`);
      lanes.push({ name: front, running, target: () => target, requests: 600 });
    }
    const results = await interleave(bench.client, lanes, { rounds: bench.quick ? 3 : 11, concurrency: 8 });
    const pass = resultOf(results, PASS).cpu;
    const lahza = resultOf(results, LAHZA).cpu;
    const ratio = medianRatio(lahza, pass);
    rows.push([name, median(pass).toFixed(0), median(lahza).toFixed(0), ratio.toFixed(2)]);
    verdicts.push(atMost(`${name}: at most ${limit} × pass-through`, ratio, limit));
  }
  for (const starting of fronts.values()) await bench.fronts.stop(await starting);
  return {
    title: "What no experiment touches",
    notes: ["Each answer was checked to be the origin's, byte for byte, still zipped, without a cookie."],
    header: ["request", "pass-through, CPU µs", "Lahza, CPU µs", "ratio"],
    rows,
    verdicts,
  };
}
