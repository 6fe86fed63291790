/** A slow line to the origin: does asking for an unzipped page cost the shopper more than it saves the edge? */
import { once } from "node:events";
import { LAHZA, MINIMAL, returningVisitor } from "../fronts.ts";
import { slowLine } from "../link.ts";
import type { Bench, Section } from "../measure.ts";
import { PAGE_SIZES, type PageSize } from "../pages.ts";
import { median } from "../statistics.ts";

const LINE = { bitsPerSecond: 20e6, roundTripMs: 50 };
const PORT = 9601;

export async function line(bench: Bench): Promise<Section> {
  const server = slowLine(LINE, bench.originPort).listen(PORT, "127.0.0.1");
  await once(server, "listening");
  const lanes: { name: string; port: number; headers: Record<string, string>; stop: () => Promise<void> }[] =
    [];
  const add = async (
    name: string,
    front: string,
    database: string,
    headers: Record<string, string>,
  ): Promise<void> => {
    const running = await bench.fronts.start(front, { database, originPort: PORT });
    const cookie =
      front === LAHZA
        ? await returningVisitor(bench.client, { port: running.port, path: "/products/12", headers })
        : {};
    lanes.push({
      name,
      port: running.port,
      headers: { ...headers, ...cookie },
      stop: () => bench.fronts.stop(running),
    });
  };
  await add("minimal, identity", MINIMAL, "", {});
  await add("minimal, gzip", MINIMAL, "", { "accept-encoding": "gzip" });
  if (bench.fronts.has(LAHZA)) {
    await add("Lahza, asks for identity (default)", LAHZA, "three", { "accept-encoding": "gzip" });
    await add("Lahza, takes gzip", LAHZA, "zipped", { "accept-encoding": "gzip" });
  }
  const rows: (string | number)[][] = [];
  for (const size of Object.keys(PAGE_SIZES) as PageSize[]) {
    const first = new Map<string, number[]>();
    const total = new Map<string, number[]>();
    for (let round = 0; round <= (bench.quick ? 4 : 10); round++) {
      for (const lane of lanes) {
        const answer = await bench.client.get({
          port: lane.port,
          path: `/products/${size}`,
          headers: lane.headers,
        });
        if (round === 0) continue;
        first.set(lane.name, [...(first.get(lane.name) ?? []), answer.firstByteMs]);
        total.set(lane.name, [...(total.get(lane.name) ?? []), answer.totalMs]);
      }
    }
    for (const { name } of lanes)
      rows.push([
        `${size} KB`,
        name,
        median(first.get(name) ?? []).toFixed(0),
        median(total.get(name) ?? []).toFixed(0),
      ]);
  }
  for (const lane of lanes) await lane.stop();
  server.close();
  return {
    title: "A slow line to the origin",
    notes: [
      "20 Mbit/s and 50 ms there and back, one request at a time on a connection that is open already (a paced proxy; no slow start, no loss). gzip makes these pages 3 to 7 times smaller on that line.",
    ],
    header: ["page", "front", "first byte ms", "last byte ms"],
    rows,
    verdicts: [],
  };
}
