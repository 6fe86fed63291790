/**
 * `npm start`: Lahza in front of the example shop, with its experiments running.
 * `npm start -- --shop react`: the same shop, whose pages React builds again in the browser and opens without loading them.
 * `npm start -- --origin http://127.0.0.1:3000 [--port 8787] [--empty] [--state DIR]`: in front of any shop.
 */
import { join } from "node:path";
import { buildDashboard } from "./build-dashboard.ts";
import { readArguments } from "./lib/arguments.ts";
import { banner } from "./lib/banner.ts";
import { hydrated, withEndsAhead } from "./lib/example.ts";
import { buildReactShop } from "./lib/react-shop.ts";
import { onNpmGone, startGroup } from "./lib/process-group.ts";
import { isTaken, originProblem, signInLink, untilWarm } from "./lib/probes.ts";
import { localSecrets, rememberStarted, stateFolder, writePrivate } from "./lib/state.ts";

const USAGE = "npm start -- [--origin URL | --shop react] [--port N] [--empty] [--state DIR]";
const SCHEDULE_MS = 60_000;
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 5_000;
const ROOT = join(import.meta.dirname, "..");

const { values, positionals } = readArguments(
  {
    origin: { type: "string" },
    shop: { type: "string" },
    port: { type: "string", default: "8787" },
    empty: { type: "boolean", default: false },
    state: { type: "string" },
  },
  USAGE,
);
if (positionals.length > 0) fail(`${positionals.join(" ")}: not understood\n\nUsage: ${USAGE}`);

const port = Number(values.port);
if (!/^\d+$/.test(values.port) || port < 1 || port > 65_535) {
  fail(`--port ${values.port}: give a number from 1 to 65535`);
}
const { origin } = values;
const isReact = values.shop === "react";
if (values.shop !== undefined && !isReact)
  fail(`--shop ${values.shop}: the example shop comes as it is, or with --shop react`);
if (isReact && origin !== undefined)
  fail("--shop is the example shop; --origin is another one: give one of them");
if (origin !== undefined && !(URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol))) {
  fail(`--origin ${origin}: give the shop's address, such as http://127.0.0.1:3000`);
}
if (origin !== undefined && isOurs(new URL(origin))) {
  fail(`--origin ${origin} is where Lahza itself would listen; give one of them another port`);
}
if (await isTaken(port)) {
  fail(`Port ${port} is taken. End what runs there, or choose another: npm start -- --port ${port + 1}`);
}

process.chdir(ROOT);
const withExample = origin === undefined && !values.empty;
const state = stateFolder(values.state, usualState());
const secrets = localSecrets(state);
const config = origin === undefined ? "examples/wrangler.toml" : "wrangler.toml";

step(
  withExample ? "Preparing the local database and the example's experiments" : "Preparing the local database",
);
const [running, , shopConfig] = await Promise.all([
  prepared(),
  buildDashboard(),
  isReact ? buildReactShop(join(state, "react-shop")) : "examples/shop/wrangler.toml",
]);

step("Starting");
// In a file of this user's own, because a command line can be read by everybody on the machine.
const variables = join(state, "variables.env");
writePrivate(
  variables,
  `COOKIE_KEYS="${secrets.cookieKeys}"\nADMIN_TOKEN="${secrets.adminToken}"\n${origin === undefined ? "" : `ORIGIN="${origin}"\n`}`,
);
const group = startGroup(
  process.execPath,
  [
    join(ROOT, "node_modules/wrangler/bin/wrangler.js"),
    "dev",
    "-c",
    config,
    "-c",
    "wrangler.api.toml",
    ...(origin === undefined ? ["-c", shopConfig] : []),
    `--port=${port}`,
    "--ip=127.0.0.1",
    `--persist-to=${state}`,
    `--env-file=${variables}`,
    "--show-interactive-dev-session=false",
  ],
  {
    ...process.env,
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    // Its warnings are about a development in which nobody calls the schedule; we do.
    WRANGLER_LOG: "error",
    // Another Lahza on this machine is none of our business.
    WRANGLER_REGISTRY_PATH: join(state, "registry"),
    CI: "true",
  },
  ROOT,
);

rememberStarted(state);
let stopping = false;
const stop = async (code: number): Promise<void> => {
  if (stopping) return;
  stopping = true;
  await group.stop(STOP_WITHIN_MS);
  process.exit(code);
};
for (const [signal, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
  ["SIGHUP", 1],
] as const) {
  // Asked for by Ctrl+C, an end is no failure.
  process.on(signal, () => void stop(signal === "SIGINT" ? 0 : 128 + number));
}
onNpmGone(() => void stop(1));
// A terminal that was closed takes no more words; that must not keep us from ending what runs.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
void group.ended.then((code) => {
  if (!stopping) process.exit(code);
});

const base = `http://127.0.0.1:${port}`;
const [warm, trouble] = await Promise.all([
  untilWarm(base, secrets.adminToken, READY_WITHIN_MS),
  origin === undefined ? null : originProblem(origin),
]);
if (!warm.ok) {
  console.error(
    `Lahza was not ready within ${READY_WITHIN_MS / 1000} s: ${warm.reason}. What it printed above may say why.`,
  );
  await stop(1);
}
console.log(
  banner({
    shop: `http://localhost:${port}`,
    origin: origin ?? null,
    running,
    adminToken: secrets.adminToken,
    dashboard: await signInLink(base, secrets.adminToken),
    state,
  }),
);
if (trouble !== null) {
  console.error(
    `Warning: ${origin} does not answer (${trouble}). Until it does, shoppers get an error page.\n`,
  );
}

// wrangler dev never fires cron triggers by itself.
setInterval(() => {
  fetch(`${base}/cdn-cgi/local/scheduled`, { signal: AbortSignal.timeout(30_000) })
    .then((answer) => answer.body?.cancel())
    .catch(() => undefined);
}, SCHEDULE_MS);

async function prepared(): Promise<readonly string[]> {
  const example = withExample ? { file: "examples/experiments.json", fit: endsAhead } : null;
  try {
    // Wrangler and the schemas take a second or two to load: what is wrong with the arguments has been said by now.
    const { prepareState } = await import("./seed.ts");
    const { problems, running } = await prepareState({ state, config }, example);
    return problems.length === 0 ? running : fail(`${example?.file}:\n${problems.join("\n")}`);
  } catch (error) {
    return fail(
      `The database in ${state} could not be prepared: ${error instanceof Error ? error.message : String(error)}\n` +
        "Choose another place with --state DIR, or delete that folder to begin anew.",
    );
  }
}

function endsAhead(text: string): string {
  return withEndsAhead(isReact ? hydrated(text) : text, Date.now());
}

/** The example's experiments must not meet another shop: each has a state of its own. */
function usualState(): string | undefined {
  if (isReact) return ".wrangler/state-react";
  if (origin === undefined) return values.empty ? ".wrangler/state-empty" : undefined;
  return `.wrangler/state-${new URL(origin).host.replaceAll(/[^A-Za-z0-9.-]/g, "-")}`;
}

function isOurs(address: URL): boolean {
  const addressPort = address.port || (address.protocol === "https:" ? "443" : "80");
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(address.hostname) && addressPort === values.port;
}

function step(text: string): void {
  console.log(`… ${text}`);
}

function fail(text: string): never {
  console.error(text);
  process.exit(1);
}
