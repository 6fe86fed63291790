/**
 * The shopper's Worker: pages, and the files that they load. Everything else under the prefix, and the schedule, is
 * the second Worker's (api.ts), so that starting this one costs what shoppers need and nothing more.
 */
import { isDashboardHost } from "./admin/dashboard-host.ts";
import { askApi, askPreview } from "./api-binding.ts";
import { type Env, variablesOf } from "./config.ts";
import { answerAsset, assetHashOf } from "./edge/asset.ts";
import { serve } from "./edge/pipeline.ts";
import { edgeFor, isolateFor } from "./isolate.ts";

export default {
  async fetch(request, env, context): Promise<Response> {
    const isolate = isolateFor(env);
    const path = pathOf(request.url);
    const { prefix } = isolate.config;
    if (path !== prefix && !path.startsWith(`${prefix}/`)) {
      // No page of the shop, and so no script of it, beside somebody's session.
      if (isDashboardHost(isolate.config, request.url))
        return Response.redirect(new URL(`${prefix}/`, request.url).href);
      const preview = (page: Request): Promise<Response> => askPreview(page, env, isolate);
      return await serve(request, edgeFor(isolate, context, preview));
    }
    const hash = assetHashOf(path, prefix);
    if (hash !== null) return await answerAsset(request, hash, isolate);
    return await askApi(request, env, isolate);
  },

  async scheduled({ scheduledTime }, env): Promise<void> {
    const { API: api } = env;
    if (api === undefined) throw new Error("the API's Worker is not bound: docs/operations.md");
    await api.schedule(scheduledTime, variablesOf(env));
  },
} satisfies ExportedHandler<Env>;

/** The path as it stands in an absolute address; a full parse is not needed to tell ours from the shop's. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  if (start < 0) return "/";
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}
