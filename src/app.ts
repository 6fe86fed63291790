/** What the second Worker answers under the prefix, in the order in which a request lives it. */
import { createApi } from "./admin/app.ts";
import type { ApiContext } from "./admin/context.ts";
import { isDashboardHost } from "./admin/dashboard-host.ts";
import { problem } from "./admin/problem.ts";
import type { ApiService, FromEdge } from "./api-binding.ts";
import { type EventsDoor, receiveEvents } from "./collect/events.ts";
import { receiveHook } from "./collect/hook.ts";
import { receiveSurvey } from "./collect/survey.ts";
import { within } from "./collect/within.ts";
import { answerStylesheet, stylesheetPath } from "./collect/stylesheet.ts";
import { answerDashboard } from "./dashboard/answer.ts";
import { answerGallery } from "./dashboard/gallery.ts";
import { overlayScript } from "./dashboard/files.ts";
import type { PreparedRuleset } from "./edge/prepare.ts";
import { type Env, variablesOf } from "./config.ts";
import { settingsSchema } from "./domain/settings.schema.ts";
import { edgeFor, type Isolate, isolateFor } from "./isolate.ts";
import { answerOfrep, type OfrepPath, ofrepPath } from "./ofrep/door.ts";
import { createKeys, type Keys } from "./ofrep/keys.ts";
import { answerPreviewLink, previewPath } from "./preview/door.ts";
import { answerPreview } from "./preview/serve.ts";
import { ticketIn } from "./preview/token.ts";
import { runSchedule } from "./scheduled.ts";
import { answerStaff, staffPath } from "./shopper-pages/staff.ts";
import { answerShown } from "./shopper-pages/shown.ts";
import { answerOptOut, answerPrivacy, type PrivacyDoor } from "./shopper-pages/privacy.ts";
import { ordersOfVisitor } from "./store/buyers.ts";
import { eraseVisitor } from "./store/erase.ts";
import { keptOf } from "./store/kept.ts";
import { previewBody } from "./store/previews.ts";

type Context = Pick<ExecutionContext, "waitUntil">;
/** The shop is asked by who asks us. */
type OwnIsolate = Omit<Isolate, "origin">;

/** `env`: the second Worker's own bindings; text ones come from the first Worker with each request. */
export function apiService(env: Env, context: Context): ApiService {
  return {
    answer: (request, from) => answerOwn(request, isolateFor(together(env, from)), from, context),
    preview(request, from) {
      const isolate = { ...isolateFor(together(env, from)), origin: from.origin };
      const edge = edgeFor(isolate, context, () => Promise.reject(new Error("a preview within a preview")));
      return answerPreview(request, edge, (id) => previewBody(env.DB, id));
    },
    schedule: (nowMs, variables) => runSchedule(env.DB, nowMs, variables),
  };
}

/** One environment as long as nothing changes in it, so that what an isolate keeps is kept. */
function together(env: Env, { variables, build }: FromEdge): Env {
  const key = JSON.stringify([build, variables]);
  if (latest?.own !== env || latest.key !== key)
    latest = { own: env, key, env: { ...env, ...variables, VERSION: { id: build } } };
  return latest.env;
}

let latest: { readonly own: Env; readonly key: string; readonly env: Env } | null = null;

async function answerOwn(
  request: Request,
  isolate: OwnIsolate,
  from: FromEdge,
  context: Context,
): Promise<Response> {
  const { config } = isolate;
  const path = new URL(request.url).pathname.slice(config.prefix.length);
  if (path === "/events") return await events(request, isolate, context);
  if (path.startsWith("/hooks/")) return await hook(request, path.slice("/hooks/".length), isolate, context);
  if (path === "/survey") return await receiveSurvey(request, await doorOf(isolate, context));
  if (path === "/privacy") return await answerPrivacy(request, await privacyDoor(isolate, context));
  if (path === "/shown") return await answerShown(request);
  if (path === "/optout") return await answerOptOut(request, await privacyDoor(isolate, context));
  const sheet = stylesheetPath(path);
  if (sheet !== null) return await answerStylesheet(request, sheet, await doorOf(isolate, context));
  if (path === "/api" || path.startsWith("/api/")) return await askApi(request, isolate, from);
  if (path === "/elements" && isDashboardHost(config, request.url))
    return await answerGallery(request, Date.now());
  if (isDashboardHost(config, request.url))
    return await answerDashboard(request, {
      ...apiContext(isolate),
      origin: from.origin,
      rulesetStatus: () => from.ruleset,
      files: isolate.env.DASHBOARD,
    });
  const link = previewPath(path);
  if (link !== null) {
    const { cookieKeys, prefix } = config;
    const door = { db: isolate.env.DB, cookieKeys, prefix, nowMs: Date.now() };
    return await answerPreviewLink(request, link, door);
  }
  const staff = staffPath(path);
  if (staff !== null) return await answerStaff(request, staff, { config, nowMs: Date.now() });
  const flags = ofrepPath(path);
  if (flags !== null) return await evaluate(request, flags, isolate, context);
  return problem({ status: 404, title: "There is nothing at this address" });
}

/** How long who is no page may wait for the ruleset of a cold isolate; the sender tries again after a 503. */
const RULES_WAIT_MS = 2_000;

async function rulesNow(
  isolate: OwnIsolate,
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

async function events(request: Request, isolate: OwnIsolate, context: Context): Promise<Response> {
  // Who looks at a preview is not counted, whatever the page sends.
  if ((await ticketIn(request.headers.get("cookie"), isolate.config.cookieKeys, Date.now())) !== null)
    return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
  return await receiveEvents(request, await doorOf(isolate, context));
}

async function doorOf(isolate: OwnIsolate, context: Context): Promise<EventsDoor> {
  const nowMs = Date.now();
  const waitUntil = behind(context);
  const rules = await rulesNow(isolate, waitUntil, nowMs);
  return {
    write: isolate.write,
    cookieKeys: isolate.config.cookieKeys,
    customerSecrets: isolate.config.customerSecrets,
    rules: rules?.ruleset ?? null,
    recorder: isolate.recorder,
    buyers: {
      orders: (visitor) => ordersOfVisitor(isolate.env.DB, visitor),
      cookieDomain: isolate.config.cookieDomain,
    },
    waitUntil,
    nowMs,
  };
}

async function privacyDoor(isolate: OwnIsolate, context: Context): Promise<PrivacyDoor> {
  const nowMs = Date.now();
  const rules = await rulesNow(isolate, behind(context), nowMs);
  return {
    config: isolate.config,
    settings: rules?.ruleset.settings ?? null,
    kept: async (visitor) => await within(KEPT_WAIT_MS, keptOf(isolate.env.DB, visitor)),
    erase: async (visitor) => await within(ERASE_WAIT_MS, eraseVisitor(isolate.env.DB, visitor, nowMs)),
    nowMs,
  };
}

/** A shopper's page does not wait longer for D1; it then says that it does not know. */
const KEPT_WAIT_MS = 2_000;
const ERASE_WAIT_MS = 10_000;

async function hook(
  request: Request,
  source: string,
  isolate: OwnIsolate,
  context: Context,
): Promise<Response> {
  const nowMs = Date.now();
  const waitUntil = behind(context);
  const rules = await rulesNow(isolate, waitUntil, nowMs);
  const { env, config, recorder } = isolate;
  const variables = variablesOf(env);
  return await receiveHook(request, source, {
    db: env.DB,
    write: isolate.write,
    cookieKeys: config.cookieKeys,
    // Rulesets of earlier builds do not say all.
    settings: rules === null ? null : settingsSchema.parse(rules.ruleset.settings),
    secretNamed: (name) => variables[name] ?? null,
    recorder,
    waitUntil,
    nowMs,
  });
}

const keys = new WeakMap<OwnIsolate, Keys>();

async function evaluate(
  request: Request,
  path: OfrepPath,
  isolate: OwnIsolate,
  context: Context,
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
    customerSecrets: isolate.config.customerSecrets,
    async rules() {
      const rules = await rulesNow(isolate, waitUntil, nowMs);
      return { rules, ready: rules !== null || isolate.rulesets.status(nowMs).problem === null };
    },
    waitUntil,
    nowMs,
  });
}

function behind(context: Context): (work: Promise<unknown>) => void {
  return (work) => context.waitUntil(work.catch(() => undefined));
}

const apis = new WeakMap<OwnIsolate, ReturnType<typeof createApi>>();

async function askApi(request: Request, isolate: OwnIsolate, from: FromEdge): Promise<Response> {
  let api = apis.get(isolate);
  if (api === undefined) {
    api = createApi(apiContext(isolate));
    apis.set(isolate, api);
  }
  const unsaved = [...from.unsaved, ...isolate.recorder.unsaved()];
  return await api.fetch(request, {
    origin: from.origin,
    // Health tells what shoppers are served, not what this Worker reads for itself.
    rulesetStatus: () => from.ruleset,
    recorder: { unsaved: () => unsaved },
  });
}

function apiContext(isolate: OwnIsolate): ApiContext {
  return {
    db: isolate.env.DB,
    config: isolate.config,
    write: isolate.write,
    recorder: isolate.recorder,
    rulesetStatus: (nowMs) => isolate.rulesets.status(nowMs),
    overlay: () => overlayScript(isolate.env.DASHBOARD),
    nowMs: Date.now,
    random: (bytes) => void crypto.getRandomValues(bytes),
  };
}
