/** What one request on the shopper's path works with; every piece can be replaced in tests. */
import type { Config } from "../config.ts";
import type { Recorder } from "../collect/recorder.ts";
import type { Rewrite } from "../rewrite/rewrite.types.ts";
import type { RulesetReader } from "../ruleset/read.ts";
import type { FactMemory } from "../facts/memory.ts";
import type { Circuit } from "./circuit.ts";
import type { Origin } from "./origin.ts";
import type { Recipes } from "./recipes.ts";
import type { PreparedRuleset } from "./prepare.ts";

export interface Edge {
  readonly config: Config;
  /** Says which code answers: part of every ETag. */
  readonly build: string;
  readonly origin: Origin;
  readonly rulesets: RulesetReader<PreparedRuleset>;
  readonly recorder: Recorder;
  readonly rewrite: Rewrite;
  readonly circuit: Circuit;
  readonly recipes: Recipes;
  readonly facts: FactMemory;
  /** Views of a page (by the name that its facts are kept under) in the last so many hours; from D1, never awaited. */
  readonly views: (subject: string, hours: number) => Promise<number>;
  /** Orders with a product, by `productDigest`, placed since then. */
  readonly ordersOf: (product: string, sinceMs: number) => Promise<number>;
  /** Answers a page view of who carries a valid preview cookie: the second Worker's work. */
  readonly preview: (request: Request) => Promise<Response>;
  /** ms since the epoch. */
  readonly nowMs: number;
  readonly random: (bytes: Uint8Array) => void;
  readonly newId: () => string;
  /** Keeps work alive behind the answer. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}
