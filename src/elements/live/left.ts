/** The pieces of a countdown, in steps within which all bytes are the same: see time-left.ts. */
import { escapeHtml } from "../../ruleset/escape.ts";
import { nextCutoff } from "./delivery.ts";
import { formatCount, zeroOf } from "./digits.ts";
import { plural } from "./plural.ts";
import { divide, secondsOf, type Step, stepAt } from "./time-left.ts";
import type { Left } from "./types.ts";

/** The stylesheet has a class for every power of two of seconds up to this one: 194 days in all. */
export const DELAY_BITS = 24;

/** Null: nothing is left. */
export function leftText(part: Left, nowMs: number): string | null {
  const endMs = typeof part.end === "number" ? part.end : nextCutoff(part.end, nowMs);
  const step = endMs === null ? null : stepAt(endMs, nowMs);
  if (step === null || endMs === null) return null;
  const known = rendered.get(part);
  if (known?.startMs === step.startMs && known.endMs === step.endMs) return known.text;
  const text = textOf(part, step, endMs);
  rendered.set(part, { startMs: step.startMs, endMs: step.endMs, text });
  return text;
}

/** Within a step all bytes are the same; parts live as long as their ruleset. */
const rendered = new WeakMap<
  Left,
  { readonly startMs: number; readonly endMs: number; readonly text: string }
>();

function textOf(part: Left, step: Step, endMs: number): string {
  switch (part.show) {
    case "classes":
      return delayClasses(step.secondsLeft);
    case "data":
      return ` data-end="${endMs}" data-from="${step.startMs}" data-until="${step.endMs}" data-zero="${zeroOf(part.style.digits)}"`;
    case "as-of":
      return part.asOf[step.secondsLeft < 60 ? 1 : 0];
    default:
      return cells(part, step.secondsLeft);
  }
}

function cells({ units, style }: Left, secondsLeft: number): string {
  const counts = divide(
    secondsLeft,
    units.map(({ unit }) => unit),
  );
  // A leading zero of days says nothing, and days never grow again.
  const shown =
    counts.length > 1 && counts[0]?.unit === "days" && counts[0].count === 0 ? counts.slice(1) : counts;
  let markup = "";
  for (const [index, { unit, count }] of shown.entries()) {
    const words = units.find((one) => one.unit === unit);
    if (words === undefined) continue;
    const width = index === 0 && unit === "days" ? 1 : 2;
    const noun = escapeHtml(plural(style.language, count, words.forms));
    if (index > 0) markup += '<span class="lz-colon" aria-hidden="true">:</span>';
    markup += `<span class="lz-cell lz-${unit}" data-unit="${secondsOf(unit)}" data-forms="${words.attribute}"><span class="lz-count">${escapeHtml(formatCount(count, style.digits, width))}</span> <span class="lz-unit">${noun}</span></span>`;
  }
  return markup;
}

/** ` lz-s4 lz-s1` for 5 seconds. None for what is further off than any page stays open. */
function delayClasses(seconds: number): string {
  if (seconds >= 2 ** DELAY_BITS) return "";
  let classes = " lz-ends";
  for (let bit = DELAY_BITS - 1; bit >= 0; bit--) {
    if (((seconds >> bit) & 1) === 1) classes += ` lz-s${2 ** bit}`;
  }
  return classes;
}
