/**
 * When an order that is placed now leaves and arrives: cut-off of the day, working days by country, holidays from the
 * shop's own dated list (sighted Hijri days are never computed). Pure; days are counted in the shop's time zone.
 */
import { dayText } from "./dates.ts";
import { inDigits } from "./digits.ts";
import type { Delivery, DispatchRules } from "./types.ts";

const DAY_MS = 86_400_000;
/** A shop that is closed for longer promises nothing. */
const MAX_DAYS = 60;

/** Days are Gregorian, as ms of their UTC midnight: only the calendar counts here, not the clock. */
interface Local {
  readonly dayMs: number;
  readonly minutes: number;
}

const zones = new Map<string, Intl.DateTimeFormat>();

function localOf(atMs: number, timeZone: string): Local {
  let formatter = zones.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
      timeZone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      hourCycle: "h23",
    });
    zones.set(timeZone, formatter);
  }
  const found: { [type: string]: number } = {};
  for (const { type, value } of formatter.formatToParts(atMs)) found[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = found;
  return { dayMs: Date.UTC(year, month - 1, day), minutes: hour * 60 + minute };
}

/** The instant at which a clock in a zone shows these minutes of that day. */
function instantOf(dayMs: number, minutes: number, timeZone: string): number {
  const wantedMs = dayMs + minutes * 60_000;
  let atMs = wantedMs;
  // The offset at the answer itself; twice, because it may differ from the one at the guess.
  for (let round = 0; round < 2; round++) {
    const local = localOf(atMs, timeZone);
    atMs += wantedMs - (local.dayMs + local.minutes * 60_000);
  }
  return atMs;
}

const isHoliday = (dayMs: number, holidays: readonly string[]): boolean =>
  holidays.includes(new Date(dayMs).toISOString().slice(0, 10));

const weekday = (dayMs: number): number => new Date(dayMs).getUTCDay();

function cutoffOn(dayMs: number, { cutoffs, holidays }: DispatchRules): number | null {
  return isHoliday(dayMs, holidays) ? null : (cutoffs[weekday(dayMs)] ?? null);
}

/** The day on whose cut-off an order of this moment makes it, and that cut-off; null: none in sight. */
function takenOn(rules: DispatchRules, nowMs: number): { dayMs: number; minutes: number } | null {
  const now = localOf(nowMs, rules.timeZone);
  for (let ahead = 0; ahead < MAX_DAYS; ahead++) {
    const dayMs = now.dayMs + ahead * DAY_MS;
    const minutes = cutoffOn(dayMs, rules);
    if (minutes !== null && (ahead > 0 || now.minutes < minutes)) return { dayMs, minutes };
  }
  return null;
}

/** ms since the epoch of the cut-off that an order of this moment still makes. */
export function nextCutoff(rules: DispatchRules, nowMs: number): number | null {
  const known = cutoffs.get(rules);
  if (known !== undefined && known.fromMs <= nowMs && nowMs < known.atMs) return known.atMs;
  const taken = takenOn(rules, nowMs);
  if (taken === null) return null;
  const atMs = instantOf(taken.dayMs, taken.minutes, rules.timeZone);
  cutoffs.set(rules, { fromMs: nowMs, atMs });
  return atMs;
}

/** Until a cut-off has passed it stays the next one; rules live as long as their ruleset. */
const cutoffs = new WeakMap<DispatchRules, { readonly fromMs: number; readonly atMs: number }>();

function later(fromMs: number, days: number, isOpen: (dayMs: number) => boolean): number | null {
  let dayMs = fromMs;
  let left = days;
  for (let ahead = 0; left > 0; ahead++) {
    if (ahead > MAX_DAYS) return null;
    dayMs += DAY_MS;
    if (isOpen(dayMs)) left--;
  }
  return dayMs;
}

/** Null: nothing can be promised. Worked out once between two cut-offs. */
export function deliveryText(part: Delivery, nowMs: number): string | null {
  const known = texts.get(part);
  if (known !== undefined && known.fromMs <= nowMs && nowMs < known.untilMs) return known.text;
  const untilMs = nextCutoff(part.rules, nowMs);
  const text = textOf(part, nowMs);
  if (untilMs !== null) texts.set(part, { fromMs: nowMs, untilMs, text });
  return text;
}

const texts = new WeakMap<
  Delivery,
  { readonly fromMs: number; readonly untilMs: number; readonly text: string | null }
>();

function textOf(part: Delivery, nowMs: number): string | null {
  const { rules, transit, days, style } = part;
  const taken = takenOn(rules, nowMs);
  if (taken === null) return null;
  if (part.show === "cutoff-clock") {
    const clock = `${String(Math.floor(taken.minutes / 60)).padStart(2, "0")}:${String(taken.minutes % 60).padStart(2, "0")}`;
    return inDigits(clock, style.digits);
  }
  if (part.show === "cutoff-day") return dayText(taken.dayMs, { ...style, timeZone: "UTC" });
  const dispatch = later(taken.dayMs, rules.handlingDays, (day) => cutoffOn(day, rules) !== null);
  if (dispatch === null) return null;
  const opens = (day: number): boolean => days.includes(weekday(day)) && !isHoliday(day, rules.holidays);
  const wanted = part.show === "dispatch" ? 0 : transit[part.show === "earliest" ? 0 : 1];
  const day = later(dispatch, wanted, opens);
  return day === null ? null : dayText(day, { ...style, timeZone: "UTC" });
}
