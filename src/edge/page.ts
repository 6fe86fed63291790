/** What the path needs to know of the address that was asked for; parsed once. */
import { normalisePath } from "../assignment/index.ts";
import type { RequestKind } from "../rewrite/gate.ts";

export interface Page {
  readonly url: URL;
  /** With its port, where that is not the usual one. */
  readonly host: string;
  /** Decoded, folded, without trailing slash: what patterns are compared with. */
  readonly path: string;
  readonly fragment: boolean;
  readonly method: string;
  /** Fetched ahead of a visit that may never come: counts only when the page is shown. */
  readonly prefetch: boolean;
}

export function pageOf(request: Request, kind: RequestKind): Page {
  const url = new URL(request.url);
  return {
    url,
    host: url.host,
    path: normalisePath(url.pathname),
    fragment: kind === "fragment",
    method: request.method,
    prefetch: /\bprefetch\b/i.test(
      request.headers.get("sec-purpose") ?? request.headers.get("purpose") ?? "",
    ),
  };
}
