/** What answers under the prefix, in the order in which a request lives it. Loaded when one of its paths is asked for. */
import { createApi } from "./admin/app.ts";
import { problem } from "./admin/problem.ts";
import { receiveEvents } from "./collect/events.ts";
import type { Isolate } from "./isolate.ts";

export async function answerOwn(
  request: Request,
  isolate: Isolate,
  context: Pick<ExecutionContext, "waitUntil">,
): Promise<Response> {
  const { config } = isolate;
  const path = new URL(request.url).pathname.slice(config.prefix.length);
  if (path === "/events") return await events(request, isolate, context);
  if (path === "/api" || path.startsWith("/api/")) return await apiFor(isolate).fetch(request);
  return problem({ status: 404, title: "There is nothing at this address" });
}

/** How long an event may wait for the ruleset of a cold isolate; the sender tries again after a 503. */
const EVENTS_WAIT_MS = 2_000;

async function events(
  request: Request,
  isolate: Isolate,
  context: Pick<ExecutionContext, "waitUntil">,
): Promise<Response> {
  const nowMs = Date.now();
  const current = isolate.rulesets.current(nowMs);
  const waitUntil = (work: Promise<unknown>): void => context.waitUntil(work.catch(() => undefined));
  let rules = current.state === "cold" ? null : current.ruleset;
  if (current.state === "stale" && current.refresh !== null) waitUntil(current.refresh());
  if (current.state === "cold") {
    const load = current.load(EVENTS_WAIT_MS);
    waitUntil(load.settled);
    rules = await load.ruleset;
  }
  return await receiveEvents(request, {
    db: isolate.env.DB,
    cookieKeys: isolate.config.cookieKeys,
    rules: rules?.ruleset ?? null,
    recorder: isolate.recorder,
    waitUntil,
    nowMs,
  });
}

const apis = new WeakMap<Isolate, ReturnType<typeof createApi>>();

function apiFor(isolate: Isolate): ReturnType<typeof createApi> {
  let api = apis.get(isolate);
  if (api === undefined) {
    api = createApi({
      db: isolate.env.DB,
      config: isolate.config,
      recorder: isolate.recorder,
      rulesetStatus: (nowMs) => isolate.rulesets.status(nowMs),
      nowMs: Date.now,
    });
    apis.set(isolate, api);
  }
  return api;
}
