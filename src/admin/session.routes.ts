/** `/session`: who asks. `/sign-in-links`: a link that signs its maker in to the dashboard, once. */
import * as z from "zod";
import { subjectOf } from "./auth.ts";
import { LOCAL_DASHBOARD } from "./dashboard-host.ts";
import { TOKEN_ROLES } from "./role.ts";
import { reading, refused, writing } from "./route.ts";
import { signInCode } from "./session.ts";
import { instant, noQuery, writeQuery } from "./shapes.ts";
import { shopHost } from "./shop-host.ts";

const tag = "Sign-in";

const sessionAnswer = z.object({
  data: z.object({
    name: z.string(),
    role: z.enum(TOKEN_ROLES),
    /** Where the shop's pages are, such as `https://shop.example`; null while the settings do not name it. */
    shop: z.string().nullable(),
  }),
});

export const sessionRoutes = [
  reading({
    method: "GET",
    path: "/session",
    role: "viewer",
    tag,
    summary: "Who asks, and what they may",
    query: noQuery,
    answer: sessionAnswer,
    async handle({ api, actor, request }) {
      const shop = await shopHost(api, request);
      const { name, role } = actor;
      const data = { name, role, shop: "refused" in shop ? null : shop.base.origin };
      return { status: 200, body: { data } };
    },
  }),
  writing({
    method: "POST",
    path: "/sign-in-links",
    role: "viewer",
    tag,
    summary: "Make a link that signs you in to the dashboard",
    description:
      "For one use within ten minutes, with the rights of the token that asks. Keep it to yourself.",
    query: writeQuery,
    answer: z.object({ data: z.object({ url: z.string(), expiresAt: instant }) }),
    guarded: false,
    status: 201,
    async handle({ api, actor, request, nowMs }) {
      const subject = await subjectOf(actor, api);
      if (subject === null)
        return refused({ status: 409, title: "Who came through Access is signed in already" });
      const { code, endsAtMs } = await signInCode(subject, api.config, api.random, nowMs);
      const { protocol, port } = new URL(request.url);
      const local = `${LOCAL_DASHBOARD}${port === "" ? "" : `:${port}`}`;
      const url = `${protocol}//${api.config.adminHost ?? local}${api.config.prefix}/sign-in/${code}`;
      return { status: 201, body: { data: { url, expiresAt: new Date(endsAtMs).toISOString() } } };
    },
  }),
] as const;
