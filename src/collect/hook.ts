/**
 * `POST <prefix>/hooks/<source>`: what a shop tells of its orders. Signed, so that nobody else can; answered with 2xx
 * only when it is stored, else the shop sends it again.
 *
 * | answer | when |
 * |---|---|
 * | 200 | stored, or known already, or nothing that is counted: the body says which |
 * | 400, 422 | not JSON; not what this source sends |
 * | 401 | the signature, or its time, is not right; nothing was read |
 * | 404 | no such source, or none that the settings name |
 * | 405, 413 | not a POST; more than 2 MB |
 * | 503 | not stored, or not ready |
 */
import { problem } from "../admin/problem.ts";
import type { SigningKey } from "../config.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { toBase64Url } from "../visitor/base64url.ts";
import { recent } from "../visitor/recent.ts";
import { exactIds, parseJson, readBytes } from "./body.ts";
import { orderRows, orderRulesOf } from "./orders.ts";
import type { CounterRecord } from "./record.ts";
import type { Recorder } from "./recorder.ts";
import { SOURCES } from "./sources/index.ts";
import type { Delivery, OrderSource } from "./sources/source.ts";
import { tenfold } from "./tenfold.ts";
import { within } from "./within.ts";
import type { Write } from "./write.ts";

export interface HookDoor {
  readonly db: D1Database;
  readonly write: Write;
  readonly cookieKeys: readonly SigningKey[];
  /** In force; null: none could be read, so that nothing can be judged now. */
  readonly settings: Settings | null;
  /** Value of a secret by its name; null: not set. */
  readonly secretNamed: (name: string) => string | null;
  readonly recorder: Pick<Recorder, "record">;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly nowMs: number;
}

const MAX_BYTES = 2_000_000;
/** Platforms wait five seconds at least before they take a delivery for failed. */
const WRITE_MS = 4_500;
const RETRY_AFTER = { "retry-after": "5" };

/** Deliveries that this isolate has stored: sent again, they need no write. */
const stored = recent<true>(5_000);

export async function receiveHook(request: Request, name: string, door: HookDoor): Promise<Response> {
  const count = (...counters: CounterRecord[]): void => {
    if (counters.length > 0) door.waitUntil(door.recorder.record({ counters }));
  };
  const source = SOURCES.find((one) => one.name === name);
  if (source === undefined) return problem({ status: 404, title: "There is no such source of orders" });
  if (request.method !== "POST")
    return problem({ status: 405, title: "Orders are POSTed" }, { allow: "POST" });
  if (door.settings === null) return problem({ status: 503, title: "Not ready" }, RETRY_AFTER);
  const secrets = secretsOf(source, door.settings, door.secretNamed);
  if (secrets.length === 0) {
    count({ reason: "hook-not-set-up", subject: name });
    return problem({
      status: 404,
      title: "This source is not set up",
      detail: `settings.webhooks.${name} names the secret, and the Worker has to have it (docs/orders.md)`,
    });
  }
  const read = await readBytes(request, MAX_BYTES);
  if (!read.ok) {
    return read.reason === "too-large"
      ? problem({ status: 413, title: `At most ${MAX_BYTES} bytes` })
      : problem({ status: 400, title: "The body is not whole" });
  }
  const delivery: Delivery = { headers: request.headers, body: read.bytes };
  if (source.isPing?.(delivery) === true) return told({ stored: 0, reason: "ping" });
  if (!(await source.isAuthentic(delivery, secrets, door.nowMs))) {
    count({ reason: "hook-not-authentic", subject: name });
    return problem({ status: 401, title: "The delivery is not signed as it should be" });
  }
  return await take(delivery, source, { ...door, settings: door.settings }, count);
}

type ReadyDoor = HookDoor & { readonly settings: Settings };

/** Authentic from here on. */
async function take(
  { headers, body }: Delivery,
  source: OrderSource,
  door: ReadyDoor,
  count: (...counters: CounterRecord[]) => void,
): Promise<Response> {
  const subject = source.name;
  const deliveryId = source.deliveryId(headers);
  // With what it says: WooCommerce gives all deliveries of one second the same id, and no id is signed.
  const delivered = deliveryId === null ? null : `${subject}|${deliveryId}|${await digestOf(body)}`;
  if (delivered !== null && stored.get(delivered) !== undefined) {
    count({ reason: "hook-repeated", subject });
    return told({ stored: 0, reason: "repeated" });
  }
  const parsed = parseJson(body, exactIds);
  if (!parsed.ok) return problem({ status: 400, title: "The body is not JSON in UTF-8" });
  const reading = source.read(headers, parsed.json);
  if (!reading.ok) {
    if (reading.reason === "other-topic") return told({ stored: 0, reason: "other-topic" });
    count({ reason: "hook-not-readable", subject });
    return problem({ status: 422, title: "The body is not what this source sends", detail: reading.detail });
  }
  const rows = await orderRows(
    reading.report,
    "webhook",
    subject,
    orderRulesOf(door.settings, subject, door.cookieKeys, door.nowMs),
  );
  count(...rows.counters);
  // Behind the answer: it warns, and changes nothing.
  door.waitUntil(tenfold(door.db, rows.events, `hooks/${subject}`).then((warnings) => count(...warnings)));
  if (rows.events.length > 0) {
    try {
      const writing = door.write({ exposures: [], events: rows.events, counters: [] }, door.nowMs);
      const done = await within(
        WRITE_MS,
        writing.then(() => true),
      );
      if (done === null) throw new Error("D1 does not answer");
    } catch {
      count({ reason: "not-stored", subject: `hooks/${subject}`, count: rows.events.length });
      return problem({ status: 503, title: "The order could not be stored" }, RETRY_AFTER);
    }
  }
  if (delivered !== null) stored.set(delivered, true);
  return told({ stored: rows.events.length, reason: rows.counters[0]?.reason ?? null });
}

/** A secret may be several, apart by spaces, while one is replaced by the next. */
function secretsOf(source: OrderSource, settings: Settings, named: HookDoor["secretNamed"]): string[] {
  const name = settings.webhooks[source.name]?.secret;
  const value = name === undefined ? null : named(name);
  return (value ?? "").split(/\s+/).filter((secret) => secret !== "");
}

/** For whoever sets it up; platforms look at the status alone. `reason`: why less was stored than was sent. */
function told(body: { readonly stored: number; readonly reason: string | null }): Response {
  return Response.json(body, { headers: { "cache-control": "no-store" } });
}

async function digestOf(body: Uint8Array): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", body), 0, 16));
}
