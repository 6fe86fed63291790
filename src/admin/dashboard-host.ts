/**
 * Where people sign in with a cookie: `ADMIN_HOST`, or `admin.localhost` where none is set. The shop's pages are never
 * served there, so that none of their scripts runs beside a session. Loaded on the shopper's path: keep it small.
 */
import type { Config } from "../config.ts";

export const LOCAL_DASHBOARD = "admin.localhost";

/** `url`: an absolute address. */
export function isDashboardHost({ adminHost }: Pick<Config, "adminHost">, url: string): boolean {
  const start = url.indexOf("//") + 2;
  const host = url.slice(start, url.indexOf("/", start)).toLowerCase();
  if (adminHost !== null) return host === adminHost;
  return host === LOCAL_DASHBOARD || host.startsWith(`${LOCAL_DASHBOARD}:`);
}
