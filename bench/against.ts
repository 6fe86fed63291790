/**
 * `node bench/against.ts TREE [--only 12,100/weak,asset] [--rounds 12]`: this checkout's shopper's Worker beside that of another
 * checkout (a git worktree of an earlier commit), interleaved in many short rounds; what a change gave, or cost.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "./client.ts";
import { Databases } from "./database.ts";
import { definitions } from "./experiments.ts";
import { Fronts, LAHZA, LAHZA_BEFORE, MINIMAL, PASS, returningVisitor } from "./fronts.ts";
import { interleave, type Lane, resultOf } from "./measure.ts";
import { median, medianRatio, quantile } from "./statistics.ts";
import { listening, stopProcess } from "./workerd.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, rounds: { type: "string", default: "12" } },
});
const [before] = positionals;
if (before === undefined) throw new Error("which checkout is this one compared with?");

const BROWSER = { accept: "text/html,*/*;q=0.8", "accept-encoding": "gzip" };
const DOCUMENT = { ...BROWSER, "sec-fetch-dest": "document", "sec-fetch-mode": "navigate" };
const SCRIPT = { ...BROWSER, accept: "*/*", "sec-fetch-dest": "script", "sec-fetch-mode": "no-cors" };

/** Somebody who was not here before, to be recorded. */
const VISITOR = {
  ...DOCUMENT,
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
};

interface Case {
  readonly name: string;
  readonly path: string;
  readonly requests: number;
  /** Of a page that is not touched; else a returning visitor's. */
  readonly headers?: Readonly<Record<string, string>>;
}

const CASES: readonly Case[] = [
  { name: "12", path: "/products/12", requests: 300 },
  { name: "100", path: "/products/100", requests: 200 },
  { name: "600", path: "/products/600", requests: 80 },
  { name: "12/weak", path: "/products/12?etag=no", requests: 300 },
  { name: "100/weak", path: "/products/100?etag=no", requests: 150 },
  { name: "600/weak", path: "/products/600?etag=no", requests: 60 },
  { name: "12/token", path: "/products/12?etag=no&token", requests: 300 },
  { name: "100/token", path: "/products/100?etag=no&token", requests: 150 },
  { name: "600/token", path: "/products/600?etag=no&token", requests: 60 },
  { name: "new", path: "/products/12", requests: 400, headers: VISITOR },
  { name: "asset", path: "/assets/app.js", requests: 400, headers: SCRIPT },
  { name: "excluded", path: "/products/gift-card", requests: 400, headers: DOCUMENT },
  { name: "untouched", path: "/pages/12", requests: 400, headers: DOCUMENT },
];
const wanted = values.only?.split(",");

const origin = spawn(process.execPath, [join(import.meta.dirname, "origin.ts"), "9600"], {
  stdio: ["pipe", "ignore", "inherit"],
});
const databases = await Databases.start(["three"], 9610);
const fronts = new Fronts(9600, databases);
const client = new Client(8);
try {
  await listening(9600, origin, () => "");
  await databases.seed("three", definitions(3));
  await fronts.prepare();
  await fronts.prepareBefore(before);
  for (const { name, path, requests, headers } of CASES) {
    if (wanted !== undefined && !wanted.includes(name)) continue;
    const lanes: Lane[] = [];
    for (const front of [PASS, MINIMAL, LAHZA_BEFORE, LAHZA]) {
      if (front === MINIMAL && headers !== undefined) continue;
      const running = await fronts.start(front);
      const isLahza = front.startsWith(LAHZA);
      const own =
        headers ??
        (isLahza ? await returningVisitor(client, { port: running.port, path: "/products/12" }) : {});
      const target = { port: running.port, path, headers: own };
      lanes.push({ name: front, running, target: () => target, requests });
    }
    const results = await interleave(client, lanes, {
      rounds: Number(values.rounds),
      concurrency: 8,
      afterRoundMs: headers === VISITOR ? 300 : 0,
    });
    const cpu = (front: string): number[] => resultOf(results, front).cpu;
    const base = headers === undefined ? MINIMAL : PASS;
    const micros = lanes.map((lane) => `${lane.name} ${median(cpu(lane.name)).toFixed(0)}`).join(", ");
    const low = (front: string): number => quantile(cpu(front), 0.15);
    console.log(
      `${name.padEnd(10)} low: now/before ${(low(LAHZA) / low(LAHZA_BEFORE)).toFixed(3)} now/${base} ${(low(LAHZA) / low(base)).toFixed(2)}; medians: now/before ${medianRatio(cpu(LAHZA), cpu(LAHZA_BEFORE)).toFixed(3)}  ` +
        `before/${base} ${medianRatio(cpu(LAHZA_BEFORE), cpu(base)).toFixed(2)}  now/${base} ${medianRatio(cpu(LAHZA), cpu(base)).toFixed(2)}  (${micros})`,
    );
    for (const lane of lanes) await fronts.stop(lane.running);
  }
} finally {
  client.close();
  await Promise.all([fronts.stopAll(), databases.stop(), stopProcess(origin)]);
}
