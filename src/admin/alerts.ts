/**
 * Sends news to the addresses of the settings: JSON with a `text` that chats show as it is, signed where a secret is
 * named: `Lahza-Signature: t=<ms>,v1=<hex HMAC-SHA256 of "<t>.<body>">`. Anything but 2xx is tried again, later and
 * later, for about a day.
 */
import type { Settings } from "../domain/settings.schema.ts";
import { type Alert, dueAlerts, tellStatement, triedStatement } from "../store/alerts.ts";
import type { News } from "../results/news.ts";

const MINUTE_MS = 60_000;
const TIMEOUT_MS = 5000;

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
        const body = JSON.stringify({ text, event, ...about, subject, at: new Date(nowMs).toISOString() });
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
  const due = await dueAlerts(db, nowMs);
  const errors = await Promise.all(due.map((alert) => post(alert, targets, secrets, nowMs, send)));
  if (due.length > 0)
    await db.batch(
      due.map((alert, index) =>
        triedStatement(
          db,
          alert,
          errors[index] ?? null,
          nowMs + MINUTE_MS * 2 ** Math.min(alert.attempts, 8),
          nowMs,
        ),
      ),
    );
  const failed = errors.filter((error) => error !== null).length;
  return { delivered: due.length - failed, failed };
}

/** Null: taken. Else why not, without anything of the answer's body. */
async function post(
  { url, body }: Alert,
  targets: Settings["alerts"],
  secrets: Readonly<Record<string, string>>,
  nowMs: number,
  send: typeof fetch,
): Promise<string | null> {
  const target = targets.find((one) => one.url === url);
  if (target === undefined) return "the address is no longer in the settings";
  const secret = target.secret === null ? null : secrets[target.secret];
  if (secret === undefined) return `the secret ${target.secret} is not set`;
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
