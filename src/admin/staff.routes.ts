/** `/staff-links`: whoever opens one is not counted with that browser: the shop's own people. */
import * as z from "zod";
import { formatStaff } from "../visitor/staff.ts";
import { writing } from "./route.ts";
import { instant, writeQuery } from "./shapes.ts";
import { shopHost } from "./shop-host.ts";

const LINK_MS = 15 * 60_000;

export const staffRoutes = [
  writing({
    method: "POST",
    path: "/staff-links",
    role: "viewer",
    tag: "Settings",
    summary: "Make a link that takes a browser out of the count",
    description:
      "For the shop's own people, valid for 15 minutes. The browser that opens it gets a signed cookie for half a year: it is shown what shoppers are shown, and neither its visits nor the orders made with it are counted. The page that it opens leads back.",
    query: writeQuery,
    answer: z.object({ data: z.object({ url: z.url(), expiresAt: instant }) }),
    guarded: false,
    status: 201,
    async handle({ api, request, nowMs }) {
      const shop = await shopHost(api, request);
      if ("refused" in shop) return shop;
      const token = await formatStaff("link", nowMs + LINK_MS, api.config.cookieKeys);
      const url = new URL(`${api.config.prefix}/staff/${token}`, shop.base).href;
      return { status: 201, body: { data: { url, expiresAt: new Date(nowMs + LINK_MS).toISOString() } } };
    },
  }),
] as const;
