/**
 * Kills workerd in the middle of recording, again and again, and counts what is missing and what stands twice.
 *
 * Each round starts Lahza on the same state, sends events of browsers and orders of a shop's own code from several
 * senders at once, and ends workerd with SIGKILL after a random number of answers. What was not answered with 2xx is sent again by
 * the next round, as senders do. At the end every row must be there, once: what was answered because it was promised,
 * what was not because it was sent again.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SECRETS } from "../fixtures/orders/deliveries.ts";
import { type Lahza, startLahza } from "./lahza.ts";
import { placedOrder, purchaseEvent, type Send, visitorCookies } from "./senders.ts";
import { endSuddenly, workerds } from "./sudden-end.ts";

export interface CrashReport {
  readonly rounds: number;
  /** Messages answered with 2xx before their round's end. */
  readonly answered: number;
  /** Messages that got no answer and were sent again. */
  readonly again: number;
  /** Of those, how many the database had all the same: the crash came between the commit and the answer. */
  readonly storedUnanswered: number;
  /** Answered and not in the database right after the restart: broken promises. */
  readonly missing: number;
  /** Rows beyond one a message. */
  readonly twice: number;
  readonly stored: number;
}

interface Message {
  readonly order: string;
  readonly send: Send;
}

const SENDERS = 8;
const VISITORS = 50;
/** `moments`: the answers before each round's end (`endSuddenly`). `say` is told of each round. */
export async function crash(
  moments: readonly number[],
  say: (line: string) => void = () => undefined,
): Promise<CrashReport> {
  const rounds = moments.length;
  const state = mkdtempSync(join(tmpdir(), "lahza-crash-"));
  const cookies = await visitorCookies(VISITORS);
  let count = 0;
  const next = (): Message => {
    const order = `A-${++count}`;
    return {
      order,
      send: count % 3 === 0 ? placedOrder(order) : purchaseEvent(order, cookies[count % VISITORS] ?? ""),
    };
  };
  const answered = new Set<string>();
  let unanswered: Message[] = [];
  let again = 0;
  let storedUnanswered = 0;
  let missing = 0;
  try {
    for (let round = 0; round <= rounds; round++) {
      const moment = moments[round];
      const lahza = await startLahza("http://127.0.0.1:1", { WEBHOOK_OWN: SECRETS.generic }, { state });
      const pids = workerds();
      let killed = false;
      try {
        if (round === 0)
          await lahza.load({
            settings: { currency: "EUR", webhooks: { generic: { secret: "WEBHOOK_OWN" } } },
          });
        const stored = await ordersIn(lahza);
        missing += [...answered].filter((order) => !stored.has(order)).length;
        storedUnanswered += unanswered.filter(({ order }) => stored.has(order)).length;
        again += unanswered.length;
        const queue = unanswered;
        unanswered = [];
        const before = answered.size;
        const sending = Promise.all(
          Array.from({ length: SENDERS }, async () => {
            for (;;) {
              const message = queue.pop() ?? (moment === undefined || killed ? undefined : next());
              if (message === undefined) return;
              const { ok } = await message.send(lahza.url).catch(() => ({ ok: false }));
              if (ok) answered.add(message.order);
              else unanswered.push(message);
              // Nobody hammers a shop that is down.
              if (!ok) await pause(5);
            }
          }),
        );
        if (moment !== undefined) {
          await endSuddenly(pids, moment, () => answered.size - before);
          killed = true;
        }
        await sending;
        if (moment === undefined) {
          const rows = await ordersIn(lahza);
          const total = await lahza.db.prepare("SELECT count(*) AS n FROM events").first<number>("n");
          const lost = [...answered].filter((order) => !rows.has(order)).length;
          return {
            rounds,
            answered: answered.size,
            again,
            storedUnanswered,
            missing: missing + lost + unanswered.length,
            twice: (total ?? 0) - rows.size,
            stored: rows.size,
          };
        }
      } finally {
        await lahza.close().catch(() => undefined);
      }
      say(
        `round ${round + 1} of ${rounds}: ${answered.size} answered, ${unanswered.length} to be sent again`,
      );
    }
    throw new Error("the last round did not report");
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

async function ordersIn({ db }: Lahza): Promise<Set<string>> {
  const { results } = await db.prepare("SELECT DISTINCT order_id FROM events").all<{ order_id: string }>();
  return new Set(results.map((row) => row.order_id));
}
