/** A browser that accepts gzip and an origin that speaks it: with and without asking the origin for identity. */
import { LAHZA, MINIMAL, returningVisitor } from "../fronts.ts";
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
import { median, medianRatio } from "../statistics.ts";

const REQUESTS: Readonly<Record<PageSize, number>> = { "12": 300, "100": 150, "600": 40 };
const GZIP = { "accept-encoding": "gzip" };

export async function gzip(bench: Bench): Promise<Section> {
  const rows: (string | number)[][] = [];
  const verdicts: Verdict[] = [];
  const minimal = await bench.fronts.start(MINIMAL);
  const asking = bench.fronts.has(LAHZA) ? await bench.fronts.start(LAHZA) : null;
  const keeping = bench.fronts.has(LAHZA) ? await bench.fronts.start(LAHZA, { database: "zipped" }) : null;
  for (const size of Object.keys(PAGE_SIZES) as PageSize[]) {
    const path = `/products/${size}`;
    const lanes: Lane[] = [];
    const add = (name: string, running: Lane["running"], headers: Record<string, string>): void => {
      lanes.push({
        name,
        running,
        target: () => ({ port: running.port, path, headers }),
        requests: REQUESTS[size],
      });
    };
    add("minimal, identity", minimal, {});
    add("minimal, gzip", minimal, GZIP);
    if (asking !== null && keeping !== null) {
      const first = await returningVisitor(bench.client, { port: asking.port, path });
      const second = await returningVisitor(bench.client, { port: keeping.port, path });
      add("Lahza, identity", asking, first);
      add("Lahza, gzip, asks the origin for identity", asking, { ...first, ...GZIP });
      add("Lahza, gzip, takes gzip from the origin", keeping, { ...second, ...GZIP });
    }
    const results = await interleave(bench.client, lanes, { rounds: bench.quick ? 2 : 7, concurrency: 8 });
    for (const { name } of lanes) {
      const { cpu } = resultOf(results, name);
      const base = resultOf(results, `${name.split(",", 1)[0] ?? ""}, identity`).cpu;
      rows.push([`${size} KB`, name, median(cpu).toFixed(0), medianRatio(cpu, base).toFixed(2)]);
      if (name.includes("asks the origin")) {
        verdicts.push(
          atMost(
            `gzip client and origin at ${size} KB: within 15 % of identity`,
            medianRatio(cpu, base),
            1.15,
          ),
        );
      }
    }
  }
  for (const front of [minimal, asking, keeping]) if (front !== null) await bench.fronts.stop(front);
  return {
    title: "Compression",
    notes: [
      "Zipping the answer for the browser is the platform's work behind the Worker, and is not in these figures where the Worker answers unzipped.",
    ],
    header: ["page", "front", "CPU µs a request", "× its identity figure"],
    rows,
    verdicts,
  };
}
