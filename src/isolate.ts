/** What lives as long as an isolate: configuration, ruleset in memory, recorder. One for each environment it sees. */
import { createRecorder, type Recorder } from "./collect/recorder.ts";
import { writerFor, type Write } from "./collect/write.ts";
import { type Config, configOf, type Env } from "./config.ts";
import { type Circuit, createCircuit } from "./edge/circuit.ts";
import type { Edge } from "./edge/edge.ts";
import { type Origin, originOf } from "./edge/origin.ts";
import { prepare, type PreparedRuleset } from "./edge/prepare.ts";
import { createRecipes, type Recipes } from "./edge/recipes.ts";
import { createFactMemory, type FactMemory } from "./facts/memory.ts";
import { viewsSince } from "./store/activity.ts";
import { ordersOfProduct } from "./store/order-products.ts";
import { rewrite } from "./rewrite/index.ts";
import { cacheCarrier, type Carrier, kvCarrier } from "./ruleset/carriers.ts";
import { createRulesetReader, type RulesetReader } from "./ruleset/read.ts";

export interface Isolate {
  readonly env: Env;
  readonly config: Config;
  readonly build: string;
  readonly origin: Origin;
  readonly rulesets: RulesetReader<PreparedRuleset>;
  /** Stores records now: for those who answer only when it is done. */
  readonly write: Write;
  readonly recorder: Recorder;
  readonly circuit: Circuit;
  readonly recipes: Recipes;
  readonly facts: FactMemory;
}

const isolates = new WeakMap<Env, Isolate>();

export function isolateFor(env: Env): Isolate {
  let isolate = isolates.get(env);
  if (isolate === undefined) {
    isolate = createIsolate(env);
    isolates.set(env, isolate);
  }
  return isolate;
}

function createIsolate(env: Env): Isolate {
  const config = configOf(env);
  const write = writerFor(env);
  const recorder = createRecorder({ write });
  const rulesets = createRulesetReader({
    db: env.DB,
    prepare,
    carriers: carriersOf(env),
    // Written with the next records that D1 takes; until then health tells it.
    onProblem: (problem) => void recorder.record({ counters: [{ reason: "ruleset", subject: problem }] }),
  });
  const build = env.VERSION?.id ?? DEVELOPMENT_BUILD;
  return {
    env,
    config,
    build,
    origin: originOf(env, config),
    rulesets,
    write,
    recorder,
    circuit: createCircuit(),
    recipes: createRecipes(),
    facts: createFactMemory(typeof caches === "undefined" ? null : caches.default),
  };
}

/** The Cache API is not everywhere that this code runs (tests of the pure parts). */
function carriersOf(env: Env): Carrier[] {
  const carriers: Carrier[] = [];
  if (typeof caches !== "undefined") carriers.push(cacheCarrier(caches.default));
  if (env.RULESETS !== undefined) carriers.push(kvCarrier(env.RULESETS));
  return carriers;
}

/** The code that answers: another deploy, another ETag. */
const DEVELOPMENT_BUILD = "dev";

export function edgeFor(
  isolate: Isolate,
  context: Pick<ExecutionContext, "waitUntil">,
  preview: Edge["preview"],
): Edge {
  return {
    config: isolate.config,
    build: isolate.build,
    origin: isolate.origin,
    rulesets: isolate.rulesets,
    recorder: isolate.recorder,
    rewrite,
    circuit: isolate.circuit,
    recipes: isolate.recipes,
    facts: isolate.facts,
    views: (subject, hours) => viewsSince(isolate.env.DB, subject, hours, Date.now()),
    ordersOf: (product, sinceMs) => ordersOfProduct(isolate.env.DB, product, sinceMs, Date.now()),
    preview,
    nowMs: Date.now(),
    random: (bytes) => void crypto.getRandomValues(bytes),
    newId: () => crypto.randomUUID(),
    waitUntil: (work) => context.waitUntil(work.catch(() => undefined)),
  };
}
