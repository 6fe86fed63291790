/** Where the shop is for people: on which host its pages are checked and its previews shown. */
import { type Settings, settingsSchema } from "../domain/settings.schema.ts";
import { storedSettings } from "../store/definitions.ts";
import { LOCAL_DASHBOARD } from "./dashboard-host.ts";
import { refused, type Refused } from "./route.ts";
import type { ApiContext } from "./context.ts";

export interface ShopHost {
  readonly settings: Settings;
  /** Scheme and host, such as `https://shop.example`. */
  readonly base: URL;
}

/**
 * The host that the API is asked on, when it is the shop's; else the first that the settings name. Never one that an
 * experiment names: who may write experiments must not make Lahza fetch from other networks.
 */
export async function shopHost(
  { db, config }: Pick<ApiContext, "db" | "config">,
  request: Request,
): Promise<ShopHost | Refused> {
  // Settings of earlier builds have no hosts.
  const settings = settingsSchema.parse((await storedSettings(db)) ?? {});
  const asked = new URL(request.url);
  const [first] = settings.hosts;
  const own = shopBeside(asked);
  const isShops = config.adminHost === null && (first === undefined || settings.hosts.includes(own));
  const host = isShops ? own : first;
  if (host === undefined)
    return refused({
      status: 409,
      title: "The shop's host is not known",
      detail: "the API answers on a host of its own: name the shop's in settings.hosts",
    });
  return { settings, base: new URL(`${asked.protocol}//${host}`) };
}

/** On a local run the dashboard's host is the shop's with a name before it. */
function shopBeside({ host, hostname }: URL): string {
  return hostname === LOCAL_DASHBOARD ? host.slice(LOCAL_DASHBOARD.length - "localhost".length) : host;
}
