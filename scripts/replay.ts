/**
 * `npm run replay`: tries again to store what the queue gave up on (docs/operations.md), until nothing is left or
 * nothing moves. Needs a token of the role admin. Exit: 0 all stored, 1 some could not be, 2 asked wrongly.
 */
import { createClient } from "../src/admin/client.ts";
import { readArguments } from "./lib/arguments.ts";

const USAGE = `npm run replay -- [options]
  --url URL     where Lahza answers; LAHZA_URL, else http://localhost:8787
  --token T     LAHZA_TOKEN, else ADMIN_TOKEN`;

const { values } = readArguments({ url: { type: "string" }, token: { type: "string" } }, USAGE);
const url = values.url ?? process.env["LAHZA_URL"] ?? "http://localhost:8787";
const token = values.token ?? process.env["LAHZA_TOKEN"] ?? process.env["ADMIN_TOKEN"] ?? "";
if (!URL.canParse(url)) fail(`${url}: give an address such as https://shop.example`);
if (token === "") fail("Give a token: --token, or LAHZA_TOKEN in the environment");

const lahza = createClient(url, token);
let replayed = 0;
let failed = 0;
let dropped = 0;
for (let left = true; left;) {
  const response = await lahza["dead-letters"].replay
    .$post({ query: {} })
    .catch((error: unknown) => fail(`Lahza does not answer: ${String(error)}`));
  if (!response.ok) fail(`Lahza says: ${response.status} ${await response.text()}`);
  const { data } = await response.json();
  replayed += data.replayed;
  dropped += data.dropped;
  failed = data.failed;
  // What failed stays in front: when nothing else was done, asking again would do the same.
  left = data.left && data.replayed + data.dropped > 0;
}
console.log(
  replayed + failed + dropped === 0
    ? "There are no dead letters."
    : `${replayed} messages stored, ${failed} still refused, ${dropped} could not be read and are gone.`,
);
process.exitCode = failed > 0 ? 1 : 0;

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
