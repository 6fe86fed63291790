/**
 * Makes a compiled ruleset the one that the edge serves: checked, then written with its files in one atomic batch
 * under the next version. What cannot be read back is never written.
 */
import { insertRuleset, newestHead } from "../store/rulesets.ts";
import { parseRuleset } from "./check.ts";
import { sha256Hex } from "./digest.ts";
import { RULESET_FORMAT, type Ruleset } from "./types.ts";

export type Published =
  | { readonly ok: true; readonly version: number; readonly changed: boolean }
  | { readonly ok: false; readonly reason: string };

/** Publishers that raced for a version and lost try again with the next one. */
const TRIES = 5;

/** The ruleset's own `version` is replaced by the one it gets. Nothing is written when the content is the newest's. */
export async function publish(db: D1Database, ruleset: Ruleset, nowMs: number): Promise<Published> {
  for (let attempt = 1; ; attempt++) {
    const newest = await newestHead(db, RULESET_FORMAT);
    if (newest?.format === RULESET_FORMAT && newest.digest === ruleset.digest) {
      return { ok: true, version: newest.version, changed: false };
    }
    const version = (newest?.version ?? 0) + 1;
    const body = JSON.stringify({ ...ruleset, version });
    const checked = parseRuleset(body);
    if (!checked.ok) return { ok: false, reason: `${checked.reason} at ${checked.where || "/"}` };
    const row = {
      version,
      format: RULESET_FORMAT,
      digest: ruleset.digest,
      checksum: await sha256Hex(body),
      body,
    };
    try {
      await insertRuleset(db, row, ruleset.assets, nowMs);
      return { ok: true, version, changed: true };
    } catch (error) {
      if (attempt >= TRIES || !String(error).includes("UNIQUE")) throw error;
    }
  }
}
