/**
 * `/experiments/:key/editor`: a page of the shop for the dashboard's frame, as shoppers would get it with a definition
 * that need not be saved. The address is good for one use within a minute; what it shows is marked as no shopper's.
 */
import * as z from "zod";
import { experimentSchema, keySchema } from "../domain/experiment.schema.ts";
import { planFrame } from "../preview/frame.ts";
import { invalid } from "./refusals.ts";
import { refused, writing } from "./route.ts";
import { asIs, instant, keyParams, writeQuery } from "./shapes.ts";
import { shopHost } from "./shop-host.ts";
import { unsavedDefinition } from "./unsaved.ts";

const editorBody = z.strictObject({
  variant: keySchema,
  /** A page of the shop. */
  to: z
    .string()
    .max(2048)
    .regex(/^\/(?![/\\])[^\s\\]*$/, "start with exactly one / and stay on the shop's host"),
  /** As it is being worked on; the saved one when left out. */
  definition: asIs(experimentSchema).optional(),
  /** With the overlay that lets the dashboard pick elements; without, the page alone. */
  overlay: z.boolean().default(true),
});

const editorAnswer = z.object({ data: z.object({ url: z.url(), expiresAt: instant }) });

export const editorRoutes = [
  // Keeps a compiled copy for an hour and changes nothing that lasts, so the audit log is not told.
  writing({
    method: "POST",
    path: "/experiments/:key/editor",
    role: "editor",
    tag: "Experiments",
    summary: "Open a page of the shop in the visual editor",
    description:
      "Answers an address for a frame of the dashboard: one use, 60 s. It shows the variant as the edge renders it, from the definition that is sent.",
    params: keyParams,
    query: writeQuery,
    body: editorBody,
    answer: editorAnswer,
    guarded: false,
    status: 201,
    async handle(asked) {
      const { api, params, body, request, nowMs, dryRun } = asked;
      const unsaved = await unsavedDefinition(asked, params.key, body.definition);
      if ("refused" in unsaved) return unsaved;
      const variant = unsaved.definition.variants.findIndex(({ key }) => key === body.variant);
      if (variant < 0)
        return invalid([{ pointer: "/variant", detail: "the experiment has no such variant" }]);
      const shop = await shopHost(api, request);
      if ("refused" in shop) return shop;
      const overlay = body.overlay ? ((await api.overlay?.()) ?? null) : null;
      if (body.overlay && overlay === null)
        return refused({ status: 503, title: "The editor's script was not built: npm run build" });
      const { id, phase } = unsaved.stored;
      const made = await planFrame({
        db: api.db,
        config: api.config,
        experiment: { id, phase, definition: unsaved.definition },
        variant,
        settings: shop.settings,
        shop: shop.base.origin,
        dashboard: new URL(request.url).origin,
        to: body.to,
        overlay,
        random: api.random,
        nowMs,
      });
      if (!made.ok)
        return invalid(made.problems.map(({ pointer, message }) => ({ pointer, detail: message })));
      if (!dryRun) await api.db.batch([...made.statements]);
      return { status: 201, body: { data: made.frame } };
    },
  }),
] as const;
