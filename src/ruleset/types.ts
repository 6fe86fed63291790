/**
 * The ruleset: the compiled form of all running experiments that the edge reads.
 * Plain JSON, so that it can be stored, diffed and carried; no functions, no validator needed to read it.
 */
import type { Condition } from "../assignment/condition.ts";
import type { Language } from "../domain/text.ts";
import type { ChangeAction } from "../domain/change.schema.ts";
import type { Goal } from "../domain/goal.schema.ts";
import type { Settings } from "../domain/settings.schema.ts";
import type { Templates } from "../elements/live/types.ts";

/** The format that this build writes and reads. A reader refuses what it does not know. */
export const RULESET_FORMAT = 1;

export interface Ruleset {
  readonly format: typeof RULESET_FORMAT;
  /** Grows with every publish. */
  readonly version: number;
  readonly builtAtMs: number;
  /** Hex digest of everything below; part of every ETag. */
  readonly digest: string;
  readonly settings: Settings;
  readonly goals: readonly Goal[];
  readonly experiments: readonly EdgeExperiment[];
  /** Hashed files of running variants, by hash. */
  readonly assets: { readonly [hash: string]: Asset };
}

export interface Asset {
  readonly type: "css" | "js";
  readonly body: string;
  /** `sha256-…`, for CSP hash sources and the integrity attribute. */
  readonly integrity: string;
}

export interface EdgeExperiment extends EdgeRanges {
  /** Small integer, stable for the experiment's life; stands for it in cookies and rows. */
  readonly id: number;
  readonly key: string;
  readonly phase: number;
  readonly status: "running" | "rollout";
  /** Index of the variant that everyone gets, when status is rollout. */
  readonly rolloutVariant: number | null;
  /** Seed of this phase, already with its `:<n>`. */
  readonly seed: string;
  readonly hashVersion: 1 | 2;
  readonly unit: "visitor" | "customer";
  readonly pages: {
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    readonly hosts: readonly string[];
  };
  readonly audience: Condition;
  /** Where the weights changed within the phase: the ranges of whoever was minted later, oldest first. Else left out. */
  readonly stretches?: readonly EdgeStretch[];
  readonly layer: {
    readonly name: string;
    readonly range: readonly [number, number];
    readonly hashVersion: 1 | 2;
  } | null;
  readonly startAtMs: number | null;
  readonly endAtMs: number | null;
  readonly fragments: boolean;
  /** Changes are applied once more in the browser; left out where not. */
  readonly hydrated?: true | "in-place";
  /** Languages that every variant can be shown in; null: any. */
  readonly languages: readonly Language[] | null;
  readonly variants: readonly EdgeVariant[];
  /** Selectors of all variants' changes, without repeats: every variant watches the same places. */
  readonly watch: readonly string[];
}

export interface EdgeStretch extends EdgeRanges {
  /** In ms since the epoch. */
  readonly fromMs: number;
}

export interface EdgeRanges {
  readonly ranges: readonly (readonly [number, number])[];
  /** The ranges from later instants on, in ms since the epoch, as the traffic rises; oldest first, else left out. */
  readonly ramp?: readonly {
    readonly fromMs: number;
    readonly ranges: readonly (readonly [number, number])[];
  }[];
}

export interface EdgeVariant {
  readonly key: string;
  readonly changes: readonly EdgeChange[];
  /** Hash of the variant's css or js among the assets. */
  readonly css: string | null;
  readonly js: string | null;
  readonly redirect: string | null;
  readonly originPath: string | null;
  /** What its elements need besides their markup; left out where it has none. */
  readonly elements?: EdgeElements;
  /** What an OpenFeature client gets, any JSON; left out: the variant's key. Rulesets of earlier builds have none. */
  readonly value?: unknown;
}

export interface EdgeElements {
  /** Hash of the stylesheet of all elements in this ruleset, among the assets. */
  readonly css: string;
  /** Names of our browser modules. */
  readonly scripts: readonly string[];
  /** Origins of pictures that the page's policy must allow. */
  readonly imageOrigins: readonly string[];
}

export interface EdgeChange {
  readonly selector: string;
  readonly action: ChangeAction;
  /** Attribute name of set_attribute and remove_attribute; class name of add_class and remove_class. */
  readonly name: string | null;
  readonly content: EdgeContent | null;
}

/** What a change puts into the page. Literal parts are ready to send: escaped for their place and ASCII. */
export type EdgeContent =
  /** Under `*` what serves every language. */
  | { readonly kind: "parts"; readonly byLanguage: { readonly [language: Language]: readonly Part[] } }
  /** An element, rendered but for its live parts. */
  | { readonly kind: "element"; readonly element: string; readonly templates: Templates };

/** A literal, or a placeholder with the place it lands in. */
export type Part = string | Placeholder;

export interface Placeholder {
  /**
   * `city`, `country`, `product.<fact>`, `query.<name>`, `cookie.<name>`, `header.<name>`, `language`, `language.name`,
   * `campaign`; the conditions `returning` and `bought`, which any value makes true.
   */
  readonly from: string;
  readonly fallback: string;
  /** Of a condition, and there instead of its value. A build that does not know it finds no value and shows the fallback. */
  readonly words?: string;
  /** `url`: the whole value of a URL attribute; `url-part`: a piece of one, behind a literal that fixes the host. */
  readonly as: "text" | "attribute" | "url" | "url-part";
}
