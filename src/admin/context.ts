/** What the API's routes work with. */
import type { Recorder } from "../collect/recorder.ts";
import type { Config } from "../config.ts";
import type { RulesetStatus } from "../ruleset/read.ts";

export interface ApiContext {
  readonly db: D1Database;
  readonly config: Config;
  readonly recorder: Pick<Recorder, "unsaved">;
  readonly rulesetStatus: (nowMs: number) => RulesetStatus;
  readonly nowMs: () => number;
}
