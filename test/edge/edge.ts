/** An edge for tests: experiments as a growth team writes them, a shop made of functions, records kept in a list. */
import { compileRuleset, type Stretch } from "../../src/ruleset/compile.ts";
import type { CounterRecord, EventRecord, ExposureRecord, RecordBatch } from "../../src/collect/record.ts";
import type { Config } from "../../src/config.ts";
import { type ExperimentInput, experimentSchema } from "../../src/domain/experiment.schema.ts";
import { type GoalInput, goalSchema } from "../../src/domain/goal.schema.ts";
import { type SettingsInput, settingsSchema } from "../../src/domain/settings.schema.ts";
import { createCircuit } from "../../src/edge/circuit.ts";
import type { Edge } from "../../src/edge/edge.ts";
import type { Origin } from "../../src/edge/origin.ts";
import { createRecipes } from "../../src/edge/recipes.ts";
import { serve } from "../../src/edge/pipeline.ts";
import { prepare, type PreparedRuleset } from "../../src/edge/prepare.ts";
import { createFactMemory } from "../../src/facts/memory.ts";
import { rewrite } from "../../src/rewrite/index.ts";
import type { RulesetState } from "../../src/ruleset/read.ts";

export const NOW_MS = Date.parse("2026-11-22T09:00:00Z");

export interface Definitions {
  readonly experiments?: readonly (Partial<ExperimentInput> & Pick<ExperimentInput, "key">)[];
  readonly settings?: SettingsInput;
  readonly goals?: readonly GoalInput[];
  /** By experiment key: the variant that is rolled out. */
  readonly rollouts?: { readonly [key: string]: string };
  readonly phases?: { readonly [key: string]: number };
  readonly stretches?: { readonly [key: string]: readonly Stretch[] };
}

/** An experiment on every page whose second variant gets everyone, unless `more` says otherwise. */
export function experiment(key: string, more: Partial<ExperimentInput> = {}): ExperimentInput {
  return {
    key,
    name: key,
    pages: { include: ["/*"] },
    variants: [
      { key: "control", weight: 0, changes: [] },
      { key: "changed", weight: 1, changes: [{ selector: "h1", action: "set_text", value: "Changed" }] },
    ],
    ...more,
  };
}

export async function rulesOf(definitions: Definitions): Promise<PreparedRuleset> {
  const compiled = await compileRuleset({
    settings: settingsSchema.parse(definitions.settings ?? {}),
    goals: (definitions.goals ?? []).map((goal) => goalSchema.parse(goal)),
    experiments: (definitions.experiments ?? []).map((input, index) => {
      const definition = experimentSchema.parse({ ...experiment(input.key), ...input });
      const rolloutVariant = definitions.rollouts?.[input.key];
      return {
        id: index + 1,
        phase: definitions.phases?.[input.key] ?? 1,
        stretches: definitions.stretches?.[input.key] ?? [],
        definition,
        ...(rolloutVariant === undefined
          ? { status: "running" as const }
          : { status: "rollout" as const, rolloutVariant }),
      };
    }),
    version: 1,
    nowMs: NOW_MS,
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return prepare(compiled.ruleset);
}

export const CONFIG: Config = {
  origin: null,
  cookieKeys: [{ id: "k1", secret: new Uint8Array(32).fill(7) }],
  cookieDomain: null,
  customerSecrets: {},
  adminToken: null,
  adminHost: null,
  access: null,
  prefix: "/_lahza",
  problems: [],
};

export interface TestEdge {
  /** Sends a request through the pipeline and waits for everything behind the answer when its body was read. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly settle: () => Promise<void>;
  readonly exposures: ExposureRecord[];
  /** Of goals. */
  readonly events: EventRecord[];
  /** `lahza.visit`, `lahza.page`. */
  readonly behaviour: EventRecord[];
  readonly counters: CounterRecord[];
  /** Requests as the shop saw them. */
  readonly asked: Request[];
  readonly edge: Edge;
}

/** A browser's navigation. */
export const NAVIGATION = {
  accept: "text/html,application/xhtml+xml",
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
};

export async function edgeWith(
  definitions: Definitions | PreparedRuleset | null,
  shop: Origin,
  replaced: Partial<Edge> = {},
): Promise<TestEdge> {
  const rules = definitions === null || "pages" in definitions ? definitions : await rulesOf(definitions);
  const exposures: ExposureRecord[] = [];
  const events: EventRecord[] = [];
  const behaviour: EventRecord[] = [];
  const counters: CounterRecord[] = [];
  const asked: Request[] = [];
  const behind: Promise<unknown>[] = [];
  const state: RulesetState<PreparedRuleset> = { state: "warm", ruleset: rules };
  const edge: Edge = {
    config: CONFIG,
    build: "test",
    origin: async (request) => {
      asked.push(request);
      return await shop(request);
    },
    rulesets: {
      current: () => state,
      status: () => ({ version: 1, digest: "test", ageMs: 0, problem: null }),
    },
    recorder: {
      record: (batch: RecordBatch) => {
        exposures.push(...(batch.exposures ?? []));
        for (const event of batch.events ?? [])
          (event.name.startsWith("lahza.") ? behaviour : events).push(event);
        counters.push(...(batch.counters ?? []));
        return Promise.resolve();
      },
      isStored: () => false,
      unsaved: () => [],
    },
    rewrite,
    circuit: createCircuit(),
    recipes: createRecipes(),
    facts: createFactMemory(null),
    views: () => Promise.resolve(0),
    ordersOf: () => Promise.resolve(0),
    preview: () => Promise.reject(new Error("no preview is expected")),
    nowMs: NOW_MS,
    random: (bytes) => void crypto.getRandomValues(bytes),
    newId: () => crypto.randomUUID(),
    waitUntil: (work) => void behind.push(work.catch(() => undefined)),
    ...replaced,
  };
  const settle = async (): Promise<void> => {
    while (behind.length > 0) await behind.shift();
  };
  return {
    fetch: (path, init) =>
      serve(
        new Request(new URL(path, "https://shop.example"), {
          redirect: "manual",
          ...init,
          headers: { ...NAVIGATION, ...(init?.headers as Record<string, string> | undefined) },
        }),
        edge,
      ),
    settle,
    exposures,
    events,
    behaviour,
    counters,
    asked,
    edge,
  };
}

/** A page as a shop sends it. */
export function html(body: string, init: ResponseInit = {}): Response {
  return new Response(body, {
    ...init,
    headers: {
      "content-type": "text/html; charset=utf-8",
      ...(init.headers as Record<string, string> | undefined),
    },
  });
}

export const PAGE =
  "<!doctype html><html lang=en><head><title>Shop</title></head><body><h1>Tea</h1><p class=price>$4</p></body></html>";

/** The `lahza` cookie that an answer sets, ready to be sent back. */
export function cookieOf(response: Response): string | null {
  return setCookieOf(response, "lahza");
}

/** The cookie of the visit, likewise. */
export function visitCookieOf(response: Response): string | null {
  return setCookieOf(response, "lahza_s");
}

function setCookieOf(response: Response, name: string): string | null {
  const pairs = response.headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0] ?? "");
  return pairs.find((pair) => pair.startsWith(`${name}=`)) ?? null;
}
