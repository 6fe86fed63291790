/**
 * `node bench/profile.ts [12|100|600] [requests] [?etag=no]`: where Lahza's time goes on a rewritten page, function by function
 * (V8's own profiler through workerd's inspector; self time).
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { Client } from "./client.ts";
import { Databases } from "./database.ts";
import { definitions } from "./experiments.ts";
import { Fronts, LAHZA, returningVisitor } from "./fronts.ts";
import { listening, stopProcess } from "./workerd.ts";

const INSPECTOR_PORT = 9650;
const [size = "600", count = "300", query = ""] = process.argv.slice(2);
const path = `/products/${size}${query}`;

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const deadline = setTimeout(() => process.exit(1), 90_000);
const origin = spawn(process.execPath, [join(import.meta.dirname, "origin.ts"), "9600"], {
  stdio: ["pipe", "ignore", "inherit"],
});
const databases = await Databases.start(["three"], 9610);
const fronts = new Fronts(9600, databases);
const client = new Client(8);
try {
  await listening(9600, origin, () => "");
  await databases.seed("three", definitions(3));
  await fronts.prepare(false);
  const front = await fronts.start(LAHZA, { inspectorPort: INSPECTOR_PORT });
  const headers = await returningVisitor(client, { port: front.port, path });
  const target = { port: front.port, path, headers };
  await client.load(() => target, Number(count), 4);
  const inspector = await connect();
  await inspector.call("Profiler.enable");
  await inspector.call("Profiler.setSamplingInterval", { interval: 200 });
  await inspector.call("Profiler.start");
  await client.load(() => target, Number(count), 4);
  const { profile } = (await inspector.call("Profiler.stop")) as { profile: Profile };
  inspector.close();
  print(profile);
} finally {
  client.close();
  await Promise.all([fronts.stopAll(), databases.stop(), stopProcess(origin)]);
  clearTimeout(deadline);
}

async function connect() {
  const list = (await (await fetch(`http://127.0.0.1:${INSPECTOR_PORT}/json`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(list[0]?.webSocketDebuggerUrl ?? "");
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  let last = 0;
  const call = (method: string, parameters: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      const id = ++last;
      const hear = (event: MessageEvent): void => {
        const message = JSON.parse(String(event.data)) as { id?: number; result?: unknown };
        if (message.id !== id) return;
        socket.removeEventListener("message", hear);
        resolve(message.result);
      };
      socket.addEventListener("message", hear);
      socket.send(JSON.stringify({ id, method, params: parameters }));
    });
  return { call, close: () => socket.close() };
}

function print(profile: Profile): void {
  const names = new Map(
    profile.nodes.map(({ id, callFrame }) => [
      id,
      `${callFrame.functionName || "(anonymous)"} (bundle line ${callFrame.lineNumber + 1})`,
    ]),
  );
  const self = new Map<string, number>();
  profile.samples.forEach((id, index) => {
    const name = names.get(id) ?? "?";
    self.set(name, (self.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0));
  });
  for (const [name, microseconds] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 40)) {
    console.log(`${(microseconds / Number(count)).toFixed(1).padStart(9)} µs a request  ${name}`);
  }
}
