/** What the live page says to a write of an experiment: told with the answer, and never a reason not to save. */
import { liveWarnings } from "../check/index.ts";
import type { SavedExperiment } from "./experiment-view.ts";
import type { Answer, AskedToWrite, Refused } from "./route.ts";
import { shopHost } from "./shop-host.ts";

/** The shop may be slow; whoever saves shall not wait for it for long. */
const TIMEOUT_MS = 2_000;

type Asked = Pick<AskedToWrite<unknown, unknown, unknown>, "api" | "request">;

/** To be asked when everything is written. */
export async function withLiveWarnings(
  { api, request }: Asked,
  answer: Answer<SavedExperiment> | Refused,
): Promise<Answer<SavedExperiment> | Refused> {
  if ("refused" in answer || api.origin === undefined) return answer;
  const { data, warnings } = answer.body;
  if (!["draft", "running", "paused"].includes(data.status)) return answer;
  try {
    const shop = await shopHost(api, request);
    if ("refused" in shop) return answer;
    const { settings, base } = shop;
    const found = await liveWarnings({
      definition: data,
      origin: api.origin,
      shop: { base, hosts: settings.hosts, prefix: api.config.prefix },
      timeoutMs: TIMEOUT_MS,
    });
    return { ...answer, body: { data, warnings: [...warnings, ...found] } };
  } catch (error) {
    console.error("The live page could not be looked at", error);
    return answer;
  }
}
