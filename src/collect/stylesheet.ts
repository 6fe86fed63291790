/**
 * `GET <prefix>/c/<places>/<token>`: a stylesheet without a rule, asked for by browsers that run no scripts. That it
 * was asked for confirms the exposures of its page. `places` are their numbers, `0.2`.
 *
 * Whatever the request is, the answer is the same empty stylesheet: a page never lacks one. It may be kept for a day,
 * because the same page of the same visitor confirms the same.
 */
import type { EventsDoor } from "./events.ts";
import { placesIn, recordsOfReports } from "./page-reports.ts";
import { isSameOrigin, senderOf } from "./sender.ts";

const KEPT_SECONDS = 86_400;

/** The parts of such a path behind the prefix, or null. */
export function stylesheetPath(path: string): { readonly places: string; readonly token: string } | null {
  const [, places, token] = /^\/c\/([\d.]*)\/([\w.-]{1,2048})$/.exec(path) ?? [];
  return places === undefined || token === undefined ? null : { places, token };
}

export async function answerStylesheet(
  request: Request,
  { places, token }: { readonly places: string; readonly token: string },
  door: Omit<EventsDoor, "write">,
): Promise<Response> {
  const isKept = await confirmed();
  return new Response(request.method === "HEAD" ? null : "", {
    headers: {
      "content-type": "text/css; charset=utf-8",
      "cache-control": isKept ? `private, max-age=${KEPT_SECONDS}` : "no-store",
      "x-content-type-options": "nosniff",
    },
  });

  /** Whether there is nothing to ask again for. */
  async function confirmed(): Promise<boolean> {
    if (request.method !== "GET" || door.rules === null || !isSameOrigin(request)) return false;
    const { settings } = door.rules;
    const sender = await senderOf(request.headers, settings, door);
    if (sender.visitor === null) {
      door.waitUntil(door.recorder.record({ counters: [{ reason: sender.reason, subject: "stylesheet" }] }));
      return false;
    }
    const report = {
      name: "lahza.confirm" as const,
      token,
      places: placesIn(places),
      atMs: door.nowMs,
      language: null,
    };
    const records = await recordsOfReports([report], sender, door.cookieKeys, door.nowMs, (text) =>
      Promise.resolve(text),
    );
    door.waitUntil(door.recorder.record(records));
    return records.exposures.length > 0;
  }
}
