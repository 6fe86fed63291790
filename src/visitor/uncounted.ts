/** Who is shown what anybody is shown, and never counted. */
import type { SigningKey } from "../config.ts";
import { isCrawler } from "./bots.ts";
import { isStaff } from "./staff.ts";

/** The reason that is counted instead; null: a shopper. */
export async function uncounted(
  headers: Headers,
  keys: readonly SigningKey[],
  nowMs: number,
): Promise<"crawler" | "staff" | null> {
  if (isCrawler(headers.get("user-agent"))) return "crawler";
  return (await isStaff(headers.get("cookie"), keys, nowMs)) ? "staff" : null;
}
