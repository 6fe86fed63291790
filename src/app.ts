/** What answers under the prefix, in the order in which a request lives it. Loaded when one of its paths is asked for. */
import { createApi } from "./admin/app.ts";
import { problem } from "./admin/problem.ts";
import { receiveEvents } from "./collect/events.ts";
import type { PreparedRuleset } from "./edge/prepare.ts";
import type { Isolate } from "./isolate.ts";
import { answerOfrep, type OfrepPath, ofrepPath } from "./ofrep/door.ts";
import { createKeys, type Keys } from "./ofrep/keys.ts";
import { answerPreviewLink, previewPath } from "./preview/door.ts";
import { ticketIn } from "./preview/token.ts";

export async function answerOwn(
  request: Request,
  isolate: Isolate,
  context: Pick<ExecutionContext, "waitUntil">,
): Promise<Response> {
  const { config } = isolate;
  const path = new URL(request.url).pathname.slice(config.prefix.length);
  if (path === "/events") return await events(request, isolate, context);
  if (path === "/api" || path.startsWith("/api/")) return await apiFor(isolate).fetch(request);
  const link = previewPath(path);
  if (link !== null) {
    const { cookieKeys, prefix } = config;
    const door = { db: isolate.env.DB, cookieKeys, prefix, nowMs: Date.now() };
    return await answerPreviewLink(request, link, door);
  }
  const flags = ofrepPath(path);
  if (flags !== null) return await evaluate(request, flags, isolate, context);
  return problem({ status: 404, title: "There is nothing at this address" });
}

/** How long who is no page may wait for the ruleset of a cold isolate; the sender tries again after a 503. */
const RULES_WAIT_MS = 2_000;

async function rulesNow(
  isolate: Isolate,
  waitUntil: (work: Promise<unknown>) => void,
  nowMs: number,
): Promise<PreparedRuleset | null> {
  const current = isolate.rulesets.current(nowMs);
  if (current.state === "stale" && current.refresh !== null) waitUntil(current.refresh());
  if (current.state !== "cold") return current.ruleset;
  const load = current.load(RULES_WAIT_MS);
  waitUntil(load.settled);
  return await load.ruleset;
}

async function events(
  request: Request,
  isolate: Isolate,
  context: Pick<ExecutionContext, "waitUntil">,
): Promise<Response> {
  const nowMs = Date.now();
  const waitUntil = behind(context);
  // Who looks at a preview is not counted, whatever the page sends.
  if ((await ticketIn(request.headers.get("cookie"), isolate.config.cookieKeys, nowMs)) !== null)
    return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
  const rules = await rulesNow(isolate, waitUntil, nowMs);
  return await receiveEvents(request, {
    db: isolate.env.DB,
    cookieKeys: isolate.config.cookieKeys,
    rules: rules?.ruleset ?? null,
    recorder: isolate.recorder,
    waitUntil,
    nowMs,
  });
}

const keys = new WeakMap<Isolate, Keys>();

async function evaluate(
  request: Request,
  path: OfrepPath,
  isolate: Isolate,
  context: Pick<ExecutionContext, "waitUntil">,
): Promise<Response> {
  const nowMs = Date.now();
  const waitUntil = behind(context);
  let known = keys.get(isolate);
  if (known === undefined) {
    known = createKeys(isolate.env.DB, isolate.config.adminToken);
    keys.set(isolate, known);
  }
  return await answerOfrep(request, path, {
    keys: known,
    cookieKeys: isolate.config.cookieKeys,
    async rules() {
      const rules = await rulesNow(isolate, waitUntil, nowMs);
      return { rules, ready: rules !== null || isolate.rulesets.status(nowMs).problem === null };
    },
    waitUntil,
    nowMs,
  });
}

function behind(context: Pick<ExecutionContext, "waitUntil">): (work: Promise<unknown>) => void {
  return (work) => context.waitUntil(work.catch(() => undefined));
}

const apis = new WeakMap<Isolate, ReturnType<typeof createApi>>();

function apiFor(isolate: Isolate): ReturnType<typeof createApi> {
  let api = apis.get(isolate);
  if (api === undefined) {
    api = createApi({
      db: isolate.env.DB,
      config: isolate.config,
      recorder: isolate.recorder,
      origin: isolate.origin,
      rulesetStatus: (nowMs) => isolate.rulesets.status(nowMs),
      nowMs: Date.now,
      random: (bytes) => void crypto.getRandomValues(bytes),
    });
    apis.set(isolate, api);
  }
  return api;
}
