/**
 * Where people sign in with a cookie: `ADMIN_HOST`, or `admin.localhost` where none is set. The shop's pages are never
 * served there, so that none of their scripts runs beside a session. Loaded on the shopper's path: keep it small.
 */
import type { Config } from "../config.ts";

export const LOCAL_DASHBOARD = "admin.localhost";

/** The last answer: an isolate is asked on few hosts. */
let known: { readonly adminHost: string | null; readonly start: string; readonly is: boolean } | null = null;

/** `url`: an absolute address. */
export function isDashboardHost({ adminHost }: Pick<Config, "adminHost">, url: string): boolean {
  const from = url.indexOf("//") + 2;
  const start = url.slice(0, url.indexOf("/", from));
  if (known === null || known.start !== start || known.adminHost !== adminHost) {
    const host = start.slice(from).toLowerCase();
    const isLocal = host === LOCAL_DASHBOARD || host.startsWith(`${LOCAL_DASHBOARD}:`);
    known = { adminHost, start, is: adminHost === null ? isLocal : host === adminHost };
  }
  return known.is;
}
