/**
 * For browsers that run no scripts. `POST <prefix>/shown`: an element is sent away; back to the page it stood on.
 * `GET <prefix>/shown?id=…`, a picture that comes with the element: it was shown once more.
 */
import { problem } from "../admin/problem.ts";
import { readForm } from "../collect/body.ts";
import { isSameOrigin } from "../collect/sender.ts";
import { countedOnce, ELEMENT_ID, sentAway } from "../visitor/shown-cookie.ts";

const MAX_BYTES = 1024;

export async function answerShown(request: Request): Promise<Response> {
  if (request.method === "GET") return counted(request);
  if (request.method !== "POST")
    return problem({ status: 405, title: "A choice is POSTed" }, { allow: "GET, POST" });
  if (!isSameOrigin(request)) return problem({ status: 403, title: "Only our own page may send a choice" });
  const id = (await readForm(request, MAX_BYTES))?.get("id") ?? "";
  if (!ELEMENT_ID.test(id)) return problem({ status: 400, title: "No element is named" });
  const url = new URL(request.url);
  const headers = new Headers({ location: pageOf(request, url), "cache-control": "no-store" });
  headers.append("set-cookie", sentAway(request.headers.get("cookie"), id, url));
  return new Response(null, { status: 303, headers });
}

/** 204: there is nothing to see. Another site's page could only count for its own visitors, and may not. */
function counted(request: Request): Response {
  if (!isSameOrigin(request)) return problem({ status: 403, title: "Only our own page may count" });
  const url = new URL(request.url);
  const id = url.searchParams.get("id") ?? "";
  if (!ELEMENT_ID.test(id)) return problem({ status: 400, title: "No element is named" });
  const headers = new Headers({ "cache-control": "no-store" });
  headers.append("set-cookie", countedOnce(request.headers.get("cookie"), id, url));
  return new Response(null, { status: 204, headers });
}

/** The page that was left, on this very host; else the shop's first page. */
function pageOf({ headers }: Request, url: URL): string {
  const referer = headers.get("referer") ?? "";
  if (!URL.canParse(referer)) return "/";
  const { host, pathname, search } = new URL(referer);
  return host === url.host && !pathname.startsWith("//") ? pathname + search : "/";
}
