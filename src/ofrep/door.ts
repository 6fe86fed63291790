/**
 * OpenFeature remote evaluation (OFREP 0.3): `POST <prefix>/ofrep/v1/evaluate/flags[/:key]`.
 *
 * | answer | when |
 * |---|---|
 * | 200 | evaluated; the bulk answer carries an ETag over its body |
 * | 304 | bulk, and `If-None-Match` names that tag |
 * | 400 | `PARSE_ERROR`, `INVALID_CONTEXT`, `TARGETING_KEY_MISSING` |
 * | 401, 403 | no valid key; a page of a site that the settings do not name |
 * | 404, 405, 413 | no such flag (`FLAG_NOT_FOUND`); not a POST; more than 64 KB |
 * | 429, 503 | too often; not ready: both with `Retry-After` |
 *
 * Evaluates from the ruleset in memory and records nothing: an evaluation is no exposure. `settings.ofrepOrigins` names
 * other sites whose pages may ask; the shop's own pages need no naming, and may leave `targetingKey` out: the signed
 * cookie says who they are.
 */
import { readBuyerStage } from "../visitor/buyer.ts";
import { readJson } from "../collect/body.ts";
import { createLimiter } from "../collect/limiter.ts";
import { isSameOrigin } from "../collect/sender.ts";
import type { Config, SigningKey } from "../config.ts";
import type { PreparedRuleset } from "../edge/prepare.ts";
import { sha256Hex } from "../ruleset/digest.ts";
import type { Place } from "../visitor/attributes.ts";
import { consentOf } from "../visitor/consent.ts";
import { type Identity, readVisitorCookie } from "../visitor/cookie.ts";
import { customerOf } from "../visitor/customer.ts";
import { readVisit } from "../visitor/session.ts";
import { type ErrorCode, type EvaluationContext, readContext } from "./context.ts";
import { evaluateFlag, type Evaluation } from "./evaluate.ts";
import { addressOf, type Caller, type Keys } from "./keys.ts";
import { BROWSER_PER_MINUTE, MAX_BODY_BYTES, TOKEN_PER_MINUTE } from "./limits.ts";

export interface OfrepDoor {
  readonly keys: Keys;
  readonly cookieKeys: readonly SigningKey[];
  readonly customerSecrets?: Config["customerSecrets"];
  /** The ruleset in force; `ready` false: none could be read. */
  readonly rules: () => Promise<{ readonly ready: boolean; readonly rules: PreparedRuleset | null }>;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly nowMs: number;
}

const FLAGS_PATH = "/ofrep/v1/evaluate/flags";
const RETRY_AFTER = { "retry-after": "5" };
const PREFLIGHT_SECONDS = "600";

export type OfrepPath = { readonly kind: "bulk" } | { readonly kind: "flag"; readonly key: string };

/** What a path behind the prefix asks for; null: it is none of ours. */
export function ofrepPath(path: string): OfrepPath | null {
  if (path === FLAGS_PATH) return { kind: "bulk" };
  if (!path.startsWith(`${FLAGS_PATH}/`)) return null;
  const encoded = path.slice(FLAGS_PATH.length + 1);
  try {
    return { kind: "flag", key: decodeURIComponent(encoded) };
  } catch {
    return { kind: "flag", key: encoded };
  }
}

const browsers = createLimiter(BROWSER_PER_MINUTE);
const tokens = createLimiter(TOKEN_PER_MINUTE);

export async function answerOfrep(request: Request, path: OfrepPath, door: OfrepDoor): Promise<Response> {
  const { ready, rules } = await door.rules();
  const origin = request.headers.get("origin");
  const foreign = origin !== null && !isSameOrigin(request);
  const allowed = !foreign || originsOf(rules).includes(origin);
  const answer =
    request.method === "OPTIONS"
      ? preflight(allowed)
      : allowed
        ? await answerAllowed(request, path, ready, rules, door)
        : failure(
            403,
            path,
            "GENERAL",
            "pages of this site may not ask: settings.ofrepOrigins does not name it",
          );
  answer.headers.set("cache-control", "no-store");
  answer.headers.set("x-content-type-options", "nosniff");
  answer.headers.append("vary", "Origin");
  if (foreign && allowed) {
    answer.headers.set("access-control-allow-origin", origin);
    answer.headers.set("access-control-expose-headers", "ETag, Retry-After");
  }
  return answer;
}

/** Rulesets of earlier builds have no such list. */
function originsOf(rules: PreparedRuleset | null): readonly string[] {
  const settings: { readonly ofrepOrigins?: readonly string[] } = rules?.ruleset.settings ?? {};
  return settings.ofrepOrigins ?? [];
}

function preflight(allowed: boolean): Response {
  if (!allowed) return new Response(null, { status: 403 });
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "Authorization, Content-Type, If-None-Match, X-API-Key",
      "access-control-max-age": PREFLIGHT_SECONDS,
    },
  });
}

async function answerAllowed(
  request: Request,
  path: OfrepPath,
  ready: boolean,
  rules: PreparedRuleset | null,
  door: OfrepDoor,
): Promise<Response> {
  if (request.method !== "POST")
    return failure(405, path, "GENERAL", "flags are asked for by POST", { allow: "POST" });
  const called = await door.keys.callerOf(request, door.nowMs, door.waitUntil);
  if (!called.ok) return refusal(called, path);
  const allowance = take(called.caller, request, door.nowMs);
  if (!allowance.ok) return refusal({ status: 429, retryAfterS: allowance.retryAfterS }, path);
  const body = await readJson(request, MAX_BODY_BYTES);
  if (!body.ok) {
    if (body.reason === "too-large")
      return failure(413, path, "GENERAL", `the body is larger than ${MAX_BODY_BYTES} bytes`);
    return failure(400, path, "PARSE_ERROR", "the body is not JSON in UTF-8");
  }
  const read = readContext(body.json, new URL(request.url));
  if (!read.ok) return failure(400, path, read.errorCode, read.errorDetails);
  if (!ready) return failure(503, path, "GENERAL", "not ready", RETRY_AFTER);
  if (rules === null) return path.kind === "bulk" ? await bulk(request, []) : notFound(path);
  const evaluation = await evaluationOf(request, read.context, called.caller, rules, door);
  if (path.kind === "flag") return single(path, evaluation);
  return await answerBulk(request, path, evaluation);
}

function take(caller: Caller, request: Request, nowMs: number): ReturnType<typeof tokens.take> {
  return caller.isPublic
    ? browsers.take(`${caller.id} ${addressOf(request)}`, 1, nowMs)
    : tokens.take(caller.id, 1, nowMs);
}

function single(path: OfrepPath & { kind: "flag" }, evaluation: Evaluation): Response {
  const index = evaluation.rules.experiments.findIndex(({ experiment }) => experiment.key === path.key);
  const evaluated = evaluateFlag(evaluation, index);
  if (evaluated === null) return notFound(path);
  return json("errorCode" in evaluated ? 400 : 200, evaluated);
}

async function answerBulk(request: Request, path: OfrepPath, evaluation: Evaluation): Promise<Response> {
  const { context } = evaluation.asking;
  if (
    context.targetingKey === null &&
    context.customerId === null &&
    evaluation.cookie === null &&
    evaluation.refused === null
  )
    return failure(
      400,
      path,
      "TARGETING_KEY_MISSING",
      "context.targetingKey is missing: give the visitor's or the customer's id",
    );
  return await bulk(
    request,
    evaluation.rules.experiments.map((_, index) => evaluateFlag(evaluation, index)),
  );
}

/** The tag is of what was evaluated, not of the configuration: a change that does not concern this visitor is none. */
async function bulk(request: Request, flags: readonly unknown[]): Promise<Response> {
  const body = JSON.stringify({ flags });
  const etag = `"${(await sha256Hex(body)).slice(0, 32)}"`;
  if (names(request.headers.get("if-none-match"), etag))
    return new Response(null, { status: 304, headers: { etag } });
  return new Response(body, { headers: { "content-type": "application/json; charset=utf-8", etag } });
}

/** Weak comparison (RFC 9110, section 13.1.2). */
function names(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  return (
    ifNoneMatch.trim() === "*" ||
    ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag)
  );
}

/** The shopper's own browser says so; a server with a public key is a server. */
function isBrowser(headers: Headers): boolean {
  return headers.has("sec-fetch-site") || headers.has("origin");
}

async function evaluationOf(
  request: Request,
  given: EvaluationContext,
  caller: Caller,
  rules: PreparedRuleset,
  door: OfrepDoor,
): Promise<Evaluation> {
  const { settings } = rules.ruleset;
  const { headers } = request;
  const { nowMs } = door;
  const browser = caller.isPublic && isBrowser(headers);
  const own = browser && isSameOrigin(request);
  let refused: string | null = null;
  let cookie: Identity | null = null;
  if (browser) {
    const consent = consentOf(headers, settings.consent);
    // Another site's page cannot send the shop's consent cookie: who gives a key there answers for it.
    if (!consent.allowed && (own || consent.reason !== "no-consent")) refused = consent.reason;
    if (own && refused === null)
      cookie = await readVisitorCookie(headers.get("cookie"), door.cookieKeys, nowMs);
  }
  const visit =
    cookie === null
      ? null
      : await readVisit(headers.get("cookie"), cookie.id, door.cookieKeys, settings, nowMs);
  const stage =
    cookie === null ? null : await readBuyerStage(headers.get("cookie"), cookie.id, door.cookieKeys);
  const customerId =
    given.customerId ??
    (own && given.targetingKey === null
      ? await customerOf(headers.get("cookie"), settings, door.customerSecrets ?? {})
      : null);
  const context = { ...given, customerId };
  const place = (request as { cf?: Place }).cf ?? null;
  return {
    rules,
    asking: { context, browser: browser ? { headers, place } : null, visit, stage, settings, nowMs },
    cookie,
    refused,
    onPage:
      context.url === null ? null : new Set(rules.pages.find(context.url.hostname, context.url.pathname)),
  };
}

function refusal(
  called: { readonly status: 401 | 503 } | { readonly status: 429; readonly retryAfterS: number },
  path: OfrepPath,
): Response {
  switch (called.status) {
    case 401:
      return failure(401, path, "GENERAL", "a key is needed, as Authorization: Bearer or X-API-Key", {
        "www-authenticate": 'Bearer realm="lahza"',
      });
    case 429:
      return failure(429, path, "GENERAL", "too many evaluations", {
        "retry-after": String(called.retryAfterS),
      });
    default:
      return failure(503, path, "GENERAL", "keys cannot be checked now", RETRY_AFTER);
  }
}

function notFound(path: OfrepPath): Response {
  return failure(404, path, "FLAG_NOT_FOUND", "no running experiment has this key");
}

/** `key` stands in the answers to single flags only. */
function failure(
  status: number,
  path: OfrepPath,
  errorCode: ErrorCode,
  errorDetails: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return json(
    status,
    { ...(path.kind === "flag" ? { key: path.key } : {}), errorCode, errorDetails },
    headers,
  );
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
}
