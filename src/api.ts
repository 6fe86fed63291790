/**
 * The second Worker's door: everything under the prefix but files. Reached through the binding of the first one only
 * (api-binding.ts); it has no `fetch`, so that even an address given to it by mistake answers nothing.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { ApiService, FromEdge } from "./api-binding.ts";
import { apiService } from "./app.ts";
import { consume } from "./collect/consume.ts";
import type { Env } from "./config.ts";

export default class Api extends WorkerEntrypoint<Env> implements ApiService {
  async answer(request: Request, from: FromEdge): Promise<Response> {
    return await apiService(this.env, this.ctx).answer(request, from);
  }

  /** Records that were queued, where a queue is bound. */
  override async queue(batch: MessageBatch): Promise<void> {
    await consume(batch, this.env.DB, Date.now());
  }

  async preview(request: Request, from: FromEdge): Promise<Response> {
    return await apiService(this.env, this.ctx).preview(request, from);
  }

  async schedule(nowMs: number, variables: Readonly<Record<string, string>>): Promise<void> {
    await apiService(this.env, this.ctx).schedule(nowMs, variables);
  }
}
