/**
 * The shop's calendar: a dated list of occasions and holidays that the shop edits. Dates are Gregorian days in the
 * shop's time zone; days that are sighted (the Hijri ones) are entered, never computed. Pure, and without zod.
 */

export interface CalendarEntry {
  /** As audiences name it: `nowruz`, `یلدا`. */
  readonly name: string;
  readonly kind: "holiday" | "occasion";
  /** `2027-03-21`; for one day. */
  readonly date?: string | undefined;
  /** First and last day, both included; for more than one. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Name of the occasion or holiday of a day (`2027-03-21`); of several the first in the list. Null: none. */
export function occasionOn(calendar: readonly CalendarEntry[], day: string): string | null {
  return calendar.find((entry) => includesDay(entry, day))?.name ?? null;
}

export function isHoliday(calendar: readonly CalendarEntry[], day: string): boolean {
  return calendar.some((entry) => entry.kind === "holiday" && includesDay(entry, day));
}

/** ISO days are in the order of their text. */
function includesDay({ date, from, to }: CalendarEntry, day: string): boolean {
  return date === undefined
    ? from !== undefined && to !== undefined && from <= day && day <= to
    : date === day;
}

/** Every holiday's days (`2027-03-21`), each once; a stretch of more than a year is cut. */
export function holidaysOf(calendar: readonly CalendarEntry[]): readonly string[] {
  const days = new Set<string>();
  for (const { kind, date, from = date, to = date } of calendar) {
    if (kind !== "holiday" || from === undefined || to === undefined) continue;
    const endMs = Math.min(Date.parse(to), Date.parse(from) + 366 * DAY_MS);
    for (let dayMs = Date.parse(from); dayMs <= endMs; dayMs += DAY_MS)
      days.add(new Date(dayMs).toISOString().slice(0, 10));
  }
  return [...days].sort();
}

const DAY_MS = 86_400_000;
