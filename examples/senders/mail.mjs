/**
 * A sender of mails (or of text messages, or an app's server) that shows shoppers what the shop shows them: it asks for
 * everybody's variant, writes the mail, sends it, and then reports who was shown what. Plain fetch, no dependency.
 *
 *   LAHZA=https://shop.example/_lahza LAHZA_TOKEN=<a token of the role editor> node examples/senders/mail.mjs < readers.json
 *
 * `readers.json`: [{ "email": "…", "visitor": "<id of the lahza cookie, as the Lahza-Visitor header told it>" } or
 * { "email": "…", "customer": "<the customer's id>" } where the experiment's unit is the customer].
 */
import { createHash } from "node:crypto";
import { stdin } from "node:process";

const { LAHZA = "", LAHZA_TOKEN = "", EXPERIMENT = "mail-subject" } = process.env;
const headers = { authorization: `Bearer ${LAHZA_TOKEN}`, "content-type": "application/json" };

/** The shop's own words for each variant; the first stands for everybody who is in none. */
const SUBJECTS = {
  control: "New teas have arrived",
  harvest: "Picked last week: the spring harvest",
};

/** A key of the reader's own; null: no variant, so the code's default. */
async function variantFor({ visitor, customer }) {
  const context = { targetingKey: visitor ?? customer };
  const answer = await fetch(`${LAHZA}/ofrep/v1/evaluate/flags/${EXPERIMENT}`, {
    method: "POST",
    headers,
    body: JSON.stringify({ context }),
  });
  // A mail that cannot ask is sent as it always was.
  if (!answer.ok) return null;
  const { value } = await answer.json();
  return typeof value === "string" ? value : null;
}

/** Here a real sender would send. */
async function send({ email }, subject) {
  console.log(JSON.stringify({ email, subject }));
  return true;
}

/** The same mail reported again counts once: its id says which it was. */
function exposureOf({ visitor, customer }) {
  const who = visitor === undefined ? { customer } : { visitor };
  const id = createHash("sha256")
    .update(`${EXPERIMENT} ${JSON.stringify(who)}`)
    .digest("hex")
    .slice(0, 32);
  return { id, name: "lahza.exposure", at: Date.now(), ...who, properties: { experiment: EXPERIMENT } };
}

const readers = JSON.parse(await new Response(stdin).text());
const shown = [];
for (const reader of readers) {
  const variant = await variantFor(reader);
  const sent = await send(reader, SUBJECTS[variant] ?? SUBJECTS.control);
  // Whoever is in no variant was shown none, and what was not sent was not seen.
  if (sent && variant !== null) shown.push(exposureOf(reader));
}
for (let at = 0; at < shown.length; at += 1000) {
  const answer = await fetch(`${LAHZA}/api/events`, {
    method: "POST",
    headers,
    body: JSON.stringify({ events: shown.slice(at, at + 1000) }),
  });
  // Anything but 2xx was not stored: run again, it counts once.
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
