/**
 * The parts of an element that cannot be known when it is published: they are filled at the edge, by the little code
 * in this folder. Everything else of an element (words, icons, dates, markup) is rendered at publishing and stands in
 * the ruleset as literals. Plain JSON.
 */
import type { Placeholder } from "../../ruleset/types.ts";
import type { Calendar } from "./dates.ts";
import type { Digits } from "./digits.ts";
import type { Forms } from "./plural.ts";

/** A literal (ASCII, escaped), an author's placeholder, or a live part. */
export type ElementPart = string | Placeholder | Live;

/** By language; under `*` what serves every other one; `ar arab` where other digits make other markup. */
export type Templates = { readonly [language: string]: readonly ElementPart[] };

/** How numbers and dates are written where the part stands. */
export interface Style {
  readonly language: string;
  readonly digits: Digits;
}

export interface DayStyle extends Style {
  readonly calendar: Calendar;
  readonly timeZone: string;
}

/** What a claim rests on: a fact by name, how old it may be, and from where to where it is worth saying. */
export interface Requirement {
  readonly from: string;
  /** Seconds. */
  readonly maxAge: number;
  /** Bounds of its value as a number, both included. */
  readonly min?: number;
  readonly max?: number;
  /** Its value has to be one of these. */
  readonly oneOf?: readonly string[];
}

export type Live =
  /** Shown from one instant to another and while its evidence holds; else `otherwise`, and null silences the element. */
  | {
      readonly live: "when";
      readonly fromMs?: number;
      readonly untilMs?: number;
      readonly requires?: readonly Requirement[];
      readonly parts: readonly ElementPart[];
      readonly otherwise: readonly ElementPart[] | null;
    }
  /** A fact's value, formatted. */
  | {
      readonly live: "fact";
      readonly from: string;
      readonly as: "count" | "decimal" | "text" | "money";
      /** For money: the fact that names the currency, or `=SAR`. */
      readonly currency?: string;
      readonly style: Style;
    }
  /** A fact's share of a whole, to the nearest tenth: ` lz-p7` for 70 %. */
  | { readonly live: "tenths"; readonly from: string; readonly of: number }
  /** Words that depend on a number; exact cases go first. */
  | {
      readonly live: "plural";
      readonly from: string;
      readonly language: string;
      readonly exact: { readonly [value: string]: readonly ElementPart[] };
      readonly forms: { readonly [category: string]: readonly ElementPart[] };
    }
  | Left
  | Delivery
  /** Whether scripts of ours will be on the page. */
  | {
      readonly live: "scripted";
      readonly parts: readonly ElementPart[];
      readonly otherwise: readonly ElementPart[];
    }
  /** Language and direction of a page whose language the element did not know of. */
  | { readonly live: "language" | "direction" | "rtl" }
  /** Lahza's own prefix on this host, such as `/_lahza`. */
  | { readonly live: "prefix" }
  /** Gone for who sent it away or saw it often enough, as their cookie says. */
  | { readonly live: "unless-dismissed"; readonly id: string; readonly maxShows: number | null };

/** Pieces of a countdown to one instant. */
export interface Left {
  readonly live: "left";
  readonly show: "classes" | "data" | "cells" | "as-of";
  /** ms since the epoch; the next cut-off of this delivery when it is an object. */
  readonly end: number | DispatchRules;
  readonly style: Style;
  readonly units: readonly {
    readonly unit: "days" | "hours" | "minutes" | "seconds";
    readonly forms: Forms;
    /** `one:day;other:days`, escaped: the browser picks by its own plural rules. */
    readonly attribute: string;
  }[];
  /** Two sentences about the moment of rendering, escaped. */
  readonly asOf: readonly [text: string, lastMinute: string];
}

/** When an order leaves the shop. Weekdays are 0 (Sunday) to 6. */
export interface DispatchRules {
  readonly timeZone: string;
  /** Clock of the cut-off by weekday, minutes after midnight; null: nothing leaves on that day. */
  readonly cutoffs: readonly (number | null)[];
  /** Gregorian days `2027-03-21` on which nothing leaves and nothing arrives. */
  readonly holidays: readonly string[];
  /** Whole working days between the order and its leaving. */
  readonly handlingDays: number;
}

/** A day of dispatch or arrival, or the day or the clock of the cut-off. */
export interface Delivery {
  readonly live: "delivery";
  readonly rules: DispatchRules;
  /** Weekdays on which the carrier delivers. */
  readonly days: readonly number[];
  readonly show: "dispatch" | "earliest" | "latest" | "cutoff-clock" | "cutoff-day";
  /** Delivery days on the way, least and most. */
  readonly transit: readonly [number, number];
  readonly style: DayStyle;
}

/** The parts inside a live part. */
export function partsWithin(part: Live): readonly ElementPart[] {
  switch (part.live) {
    case "when":
    case "scripted":
      return [...part.parts, ...(part.otherwise ?? [])];
    case "plural":
      return [...Object.values(part.exact), ...Object.values(part.forms)].flat();
    default:
      return [];
  }
}
