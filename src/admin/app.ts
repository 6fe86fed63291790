/**
 * The API, under `<prefix>/api`. Loaded when one of its paths is asked for, never on the shopper's path.
 * Everything needs the admin token, but for the one bit of health that a monitor asks for.
 */
import { Hono } from "hono";
import { refuseUnlessAdmin } from "./auth.ts";
import type { ApiContext } from "./context.ts";
import { health } from "./health.routes.ts";
import { problem } from "./problem.ts";
import { results } from "./results.routes.ts";

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** `fetch` answers every request under the prefix that reaches it; unknown paths are a 404 problem. */
export function createApi(context: ApiContext): { fetch(request: Request): Promise<Response> } {
  const { config } = context;
  const api = new Hono({ strict: false }).basePath(`${config.prefix}/api`);

  api.use(async (c, next) => {
    if (config.adminHost !== null && new URL(c.req.url).host !== config.adminHost) return notFound();
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value);
    return undefined;
  });
  api.get("/health", (c) => health(c.req.raw, context));
  api.use(async (c, next) => (await refuseUnlessAdmin(c.req.raw, config.adminToken)) ?? next());
  api.get("/experiments/:key/results", (c) =>
    results(context, c.req.param("key"), new URL(c.req.url).searchParams),
  );
  api.notFound(notFound);
  api.onError((error) => {
    console.error(error);
    return problem({ status: 500, title: "The request could not be answered" });
  });
  return { fetch: async (request) => await api.fetch(request) };
}

function notFound(): Response {
  return problem({ status: 404, title: "There is nothing at this address" });
}
