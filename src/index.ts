/**
 * The Worker's doors: fetch and scheduled, nothing else. Requests under the prefix go to `app.ts`, which is loaded
 * then; all others walk the shopper's path.
 */
import type { Env } from "./config.ts";
import { answerAsset, assetHashOf } from "./edge/asset.ts";
import { serve } from "./edge/pipeline.ts";
import { edgeFor, isolateFor } from "./isolate.ts";

export default {
  async fetch(request, env, context): Promise<Response> {
    const isolate = isolateFor(env);
    const path = pathOf(request.url);
    const { prefix } = isolate.config;
    if (path !== prefix && !path.startsWith(`${prefix}/`)) {
      return await serve(request, edgeFor(isolate, context));
    }
    const hash = assetHashOf(path, prefix);
    if (hash !== null) return await answerAsset(request, hash, isolate);
    const { answerOwn } = await import("./app.ts");
    return await answerOwn(request, isolate, context);
  },

  async scheduled({ scheduledTime }, env): Promise<void> {
    const { runSchedule } = await import("./scheduled.ts");
    await runSchedule(env.DB, scheduledTime);
  },
} satisfies ExportedHandler<Env>;

/** The path as it stands in an absolute address; a full parse is not needed to tell ours from the shop's. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  if (start < 0) return "/";
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}
