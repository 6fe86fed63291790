/**
 * The shop behind us. Three ways to reach it: a Worker bound as SHOP, an address in ORIGIN,
 * or — on a zone's route — `fetch(request)` itself.
 *
 * Redirects are never followed here: they are the shopper's browser's to follow.
 */
import type { Config, Env } from "../config.ts";

export type Origin = (request: Request) => Promise<Response>;

export function originOf(env: Env, config: Config): Origin {
  const { SHOP: shop } = env;
  if (shop !== undefined) return (request) => shop.fetch(request);
  if (config.origin !== null) return viaAddress(config.origin);
  return (request) => fetch(request, { redirect: "manual" });
}

/** A reverse proxy's manners: the shop learns which host was asked for, and its redirects lead back to us. */
function viaAddress(origin: URL): Origin {
  return async (request) => {
    const asked = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set("x-forwarded-host", asked.host);
    headers.set("x-forwarded-proto", asked.protocol.slice(0, -1));
    const target = new URL(origin);
    // Set part by part: a path of `//host/` must not name another host.
    target.pathname = asked.pathname;
    target.search = asked.search;
    const response = await fetch(new Request(target, new Request(request, { headers })), {
      redirect: "manual",
    });
    const location = response.headers.get("location");
    if (location === null || !location.startsWith(origin.origin) || !URL.canParse(location)) return response;
    const to = new URL(location);
    if (to.origin !== origin.origin) return response;
    const answer = new Response(response.body, response);
    answer.headers.set("location", asked.origin + to.pathname + to.search + to.hash);
    return answer;
  };
}

/** The same request for another path of the same host; the query stays, behind what the path brings itself. */
export function withPath(request: Request, path: string): Request {
  const url = new URL(request.url);
  const [, pathname = path, search = ""] = /^([^?#]*)(?:\?([^#]*))?/.exec(path) ?? [];
  url.pathname = pathname;
  if (search !== "") url.search = url.search.length > 1 ? `${search}&${url.search.slice(1)}` : search;
  return new Request(url, request);
}
