/** What the API's routes work with. */
import type { Recorder } from "../collect/recorder.ts";
import type { Write } from "../collect/write.ts";
import type { Config } from "../config.ts";
import type { Origin } from "../edge/origin.ts";
import type { RulesetStatus } from "../ruleset/read.ts";
import type { AccessKeys } from "./access.ts";

export interface ApiContext {
  readonly db: D1Database;
  readonly config: Config;
  /** Takes records to the tables, straight or through the queue. */
  readonly write: Write;
  readonly recorder: Pick<Recorder, "unsaved">;
  readonly rulesetStatus: (nowMs: number) => RulesetStatus;
  /** Asks the shop, for checks of its pages; none where there is no shop. */
  readonly origin?: Origin;
  /** The script of the visual editor's overlay; null where it was not built. */
  readonly overlay?: () => Promise<string | null>;
  readonly nowMs: () => number;
  readonly random: (bytes: Uint8Array) => void;
  /** Keys of the Access team; fetched from it when absent. */
  readonly accessKeys?: AccessKeys;
  /** Requests a minute that one token may make of one isolate. */
  readonly requestsPerMinute?: number;
}
