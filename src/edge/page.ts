/** What the path needs to know of the address that was asked for; nothing is parsed before it is needed, or twice. */
import { normalisePath } from "../assignment/index.ts";
import type { RequestKind } from "../rewrite/gate.ts";
import { addressOf } from "./address.ts";

export interface Page {
  readonly url: URL;
  /** As it stands in the address, without a query. */
  readonly pathname: string;
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
  const { url: text, method, headers } = request;
  const { host, pathname } = addressOf(text);
  let url: URL | null = null;
  let path: string | null = null;
  return {
    get url() {
      return (url ??= new URL(text));
    },
    host,
    pathname,
    get path() {
      return (path ??= normalisePath(pathname));
    },
    fragment: kind === "fragment",
    method,
    get prefetch() {
      return /\bprefetch\b/i.test(headers.get("sec-purpose") ?? headers.get("purpose") ?? "");
    },
  };
}
