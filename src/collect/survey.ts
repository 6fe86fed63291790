/**
 * `POST <prefix>/survey`: answers to a survey's form, `survey=<id>` and a number for each event, as browsers post forms.
 * One answer a visitor, survey and question: sent again, it counts once. Only numbers are kept, in thousandths.
 *
 * | answer | when |
 * |---|---|
 * | 204, or a page that says thanks | stored; or not counted (nobody known, no consent, unknown name), which is counted as such |
 * | 403, 405 | another site's page; not a POST |
 * | 413, 415, 503 | more than 4 KB; not a form; not stored |
 */
import { problem } from "../admin/problem.ts";
import { SCORE_EVENTS } from "../domain/metric.ts";
import { escaped, pageLanguageOf, shopperPage } from "../shopper-pages/page.ts";
import { SURVEY_PAGE_WORDS } from "../shopper-pages/words.ts";
import type { EventsDoor } from "./events.ts";
import { readForm } from "./body.ts";
import { eventName } from "./goals.ts";
import { createLimiter } from "./limiter.ts";
import { behaviour } from "./page-reports.ts";
import type { CounterRecord, EventRecord } from "./record.ts";
import { isSameOrigin, senderOf } from "./sender.ts";
import { storedId } from "./wire.ts";
import { within } from "./within.ts";

const MAX_BYTES = 4096;
const MAX_QUESTIONS = 10;
/** No scale reaches further. */
const MAX_SCORE = 1000;
const WRITE_MS = 5_000;
const ANSWERS_PER_MINUTE = 30;

const limiter = createLimiter(ANSWERS_PER_MINUTE);

export async function receiveSurvey(request: Request, door: EventsDoor): Promise<Response> {
  const count = (...counters: CounterRecord[]): void => door.waitUntil(door.recorder.record({ counters }));
  if (request.method !== "POST")
    return problem({ status: 405, title: "Answers are POSTed" }, { allow: "POST" });
  if (!isSameOrigin(request)) {
    count({ reason: "cross-site", subject: "survey" });
    return problem({ status: 403, title: "Only the shop's own pages may send answers" });
  }
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get("content-type") ?? ""))
    return problem({ status: 415, title: "Answers come as a form" });
  const fields = await readForm(request, MAX_BYTES);
  if (fields === null) return problem({ status: 413, title: `At most ${MAX_BYTES} bytes` });
  return answerTo(request, door, await take(request, fields, door, count));
}

/** Whether the sender may be thanked. */
async function take(
  request: Request,
  fields: URLSearchParams,
  door: EventsDoor,
  count: (...counters: CounterRecord[]) => void,
): Promise<boolean> {
  if (door.rules === null) return false;
  const { settings, goals } = door.rules;
  const sender = await senderOf(request.headers, settings, door);
  if (sender.visitor === null) {
    count({ reason: sender.reason, subject: "survey" });
    return true;
  }
  const survey = (fields.get("survey") ?? "").slice(0, 100);
  const names = new Set([...SCORE_EVENTS, ...goals.map(eventName)]);
  const answers = [...fields].filter(([name]) => name !== "survey").slice(0, MAX_QUESTIONS);
  const events: EventRecord[] = [];
  for (const [name, text] of answers) {
    const score = /^-?\d{1,4}(?:\.\d{1,3})?$/.test(text) ? Number(text) : NaN;
    if (!names.has(name)) count({ reason: "unknown-event", subject: "survey" });
    else if (Number.isNaN(score) || Math.abs(score) > MAX_SCORE) count({ reason: "no-score", subject: name });
    else {
      const id = await storedId(sender.visitor, `survey ${survey} ${name}`);
      const event = behaviour(name, sender, id, door.nowMs, door.nowMs);
      events.push({ ...event, valueMinor: Math.round(score * 1000) || 0 });
    }
  }
  if (events.length === 0) return true;
  if (!limiter.take(sender.visitor, events.length, door.nowMs).ok) {
    count({ reason: "rate-limited", subject: "survey", count: events.length });
    return false;
  }
  try {
    const writing = door.write({ exposures: [], events, counters: [] }, door.nowMs).then(() => true);
    if ((await within(WRITE_MS, writing)) !== true) throw new Error("D1 does not answer");
    return true;
  } catch {
    count({ reason: "not-stored", subject: "survey", count: events.length });
    return false;
  }
}

/** A script wants no page; somebody without one gets words and a way back. */
function answerTo(request: Request, door: EventsDoor, ok: boolean): Response {
  if (request.headers.get("sec-fetch-dest") === "empty")
    return new Response(null, { status: ok ? 204 : 503, headers: { "cache-control": "no-store" } });
  const language = pageLanguageOf(request, door.rules?.settings.languages ?? []);
  const say = (word: keyof typeof SURVEY_PAGE_WORDS): string => SURVEY_PAGE_WORDS[word][language];
  const from = request.headers.get("referer");
  const { origin } = new URL(request.url);
  const back = from !== null && URL.canParse(from) && new URL(from).origin === origin ? from : `${origin}/`;
  const body = `<p>${escaped(say(ok ? "noted" : "again"))}</p><nav><a href="${escaped(back)}">${escaped(say("back"))}</a></nav>`;
  return shopperPage({ language, title: say(ok ? "thanks" : "failed"), body }, ok ? 200 : 503);
}
