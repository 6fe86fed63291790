/**
 * `npm start`: Lahza in front of the example shop, with its experiments running.
 * `npm start -- --origin http://127.0.0.1:3000 [--port 8787] [--empty] [--state DIR]`: in front of any shop.
 */
import { spawn, spawnSync } from "node:child_process";
import { connect } from "node:net";
import { readArguments } from "./lib/arguments.ts";
import { localSecrets, stateFolder } from "./lib/state.ts";
import { seedMissing } from "./seed.ts";

const USAGE = "npm start -- [--origin URL] [--port N] [--empty] [--state DIR]";
const SCHEDULE_MS = 60_000;
const READY_WITHIN_MS = 60_000;

const { values } = readArguments(
  {
    origin: { type: "string" },
    port: { type: "string", default: "8787" },
    empty: { type: "boolean", default: false },
    state: { type: "string" },
  },
  USAGE,
);

const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65_535) fail(`--port ${values.port}: give a number from 1 to 65535`);
const origin = values.origin;
if (origin !== undefined && !(URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol))) {
  fail(`--origin ${origin}: give the shop's address, such as http://127.0.0.1:3000`);
}
if (await isTaken(port)) fail(`Port ${port} is taken. End what runs there, or choose another: npm start -- --port ${port + 1}`);

const state = stateFolder(values.state);
const secrets = localSecrets(state);
const config = origin === undefined ? "examples/wrangler.toml" : "wrangler.toml";
const environment = {
  ...process.env,
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_LOG: "warn",
  CI: "true",
};

step("Preparing the local database");
const migrated = spawnSync("wrangler", ["d1", "migrations", "apply", "lahza", "--local", "-c", config, "--persist-to", state], {
  env: environment,
  encoding: "utf8",
});
if (migrated.status !== 0) fail(`The migrations could not be applied:\n${migrated.stdout}${migrated.stderr}`);

if (origin === undefined && !values.empty) {
  step("Loading the example's experiments");
  const problems = await seedMissing("examples/experiments.json", { state, config });
  if (problems.length > 0) fail(`examples/experiments.json:\n${problems.join("\n")}`);
}

step("Starting");
const variables = [`COOKIE_KEYS:${secrets.cookieKeys}`, `ADMIN_TOKEN:${secrets.adminToken}`];
if (origin !== undefined) variables.push(`ORIGIN:${origin}`);
const dev = spawn(
  "wrangler",
  [
    "dev",
    ...["-c", config],
    ...(origin === undefined ? ["-c", "examples/shop/wrangler.toml"] : []),
    ...["--port", String(port), "--ip", "127.0.0.1", "--persist-to", state, "--test-scheduled", "--show-interactive-dev-session=false"],
    ...variables.flatMap((variable) => ["--var", variable]),
  ],
  { env: environment, stdio: ["ignore", "inherit", "inherit"] },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => dev.kill(signal));
dev.on("exit", (code) => process.exit(code ?? 0));

const base = `http://localhost:${port}`;
await untilReady(`http://127.0.0.1:${port}/_lahza/api/health`);
console.log(`
Lahza stands in front of ${origin ?? "the example shop"}.

  Shop       ${base}/
  Health     ${base}/_lahza/api/health
  API token  ${secrets.adminToken}
${
  origin === undefined && !values.empty
    ? `
Two fresh browsers can see different pages at once. What they do is counted here:
  curl -H "Authorization: Bearer ${secrets.adminToken}" ${base}/_lahza/api/experiments/home-value/results
`
    : `
No experiment is running yet. Load some from a file: npm run seed -- FILE
`
}
State is kept in ${values.state ?? ".wrangler/state"}. End with Ctrl+C.`);

// wrangler dev never fires cron triggers by itself.
setInterval(() => {
  fetch(`http://127.0.0.1:${port}/cdn-cgi/local/scheduled`, { signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
}, SCHEDULE_MS);

async function untilReady(address: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(address, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((resume) => setTimeout(resume, 250));
  }
  dev.kill("SIGTERM");
  fail(`Lahza did not answer within ${READY_WITHIN_MS / 1000} s; what it printed above says why.`);
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function step(text: string): void {
  console.log(`… ${text}`);
}

function fail(text: string): never {
  console.error(text);
  process.exit(1);
}
