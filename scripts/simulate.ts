/**
 * `npm run simulate -- --visitors 2000 --lift 0.2 --seed 7`: shoppers with known effects in front of a Lahza that runs
 * (`npm start`), and what they did beside what was recorded. ADMIN_TOKEN is the one that `npm start` printed.
 * Changes what the settings say of currency, consent, cart forms and the customer's cookie: for demonstrations, not for
 * a shop's own Lahza. Ends with 1 where the two differ.
 */
import { writeFileSync } from "node:fs";
import { readArguments } from "./lib/arguments.ts";
import { simulate, simulationDefinitions, untilServed } from "./lib/simulation.ts";
import { table } from "./lib/simulation-table.ts";

const USAGE =
  "npm run simulate -- [--url http://localhost:8787] [--visitors 2000] [--baseline 0.1] [--lift 0.2] [--seed 1] [--out truth.json]";
const { values } = readArguments(
  {
    url: { type: "string", default: "http://localhost:8787" },
    visitors: { type: "string", default: "2000" },
    baseline: { type: "string", default: "0.1" },
    lift: { type: "string", default: "0.2" },
    seed: { type: "string", default: "1" },
    out: { type: "string" },
  },
  USAGE,
);
const token = process.env["ADMIN_TOKEN"] ?? "";
const [visitors, baseline, lift, seed] = [values.visitors, values.baseline, values.lift, values.seed].map(
  Number,
);
if (token === "" || ![visitors, baseline, lift, seed].every(Number.isFinite)) {
  console.error(`ADMIN_TOKEN in the environment, and numbers for the rest.\n\nUsage: ${USAGE}`);
  process.exit(2);
}

const key = `simulated-${Date.now().toString(36)}`;
const { settings, goals, metrics, experiments } = simulationDefinitions(key);
const ask = async (method: string, path: string, body?: object, etag?: string): Promise<Response> =>
  await fetch(new URL(`/_lahza/api${path}`, values.url), {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      ...(etag === undefined ? {} : { "if-match": etag }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const known = await done(await ask("GET", "/settings"), [200]);
await done(await ask("PATCH", "/settings", settings, known.headers.get("etag") ?? ""), [200]);
for (const goal of goals) await done(await ask("POST", "/goals", goal), [201, 409]);
for (const metric of metrics) await done(await ask("POST", "/metrics", metric), [201, 409]);
for (const experiment of experiments) {
  const made = await done(await ask("POST", "/experiments", experiment), [201]);
  const etag = made.headers.get("etag") ?? "";
  await done(await ask("POST", `/experiments/${experiment.key}/start`, {}, etag), [200]);
}
await untilServed(values.url, 60_000);
// Other isolates and what they have in hand learn of it a little later.
await new Promise((resume) => setTimeout(resume, 10_000));

const started = performance.now();
const backend = { url: values.url, token, webhookSecret: process.env["WEBHOOK_SECRET"] ?? null };
const options = {
  backend,
  key,
  visitors: visitors ?? 0,
  baseline: baseline ?? 0,
  lift: lift ?? 0,
  seed: seed ?? 0,
};
const compared = await simulate(options, 15_000);
const seconds = (performance.now() - started) / 1000;
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(compared, null, 2)}\n`);
const apart = compared.flatMap(({ experiment, differences }) =>
  differences.map((difference) => `${experiment}: ${difference}`),
);
console.log(`${visitors} shoppers in ${seconds.toFixed(1)} s (${key})\n\n${compared.map(table).join("\n")}`);
for (const difference of apart) console.error(difference);
console.log(
  apart.length === 0 ? "What was recorded is what was done." : "What was recorded is NOT what was done.",
);
process.exit(apart.length === 0 ? 0 : 1);

async function done(answer: Response, statuses: readonly number[]): Promise<Response> {
  if (statuses.includes(answer.status)) return answer;
  console.error(`${answer.url} answered ${answer.status}: ${await answer.text()}`);
  return process.exit(1);
}
