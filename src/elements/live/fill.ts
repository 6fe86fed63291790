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

export function fillElement(parts: readonly ElementPart[], env: LiveEnv): string | null {
  let markup = "";
  for (const part of parts) {
    if (typeof part === "string") markup += part;
    else if (!("live" in part)) markup += fillParts([part], env.resolve);
    else {
      const text = live(part, env);
      if (text === null) return null;
      markup += text;
    }
  }
  return markup;
}

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
      return text === null ? null : escapeHtml(text);
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
  const value = readNumber(fact.value);
  return value !== null && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}

function numberOf(from: string, env: LiveEnv): number | null {
  const fact = env.fact(from);
  return fact === null ? null : readNumber(fact.value);
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
    return /^[A-Z]{3}$/.test(currency) ? escapeHtml(moneyText(value, currency, part.style)) : null;
  }
  return escapeHtml(numberText(value, part.style, part.as === "decimal" ? 1 : 0));
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
  return (
    fillElement(
      parts.filter((part) => typeof part !== "string" && "live" in part),
      { ...env, resolve: () => null },
    ) ?? "\u0000"
  );
}
