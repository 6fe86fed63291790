/**
 * An element's parts → markup, for one request. Everything that comes out is ASCII and escaped for its place.
 * Null: the element must not be shown now (it is over, its evidence is missing or stale, it was sent away); the
 * shopper then gets the place as the origin sent it. Never throws as long as `env` does not.
 */
import { isRightToLeft } from "../../domain/text.ts";
import { escapeHtml } from "../../ruleset/escape.ts";
import { fillParts } from "../../ruleset/fill.ts";
import { deliveryText } from "./delivery.ts";
import { digitsFor } from "./digits.ts";
import { leftText } from "./left.ts";
import { moneyText, numberText, readNumber } from "./numbers.ts";
import { category } from "./plural.ts";
import type { ElementPart, Live, Requirement, Templates } from "./types.ts";

/** A value with the instant at which it was seen, ms since the epoch. */
export interface Fact {
  readonly value: string;
  readonly atMs: number;
}

export interface LiveEnv {
  readonly nowMs: number;
  /** The page's language: what an element that fits every language calls itself. */
  readonly language: string;
  readonly scripts: boolean;
  /** `/_lahza` */
  readonly prefix: string;
  /** Value of an author's placeholder; raw. */
  readonly resolve: (from: string) => string | null;
  readonly fact: (from: string) => Fact | null;
  readonly dismissed: (id: string, maxShows: number | null) => boolean;
}

/**
 * Mostly nothing has changed since the last shopper: then it is the very same text, which the rewriter need not look
 * through again.
 */
export function fillElement(parts: readonly ElementPart[], env: LiveEnv): string | null {
  const known = last.get(parts);
  let filled = "";
  for (const part of parts) {
    if (typeof part === "string") continue;
    const text = "live" in part ? live(part, env) : fillParts([part], env.resolve);
    if (text === null) return null;
    filled += `${text}\u0000`;
  }
  if (known?.filled === filled) return known.markup;
  const texts = filled.split("\u0000");
  let at = 0;
  const markup = parts.map((part) => (typeof part === "string" ? part : texts[at++])).join("");
  last.set(parts, { filled, markup });
  return markup;
}

/** By a template's parts, which live as long as the ruleset. What is filled in holds no U+0000: it is escaped. */
const last = new WeakMap<readonly ElementPart[], { readonly filled: string; readonly markup: string }>();

function live(part: Live, env: LiveEnv): string | null {
  switch (part.live) {
    case "when": {
      const { fromMs = -Infinity, untilMs = Infinity, requires = [] } = part;
      const holds = env.nowMs >= fromMs && env.nowMs < untilMs && requires.every((one) => isMet(one, env));
      const shown = holds ? part.parts : part.otherwise;
      return shown === null ? null : fillElement(shown, env);
    }
    case "fact":
      return factText(part, env);
    case "tenths": {
      const value = numberOf(part.from, env);
      return value === null ? null : ` lz-p${Math.max(0, Math.min(10, Math.round((value / part.of) * 10)))}`;
    }
    case "plural": {
      const value = numberOf(part.from, env);
      if (value === null) return null;
      const chosen =
        part.exact[String(value)] ?? part.forms[category(part.language, value)] ?? part.forms["other"];
      return chosen === undefined ? null : fillElement(chosen, env);
    }
    case "left":
      return leftText(part, env.nowMs);
    case "delivery": {
      const text = deliveryText(part, env.nowMs);
      // A day's name, which is the same until the cut-off: letters of Persian are many references.
      return text === null ? null : remembered(written, `day ${text}`, () => escapeHtml(text));
    }
    case "scripted":
      return fillElement(env.scripts ? part.parts : part.otherwise, env);
    case "language":
      return escapeHtml(env.language);
    case "direction":
      return isRightToLeft(env.language) ? "rtl" : "ltr";
    case "rtl":
      return isRightToLeft(env.language) ? " lz-rtl" : "";
    case "prefix":
      return escapeHtml(env.prefix);
    case "unless-dismissed":
      return env.dismissed(part.id, part.maxShows) ? null : "";
    default:
      // A part that a newer build made: better nothing than half of it.
      return null;
  }
}

export function isMet({ from, maxAge, min, max, oneOf }: Requirement, env: LiveEnv): boolean {
  const fact = env.fact(from);
  if (fact === null || env.nowMs - fact.atMs > maxAge * 1000) return false;
  if (oneOf !== undefined) return oneOf.includes(fact.value);
  if (min === undefined && max === undefined) return fact.value !== "";
  const value = numberIn(fact.value);
  return value !== null && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}

function numberOf(from: string, env: LiveEnv): number | null {
  const fact = env.fact(from);
  return fact === null ? null : numberIn(fact.value);
}

/** What one page says of its product, the next shopper's page says again: reading and writing numbers costs the most. */
const numbers = new Map<string, number | null>();
const written = new Map<string, string>();
const MOST_REMEMBERED = 500;

function numberIn(text: string): number | null {
  return remembered(numbers, text, () => readNumber(text));
}

function remembered<T>(memo: Map<string, T>, key: string, make: () => T): T {
  const known = memo.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (memo.size >= MOST_REMEMBERED) memo.clear();
  memo.set(key, made);
  return made;
}

function factText(part: Extract<Live, { live: "fact" }>, env: LiveEnv): string | null {
  if (part.as === "text") {
    const fact = env.fact(part.from);
    return fact === null ? null : escapeHtml(fact.value);
  }
  const value = numberOf(part.from, env);
  if (value === null) return null;
  if (part.as === "money") {
    const { currency: named = "" } = part;
    const currency = named.startsWith("=") ? named.slice(1) : (env.fact(named)?.value ?? "");
    if (!/^[A-Z]{3}$/.test(currency)) return null;
    const { language, digits } = part.style;
    return remembered(written, `${currency} ${value} ${language} ${digits}`, () =>
      escapeHtml(moneyText(value, currency, part.style)),
    );
  }
  const decimals = part.as === "decimal" ? 1 : 0;
  return remembered(written, `${decimals} ${value} ${part.style.language} ${part.style.digits}`, () =>
    escapeHtml(numberText(value, part.style, decimals)),
  );
}

/** The template for a page's language and country; null: there is none. */
export function templateFor(
  templates: Templates,
  language: string,
  region: string | null,
): readonly ElementPart[] | null {
  return (
    templates[`${language} ${digitsFor(language, region)}`] ?? templates[language] ?? templates["*"] ?? null
  );
}

/** What an element's literals leave open, as one text: two renderings with the same one have the same bytes. */
export function liveState(parts: readonly ElementPart[], env: LiveEnv): string {
  let live = lives.get(parts);
  if (live === undefined) {
    live = parts.filter((part) => typeof part !== "string" && "live" in part);
    lives.set(parts, live);
  }
  return live.length === 0 ? "" : (fillElement(live, { ...env, resolve: nobody }) ?? "\u0000");
}

/** The same list each time, so that what was filled into it last is known again. */
const lives = new WeakMap<readonly ElementPart[], readonly ElementPart[]>();
const nobody = (): null => null;
