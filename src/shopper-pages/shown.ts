/** `POST <prefix>/shown`: an element is sent away by a browser that runs no scripts; back to the page it stood on. */
import { problem } from "../admin/problem.ts";
import { readForm } from "../collect/body.ts";
import { isSameOrigin } from "../collect/sender.ts";
import { ELEMENT_ID, sentAway } from "../visitor/shown-cookie.ts";

const MAX_BYTES = 1024;

export async function answerShown(request: Request): Promise<Response> {
  if (request.method !== "POST")
    return problem({ status: 405, title: "A choice is POSTed" }, { allow: "POST" });
  if (!isSameOrigin(request)) return problem({ status: 403, title: "Only our own page may send a choice" });
  const id = (await readForm(request, MAX_BYTES))?.get("id") ?? "";
  if (!ELEMENT_ID.test(id)) return problem({ status: 400, title: "No element is named" });
  const url = new URL(request.url);
  const headers = new Headers({ location: pageOf(request, url), "cache-control": "no-store" });
  headers.append("set-cookie", sentAway(request.headers.get("cookie"), id, url));
  return new Response(null, { status: 303, headers });
}

/** The page that was left, on this very host; else the shop's first page. */
function pageOf({ headers }: Request, url: URL): string {
  const referer = headers.get("referer") ?? "";
  if (!URL.canParse(referer)) return "/";
  const { host, pathname, search } = new URL(referer);
  return host === url.host && !pathname.startsWith("//") ? pathname + search : "/";
}
