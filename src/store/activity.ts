/**
 * How often a page was viewed lately, from the counters by the hour that page views of elements which say so add to. No
 * visitor is in them. The hour that runs counts as the last one, so that no number ever covers more than it says.
 */
import { hourOf } from "./counters.ts";

/** Reason of such a counter; its subject is the page's address as facts are kept by. Health leaves it out. */
export const VIEWED = "viewed";

/** Views in the last so many hours, the one that runs among them. */
export async function viewsSince(
  db: D1Database,
  subject: string,
  hours: number,
  nowMs: number,
): Promise<number> {
  const wanted = Array.from({ length: hours }, (_, ago) => hourOf(nowMs) - ago);
  const row = await db
    .prepare(
      `SELECT coalesce(sum(count), 0) AS views FROM json_each(?1) AS wanted
       JOIN counters ON counters.hour = wanted.value AND counters.reason = ?2 AND counters.subject = ?3`,
    )
    .bind(JSON.stringify(wanted), VIEWED, subject)
    .first<{ views: number }>();
  return row?.views ?? 0;
}
