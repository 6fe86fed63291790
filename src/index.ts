/**
 * The shopper's Worker: pages, and the files that they load. Everything else under the prefix, and the schedule, is
 * the second Worker's (api.ts), so that starting this one costs what shoppers need and nothing more.
 */
import { isDashboardHost } from "./admin/dashboard-host.ts";
import { askApi, askPreview } from "./api-binding.ts";
import { type Env, variablesOf } from "./config.ts";
import { answerAsset, assetHashOf } from "./edge/asset.ts";
import type { Edge } from "./edge/edge.ts";
import { serve } from "./edge/pipeline.ts";
import { answerView } from "./edge/view.ts";
import { edgeFor, isolateFor } from "./isolate.ts";

export default {
  // No promise of our own around the shop's answer: one costs what all the rest of an asset's way costs.
  fetch(request, env, context): Response | Promise<Response> {
    const isolate = isolateFor(env);
    const { config } = isolate;
    const { url } = request;
    const { prefix } = config;
    const edge = (): Edge => edgeFor(isolate, context, (page) => askPreview(page, env, isolate));
    if (!isBelow(url, prefix)) {
      // No page of the shop, and so no script of it, beside somebody's session.
      if (isDashboardHost(config, url)) return Response.redirect(new URL(`${prefix}/`, url).href);
      return serve(request, edge());
    }
    const path = pathOf(url);
    const hash = assetHashOf(path, prefix);
    if (hash !== null) return answerAsset(request, hash, isolate);
    if (path === `${prefix}/view` && !isDashboardHost(config, url)) return answerView(request, edge());
    return askApi(request, env, isolate);
  },

  async scheduled({ scheduledTime }, env): Promise<void> {
    const { API: api } = env;
    if (api === undefined) throw new Error("the API's Worker is not bound: docs/operations.md");
    await api.schedule(scheduledTime, variablesOf(env));
  },
} satisfies ExportedHandler<Env>;

/** Whether the path is the prefix or below it; a full parse is not needed to tell ours from the shop's. */
function isBelow(url: string, prefix: string): boolean {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  if (start < 0 || !url.startsWith(prefix, start)) return false;
  const next = url.charCodeAt(start + prefix.length);
  // A slash, a question mark, a hash, or the end.
  return next === 0x2f || next === 0x3f || next === 0x23 || Number.isNaN(next);
}

/** The path as it stands in an absolute address. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}
