/** What the schedule does once a day about rows that nobody needs any more. */
import { finishSeals, forgetRawRows, phasesToSeal, sealPhase } from "./seal.ts";
import { recountPhase } from "./verify.ts";

const DAY_MS = 86_400_000;
/** Of five thousand rows a table. */
const MAX_PIECES = 40;

export interface Kept {
  readonly sealed: number;
  readonly deleted: number;
  /** Phases whose rollups did not agree with their raw rows: these stay, for somebody to look at. */
  readonly unsealed: readonly string[];
}

export async function keepRetention(db: D1Database, retentionDays: number, nowMs: number): Promise<Kept> {
  const beforeMs = nowMs - retentionDays * DAY_MS;
  const unsealed: string[] = [];
  let sealed = 0;
  await finishSeals(db);
  for (const { experiment, phase } of await phasesToSeal(db, beforeMs)) {
    if ((await recountPhase(db, experiment, phase)).length > 0) {
      unsealed.push(`${experiment}/${phase}`);
      continue;
    }
    await sealPhase(db, experiment, phase, nowMs);
    sealed++;
  }
  let deleted = 0;
  for (let piece = 0; piece < MAX_PIECES; piece++) {
    const some = await forgetRawRows(db, beforeMs);
    deleted += some;
    if (some === 0) break;
  }
  return { sealed, deleted, unsealed };
}
