/** CPU, throughput and latency of one rewritten page, at three sizes, eight requests at once. */
import { GROWTHBOOK, DOM, LAHZA, MINIMAL, missingEdit, PASS, returningVisitor } from "../fronts.ts";
import {
  atMost,
  interleave,
  resultOf,
  type Bench,
  type Lane,
  type Section,
  type Verdict,
} from "../measure.ts";
import { PAGE_SIZES, type PageSize } from "../pages.ts";
import { median, medianRatio, quantile } from "../statistics.ts";

const CONCURRENCY = 8;
const LIMIT: Readonly<Record<PageSize, number>> = { "12": 1.1, "100": 1, "600": 0.8 };
/** The same Lahza where the origin gives no strong ETag: the same page comes again, and is compared. */
const UNTAGGED = `${LAHZA}, page without a strong ETag`;
/** Where each answer is another page (a token in its head and its form): every page is read anew. */
const CHANGING = `${LAHZA}, another page each time`;
/** Requests a round, [fast fronts, fronts that build the whole page]. */
const REQUESTS: Readonly<Record<PageSize, readonly [number, number]>> = {
  "12": [600, 200],
  "100": [400, 60],
  "600": [160, 20],
};

export async function cpu(bench: Bench): Promise<Section> {
  const rows: (string | number)[][] = [];
  const verdicts: Verdict[] = [];
  const running = new Map<string, Awaited<ReturnType<typeof bench.fronts.start>>>();
  for (const name of bench.fronts.compared()) running.set(name, await bench.fronts.start(name));
  // Processes of their own, so that none pays for what another one left to the collector.
  if (running.has(LAHZA))
    for (const name of [UNTAGGED, CHANGING]) running.set(name, await bench.fronts.start(LAHZA));
  for (const size of Object.keys(PAGE_SIZES) as PageSize[]) {
    const path = `/products/${size}`;
    const lanes: Lane[] = [];
    for (const name of bench.fronts.compared()) {
      const front = running.get(name);
      if (front === undefined) continue;
      const headers = name === LAHZA ? await returningVisitor(bench.client, { port: front.port, path }) : {};
      const target = { port: front.port, path, headers };
      if (name !== PASS) {
        const page = await bench.client.get(target, true);
        const missing = missingEdit(page.body?.toString() ?? "");
        if (missing !== null) throw new Error(`${name}, ${size} KB: ${missing}`);
      }
      const requests = REQUESTS[size][name === GROWTHBOOK || name === DOM ? 1 : 0];
      lanes.push({ name, running: front, target: () => target, requests });
      if (name !== LAHZA) continue;
      for (const [lane, query] of [
        [UNTAGGED, "?etag=no"],
        [CHANGING, "?etag=no&token"],
      ] as const) {
        const own = running.get(lane);
        if (own === undefined) continue;
        const other = { ...target, port: own.port, path: path + query };
        lanes.push({ name: lane, running: own, target: () => other, requests });
      }
    }
    const results = await interleave(bench.client, lanes, {
      rounds: bench.quick ? 2 : 9,
      concurrency: CONCURRENCY,
    });
    const pass = resultOf(results, PASS);
    const minimal = resultOf(results, MINIMAL);
    for (const { name } of lanes) {
      const result = resultOf(results, name);
      rows.push([
        `${size} KB`,
        name,
        median(result.cpu).toFixed(0),
        medianRatio(result.cpu, pass.cpu).toFixed(2),
        medianRatio(result.cpu, minimal.cpu).toFixed(2),
        median(result.throughput).toFixed(0),
        quantile(result.latencies, 0.5).toFixed(1),
        quantile(result.latencies, 0.99).toFixed(1),
      ]);
      if (name === LAHZA || name === UNTAGGED) {
        const limit = LIMIT[size];
        const where = name === LAHZA ? "" : ", without a strong ETag";
        verdicts.push(
          atMost(
            `CPU at ${size} KB${where}: at most ${limit} × minimal`,
            medianRatio(result.cpu, minimal.cpu),
            limit,
          ),
        );
      }
    }
  }
  for (const front of running.values()) await bench.fronts.stop(front);
  return {
    title: "CPU, throughput, latency",
    notes: [
      `Three edits: text of \`h1\`, markup after \`.price\`, an attribute on \`#buy\`; Lahza: three experiments, one edit each, a returning visitor. Where the origin's ETag is strong a page is read once and its recipe laid over it afterwards; without one a page that came before is compared with it, byte for byte, from its third view on; a page that is another one each time (a token of 48 digits in its head and in its form) is read, tag by tag, as a parser would. ${CONCURRENCY} requests at once; client and origin share the machine, so that throughput and latency compare fronts only.`,
    ],
    header: [
      "page",
      "front",
      "CPU µs a request",
      "× pass-through",
      "× minimal",
      "requests/s",
      "p50 ms",
      "p99 ms",
    ],
    rows,
    verdicts,
  };
}
