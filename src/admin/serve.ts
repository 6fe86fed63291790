/** A request to a route of the table: who asks, whether they may, what they sent, and then the route's own work. */
import type * as z from "zod";
import type { Limiter } from "../collect/limiter.ts";
import { isRepeated } from "../store/race.ts";
import { parseInWords } from "../validation/words.ts";
import { whoAsks } from "./auth.ts";
import type { ApiContext } from "./context.ts";
import { headersOf, ifMatchOf, retryOf, type Retry } from "./preconditions.ts";
import { problem } from "./problem.ts";
import { invalid, notThere } from "./refusals.ts";
import { readBody } from "./request-body.ts";
import { atLeast } from "./role.ts";
import { type Actor, type AnyRoute, type Answer, refused, type Refused } from "./route.ts";

const NOBODY: Actor = { id: "", name: "", role: "browser" };

export interface Served {
  readonly route: AnyRoute;
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  readonly context: ApiContext;
  readonly limiter: Limiter;
  /** Names the request in its answer and in the audit log. */
  readonly requestId: string;
}

export async function serveRoute(served: Served): Promise<Response> {
  const response = toResponse(await answered(served), served.context);
  response.headers.set("lahza-request", served.requestId);
  return response;
}

function toResponse(answer: Response | Refused | Answer<unknown>, context: ApiContext): Response {
  if (answer instanceof Response) return answer;
  if ("refused" in answer) return problem(answer.refused, answer.headers);
  return Response.json(answer.body, {
    status: answer.status,
    headers: headersOf(addressed(answer, context)),
  });
}

async function answered(served: Served): Promise<Response | Refused | Answer<unknown>> {
  const { route, request, context } = served;
  const nowMs = context.nowMs();
  let actor = NOBODY;
  if (route.role !== null) {
    const who = await whoAsks(request, context);
    if (who instanceof Response) return who;
    actor = { ...who, request: served.requestId };
    const taken = served.limiter.take(actor.id, 1, nowMs);
    if (!taken.ok) return tooMany(taken.retryAfterS);
    if (!atLeast(actor.role, route.role)) {
      const detail = `it needs the role ${route.role}, and this token has the role ${actor.role}`;
      return refused({ status: 403, title: "This token may not do that", detail });
    }
  }
  const params = route.params?.safeParse(served.params) ?? { success: true as const, data: served.params };
  // An address that nothing can have.
  if (!params.success) return notThere("thing");
  const query = queryOf(route.query, new URL(request.url).searchParams);
  if ("refused" in query) return query;
  const asked = { api: context, actor, params: params.data, query: query.value, request, nowMs };
  if (route.kind === "read") {
    return await (route.handle as Handler)({ ...asked, body: undefined });
  }

  const refuseUnlessCurrent = route.guarded ? ifMatchOf(request) : () => null;
  if ("refused" in refuseUnlessCurrent) return refuseUnlessCurrent;
  const sent = route.body === undefined ? { json: undefined } : await readBody(request, route.bodyOptional);
  if ("refused" in sent) return sent;
  const retry = await retryOf(request, context.db, actor, pathOf(request, context), sent.json);
  if ("refused" in retry) return retry;
  const again = await retry.again(nowMs);
  if (again !== null) return again;
  const body = bodyOf(route.body, sent.json);
  if ("refused" in body) return body;
  const isDryRun = isObject(query.value) && query.value["dry-run"] !== undefined;
  try {
    const answer = await (route.handle as Handler)({
      ...asked,
      body: body.value,
      dryRun: isDryRun,
      refuseUnlessCurrent,
      keep: (kept: Answer<unknown>) => (isDryRun ? [] : retry.keep(addressed(kept, context), nowMs)),
    });
    // Who lost against its own first request is refused by what that one wrote.
    if ("refused" in answer) return (await retry.again(nowMs)) ?? answer;
    return isDryRun && !(answer instanceof Response) ? rehearsed(answer) : answer;
  } catch (error) {
    return await toldAgain(error, retry, nowMs);
  }
}

/** The table's types hold where a route is defined; here it is any of them. */
type Handler = (asked: object) => Promise<Response | Refused | Answer<unknown>>;

/** The same request was being answered already: its answer stands in the database now. */
async function toldAgain(error: unknown, retry: Retry, nowMs: number): Promise<Response | Refused> {
  const again = isRepeated(error) ? await retry.again(nowMs) : null;
  if (again === null) throw error;
  return again;
}

/** Nothing was made, so there is no address and no revision of it. */
function rehearsed({ body }: Answer<unknown>): Response {
  return Response.json(body, { headers: { "lahza-dry-run": "true" } });
}

function addressed(answer: Answer<unknown>, { config }: ApiContext): Answer<unknown> {
  const { location } = answer;
  return location === undefined ? answer : { ...answer, location: `${config.prefix}/api${location}` };
}

type Read = { readonly value: unknown } | Refused;

function queryOf(schema: z.ZodType | undefined, search: URLSearchParams): Read {
  if (schema === undefined) return { value: {} };
  const given = new Map<string, string>();
  for (const [name, value] of search) {
    if (given.has(name))
      return refused({
        status: 422,
        title: "The query could not be understood",
        errors: [{ pointer: `/${name.slice(0, 64)}`, detail: "stands there twice" }],
      });
    given.set(name, value);
  }
  const parsed = parseInWords(schema, Object.fromEntries(given));
  if (parsed.ok) return { value: parsed.data };
  return refused({ status: 422, title: "The query could not be understood", errors: parsed.errors });
}

function bodyOf(schema: z.ZodType | undefined, json: unknown): Read {
  if (schema === undefined) return { value: undefined };
  const parsed = parseInWords(schema, json);
  return parsed.ok ? { value: parsed.data } : invalid(parsed.errors);
}

function pathOf(request: Request, { config }: ApiContext): string {
  return new URL(request.url).pathname.slice(config.prefix.length + "/api".length);
}

function tooMany(retryAfterS: number): Refused {
  return refused(
    { status: 429, title: "Too many requests with this token", detail: `wait ${retryAfterS} s` },
    { "retry-after": String(retryAfterS) },
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
