/**
 * Requests that no experiment touches: the origin's answer as it is, in bytes and headers, without a cookie of ours.
 * Where a goal watches, it is recorded behind the answer; a value that a goal reads off a page is read from the
 * bytes as they pass.
 */
import { readJson } from "../collect/body.ts";
import { isDone, readsFor } from "../collect/goals.ts";
import { lengthOf, mayRewrite } from "../rewrite/gate.ts";
import { withoutLahzaCookies } from "../visitor/cookie-header.ts";
import { customerDigest } from "../visitor/customer-digest.ts";
import { uncounted } from "../visitor/uncounted.ts";
import { recordBehaviour } from "./behaviour.ts";
import type { Edge } from "./edge.ts";
import {
  type Answered,
  eventsOf,
  type Sender,
  senderOf,
  staffOrders,
  type Watched,
  watchedBy,
} from "./goals.ts";
import type { Page } from "./page.ts";
import type { PreparedRuleset } from "./prepare.ts";

/** Longest JSON answer of a watched request that is looked into, in bytes. */
const MAX_JSON = 64 * 1024;

/** `cookie`: the request's, as it came. `rules` null: nothing is known, nothing is watched. */
export async function forward(
  request: Request,
  cookie: string | null,
  edge: Edge,
  rules: PreparedRuleset | null,
  page: Page | null,
  isPage = false,
): Promise<Response> {
  const response = await passOn(request, cookie, edge, rules, page, isPage);
  // Somebody who may have been exposed goes on in the shop.
  if (isPage && rules !== null && page !== null && cookie?.includes("lahza=") === true)
    edge.waitUntil(recordBehaviour(request, page, rules, response.status, edge));
  return response;
}

async function passOn(
  request: Request,
  cookie: string | null,
  edge: Edge,
  rules: PreparedRuleset | null,
  page: Page | null,
  isPage: boolean,
): Promise<Response> {
  if (rules === null || page === null) return await edge.origin(withoutOurCookies(request, cookie));
  const watched = watchedBy(rules, page, isPage || isPostedDocument(request));
  if (watched.pageGoals.length + watched.requestGoals.length === 0)
    return await edge.origin(withoutOurCookies(request, cookie));
  const sender = await senderOf(request, rules, edge);
  const toOrigin = withoutOurCookies(request, cookie);
  if (sender === null) return await edge.origin(toOrigin);

  const reading = readsFor(watched.pageGoals);
  const response = await edge.origin(reading.length > 0 ? inFull(toOrigin) : toOrigin);
  const { status, headers } = response;
  const location = headers.get("location");
  const rewritable = reading.length > 0 ? mayRewrite(response, "GET") : null;
  if (rewritable?.ok === true && response.body !== null) {
    const { body, ending } = await edge.rewrite(response.body, {
      utf8: rewritable.charset === "utf-8",
      length: lengthOf(headers),
      plan: () => ({ changes: [], watch: [], reads: reading, headTags: null, policy: null }),
    });
    edge.waitUntil(
      Promise.resolve(ending).then(({ outcome: { reads } }) =>
        keep({ status, reads, location, json: undefined }),
      ),
    );
    return new Response(body, response);
  }
  const copy = needsJson(watched, page.method, status) ? sideCopy(response) : null;
  edge.waitUntil(
    (copy?.json ?? Promise.resolve(undefined)).then((json) => keep({ status, reads: {}, location, json })),
  );
  return copy?.response ?? response;

  async function keep(answered: Answered): Promise<void> {
    await recordWatched(
      request,
      watched,
      sender as Sender,
      page as Page,
      answered,
      rules as PreparedRuleset,
      edge,
    );
  }
}

export async function recordWatched(
  request: Request,
  watched: Watched,
  { visitor, customer: id }: Sender,
  page: Page,
  answered: Answered,
  rules: PreparedRuleset,
  edge: Edge,
): Promise<void> {
  const customer = id === null ? null : await customerDigest(id, edge.config.cookieKeys);
  const sender = { visitor, customer };
  const recorded = eventsOf(watched, sender, page, answered, rules.ruleset.settings.currency, edge);
  const { counters } = recorded;
  if (recorded.events.length === 0) {
    if (counters.length > 0) await edge.recorder.record({ counters });
    return;
  }
  const reason = await uncounted(request.headers, edge.config.cookieKeys, edge.nowMs);
  if (reason !== null)
    return await edge.recorder.record({
      events: reason === "staff" ? staffOrders(recorded.events) : [],
      counters: [{ reason }],
    });
  await edge.recorder.record({ events: recorded.events.map((row) => ({ ...row, customer })), counters });
}

/** A form, or a payment page, that POSTs for the tab itself. */
function isPostedDocument({ method, headers }: Request): boolean {
  if (method !== "POST") return false;
  const destination = headers.get("sec-fetch-dest");
  return destination === null
    ? /\btext\/html\b/i.test(headers.get("accept") ?? "")
    : destination === "document";
}

function needsJson({ requestGoals }: Watched, method: string, status: number): boolean {
  return requestGoals.some(
    (goal) =>
      isDone(goal, method, status) &&
      (goal.value !== undefined || (goal.orderId !== undefined && "json" in goal.orderId)),
  );
}

/** The shopper's answer as it comes, and its JSON for us: never more than a little of it, and nobody waits for it. */
function sideCopy(
  response: Response,
): { readonly response: Response; readonly json: Promise<unknown> } | null {
  const { body, headers } = response;
  if (body === null || !/^application\/(?:[\w.+-]+\+)?json\b/i.test(headers.get("content-type") ?? ""))
    return null;
  if (Number(headers.get("content-length") ?? 0) > MAX_JSON) return null;
  const [theirs, ours] = body.tee();
  return {
    response: new Response(theirs, response),
    json: readJson({ headers: new Headers(), body: ours }, MAX_JSON).then((read) =>
      read.ok ? read.json : undefined,
    ),
  };
}

/** A page that is read has to come whole: a piece, or a 304, has nothing to read. */
function inFull(request: Request): Request {
  const headers = new Headers(request.headers);
  for (const name of ["range", "if-range"]) headers.delete(name);
  return new Request(request, { headers });
}

const OURS = ["lahza-visitor", "lahza-variants"] as const;

/** The origin's own caches never see our cookies, and its programs no visitor whom a shopper made up. */
export function withoutOurCookies(request: Request, cookie: string | null): Request {
  const rest = cookie?.includes("lahza") === true ? withoutLahzaCookies(cookie) : cookie;
  const forged = OURS.filter((name) => request.headers.has(name));
  if (rest === cookie && forged.length === 0) return request;
  const headers = new Headers(request.headers);
  if (rest === null) headers.delete("cookie");
  else if (rest !== cookie) headers.set("cookie", rest);
  for (const name of forged) headers.delete(name);
  return new Request(request, { headers });
}
