/**
 * Sends news to the addresses of the settings: JSON with a `text` that chats show as it is, signed where a secret is
 * named: `Lahza-Signature: t=<ms>,v1=<hex HMAC-SHA256 of "<t>.<body>">`. Anything but 2xx is tried again, later and
 * later, for about a day. It may come twice, where the answer was lost: `id` is the same then.
 */
import type { Settings } from "../domain/settings.schema.ts";
import { type Alert, dueAlerts, tellStatement, type Try, triedStatement } from "../store/alerts.ts";
import type { News } from "../results/news.ts";

const MINUTE_MS = 60_000;
const TIMEOUT_MS = 5000;
const SET_UP_MS = 10 * MINUTE_MS;

export async function tell(
  db: D1Database,
  about: { readonly experiment: string; readonly phase: number },
  news: readonly News[],
  targets: Settings["alerts"],
  nowMs: number,
): Promise<void> {
  const statements = news.flatMap(({ event, subject, text }) =>
    targets
      .filter(({ events }) => events.includes(event))
      .map(({ url }) => {
        const at = new Date(nowMs).toISOString();
        const id = [about.experiment, about.phase, event, subject].join("/");
        const body = JSON.stringify({ text, event, ...about, subject, at, id });
        return tellStatement(db, { ...about, event, subject, url, body }, nowMs);
      }),
  );
  if (statements.length > 0) await db.batch(statements);
}

/** How many were taken, and how many were not. Secrets by name. */
export async function deliver(
  db: D1Database,
  targets: Settings["alerts"],
  secrets: Readonly<Record<string, string>>,
  nowMs: number,
  send: typeof fetch = fetch,
): Promise<{ delivered: number; failed: number }> {
  const due = await dueAlerts(
    db,
    targets.map(({ url }) => url),
    nowMs,
  );
  const tries = await Promise.all(
    due.map(async (alert): Promise<Try> => {
      const secret = secretOf(alert, targets, secrets);
      // Until somebody sets it up; then it is news still.
      if (!secret.ok) return { error: secret.error, counts: false, nextAtMs: nowMs + SET_UP_MS };
      const error = await post(alert, secret.value, nowMs, send);
      return { error, counts: true, nextAtMs: nowMs + MINUTE_MS * 2 ** Math.min(alert.attempts, 8) };
    }),
  );
  if (due.length > 0)
    await db.batch(
      due.flatMap((alert, index) => {
        const tried = tries[index];
        return tried === undefined ? [] : [triedStatement(db, alert, tried, nowMs)];
      }),
    );
  const failed = tries.filter(({ error }) => error !== null).length;
  return { delivered: due.length - failed, failed };
}

/** By which an address's news is signed; null: it asks for none. */
function secretOf(
  { url }: Alert,
  targets: Settings["alerts"],
  secrets: Readonly<Record<string, string>>,
): { readonly ok: true; readonly value: string | null } | { readonly ok: false; readonly error: string } {
  const name = targets.find((target) => target.url === url)?.secret ?? null;
  if (name === null) return { ok: true, value: null };
  const value = secrets[name];
  return value === undefined ? { ok: false, error: `the secret ${name} is not set` } : { ok: true, value };
}

/** Null: taken. Else why not, without anything of the answer's body. */
async function post(
  { url, body }: Alert,
  secret: string | null,
  nowMs: number,
  send: typeof fetch,
): Promise<string | null> {
  try {
    const headers = {
      "content-type": "application/json",
      ...(secret === null ? {} : { "lahza-signature": await signature(secret, body, nowMs) }),
    };
    const answer = await send(url, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.body?.cancel();
    return answer.ok ? null : `HTTP ${answer.status}`;
  } catch (error) {
    return error instanceof Error ? error.name : "failed";
  }
}

async function signature(secret: string, body: string, nowMs: number): Promise<string> {
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey(
    "raw",
    bytes.encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign("HMAC", key, bytes.encode(`${nowMs}.${body}`));
  const hex = [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `t=${nowMs},v1=${hex}`;
}
