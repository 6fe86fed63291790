/**
 * The API, under `<prefix>/api`. Loaded when one of its paths is asked for, never on the shopper's path. What it
 * answers stands in the table of routes.ts; here is what holds for all of it.
 */
import { Hono } from "hono";
import { createLimiter } from "../collect/limiter.ts";
import { whoAsks } from "./auth.ts";
import type { ApiContext } from "./context.ts";
import { problem } from "./problem.ts";
import { ROUTES } from "./routes.ts";
import { serveRoute } from "./serve.ts";

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const REQUESTS_PER_MINUTE = 600;

export interface Api {
  /** Answers every request under the prefix that reaches it; `own`: what holds for this one only. */
  fetch(request: Request, own?: Partial<ApiContext>): Promise<Response>;
}

/** Unknown paths are a 404 problem. */
export function createApi(context: ApiContext): Api {
  const { config } = context;
  const api = new Hono<{ Bindings: ApiContext }>({ strict: false }).basePath(`${config.prefix}/api`);
  const limiter = createLimiter(context.requestsPerMinute ?? REQUESTS_PER_MINUTE);

  api.use(async (c, next) => {
    // Elsewhere than on ADMIN_HOST there is no API at all.
    if (config.adminHost === null || hostOf(c.req.raw) === config.adminHost) await next();
    else c.res = notFound();
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  });
  for (const route of ROUTES) {
    api.on(route.method, route.path, (c) =>
      serveRoute({
        route,
        request: c.req.raw,
        params: c.req.param(),
        context: c.env,
        limiter,
        requestId: crypto.randomUUID(),
      }),
    );
  }
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    const methods = ROUTES.filter((route) => route.path === path).map((route) => route.method);
    const allow = (methods.includes("GET") ? ["HEAD", ...methods] : methods).join(", ");
    api.all(path, () => problem({ status: 405, title: "This address does not take that method" }, { allow }));
  }
  // A stranger is not told which addresses there are.
  api.notFound(async (c) => {
    const who = await whoAsks(c.req.raw, context);
    return who instanceof Response ? who : notFound();
  });
  api.onError((error) => {
    console.error(error);
    // Whether a write that D1 did not confirm was made is unknown; with an Idempotency-Key a retry finds out.
    if (/D1_|database/i.test(String(error))) {
      return problem(
        {
          status: 503,
          title: "The database did not answer",
          detail: "try again, with the same Idempotency-Key",
        },
        { "retry-after": "2" },
      );
    }
    return problem({ status: 500, title: "The request could not be answered" });
  });
  return { fetch: async (request, own = {}) => await api.fetch(request, { ...context, ...own }) };
}

function hostOf(request: Request): string {
  return new URL(request.url).host.toLowerCase();
}

function notFound(): Response {
  return problem({ status: 404, title: "There is nothing at this address" });
}
