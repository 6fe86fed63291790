/** `/experiments/:key/preview`: links that show any variant of any draft on the live shop, marked and never counted. */
import { planPreview } from "../preview/create.ts";
import { experimentByKey } from "../store/experiments.ts";
import { endPreviewsStatement } from "../store/previews.ts";
import { commitRows } from "./commit.ts";
import { previewAnswer, previewBody, previewsEndedAnswer } from "./preview.schema.ts";
import { invalid, notThere } from "./refusals.ts";
import { writing } from "./route.ts";
import { keyParams, writeQuery } from "./shapes.ts";
import { shopHost } from "./shop-host.ts";

const tag = "Experiments";

export const previewRoutes = [
  writing({
    method: "POST",
    path: "/experiments/:key/preview",
    role: "editor",
    tag,
    summary: "Make preview links",
    description:
      "One for each variant, signed. Whoever opens one sees that variant across the shop's pages for one visit, under a small badge; audience, traffic and schedule are not asked, nothing else runs, nothing is counted. A link shows what it was made for, also when the draft is edited.",
    params: keyParams,
    query: writeQuery,
    body: previewBody,
    bodyOptional: true,
    answer: previewAnswer,
    guarded: false,
    status: 201,
    handle: (asked) =>
      commitRows(asked, async () => {
        const { api, params, body, nowMs } = asked;
        const stored = await experimentByKey(api.db, params.key);
        if (stored === null) return notThere("experiment");
        const shop = await shopHost(api, asked.request);
        if ("refused" in shop) return shop;
        const made = await planPreview({
          db: api.db,
          cookieKeys: api.config.cookieKeys,
          prefix: api.config.prefix,
          experiment: stored,
          settings: shop.settings,
          origin: shop.base.origin,
          to: body.to ?? null,
          expiresInS: body.expiresIn,
          nowMs,
        });
        if (!made.ok)
          return invalid(made.problems.map(({ pointer, message }) => ({ pointer, detail: message })));
        const { expiresAt } = made.preview;
        const links = made.preview.links.map(({ variant, url }) => ({ variant, url }));
        const { key, revision } = stored;
        return {
          statements: made.statements,
          audit: {
            action: "experiment.preview",
            resource: `experiments/${key}`,
            // A link is a key of its own: it does not stand in the log.
            after: { revision, expiresAt },
          },
          answer: { status: 201, body: { data: { experiment: key, revision, expiresAt, links } } },
        };
      }),
  }),
  writing({
    method: "DELETE",
    path: "/experiments/:key/preview",
    role: "editor",
    tag,
    summary: "End all previews",
    description: "Every preview link of this experiment ends, and visits that show one see the shop again.",
    params: keyParams,
    query: writeQuery,
    answer: previewsEndedAnswer,
    guarded: false,
    status: 200,
    handle: (asked) =>
      commitRows(asked, async () => {
        const stored = await experimentByKey(asked.api.db, asked.params.key);
        if (stored === null) return notThere("experiment");
        return {
          statements: [endPreviewsStatement(asked.api.db, stored.id)],
          audit: { action: "experiment.preview-end", resource: `experiments/${stored.key}` },
          answer: { status: 200, body: { data: { ended: stored.key } } },
        };
      }),
  }),
] as const;
