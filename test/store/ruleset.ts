/** A ruleset as the compiler writes it, small. */
import { settingsSchema } from "../../src/domain/settings.schema.ts";
import { goalSchema } from "../../src/domain/goal.schema.ts";
import { RULESET_FORMAT, type EdgeExperiment, type Ruleset } from "../../src/ruleset/types.ts";

export const edgeExperiment: EdgeExperiment = {
  id: 1,
  key: "pdp-trust",
  phase: 1,
  status: "running",
  rolloutVariant: null,
  seed: "pdp-trust",
  hashVersion: 2,
  unit: "visitor",
  pages: { include: ["/products/*"], exclude: [], hosts: [] },
  audience: {},
  ranges: [
    [0, 0.5],
    [0.5, 1],
  ],
  layer: null,
  startAtMs: null,
  endAtMs: null,
  fragments: false,
  languages: null,
  variants: [
    { key: "control", changes: [], css: null, js: null, redirect: null, originPath: null },
    {
      key: "badges",
      changes: [
        {
          selector: "h1",
          action: "set_text",
          name: null,
          content: { kind: "parts", byLanguage: { "*": ["Hello"] } },
        },
      ],
      css: "aa11",
      js: null,
      redirect: null,
      originPath: null,
    },
  ],
  watch: ["h1"],
};

export function ruleset(digest = "d1", overrides: Partial<Ruleset> = {}): Ruleset {
  return {
    format: RULESET_FORMAT,
    version: 1,
    builtAtMs: 0,
    digest,
    settings: settingsSchema.parse({}),
    goals: [goalSchema.parse({ kind: "custom", key: "sized_up" })],
    experiments: [edgeExperiment],
    assets: { aa11: { type: "css", body: "h1{}", integrity: "sha256-x" } },
    ...overrides,
  };
}
