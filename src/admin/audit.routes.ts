/** `/audit`: who changed what, from what to what. */
import { auditRows } from "../store/audit.ts";
import { auditAnswer, auditQuery } from "./audit.schema.ts";
import { reading } from "./route.ts";
import { pageOf } from "./shapes.ts";

export const auditRoutes = [
  reading({
    method: "GET",
    path: "/audit",
    role: "admin",
    tag: "Audit",
    summary: "Read the audit log, the newest first",
    query: auditQuery,
    answer: auditAnswer,
    handle: async ({ api, query: { limit, after, resource, actor } }) => {
      const rows = await auditRows(api.db, { resource, actor, beforeId: after, limit: limit + 1 });
      return {
        status: 200,
        body: pageOf(
          rows,
          limit,
          ({ atMs, before, after, ...row }) => ({
            ...row,
            at: new Date(atMs).toISOString(),
            before: before as Json,
            after: after as Json,
          }),
          ({ id }) => String(id),
        ),
      };
    },
  }),
] as const;

/** As it was written: JSON. */
type Json = Parameters<typeof JSON.parse>[0];
