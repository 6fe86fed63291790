/**
 * When a schedule lets an experiment run: between two instants, or around an occasion of the shop's calendar. Days are
 * the shop's, and an occasion that comes every year means the next one that is not over when the experiment starts, so
 * that an experiment runs once. Pure.
 */
import type { CalendarEntry } from "./calendar.ts";
import type { Experiment } from "./experiment.schema.ts";

/** Milliseconds since the epoch, the end excluded; null: open. */
export interface Window {
  readonly startAtMs: number | null;
  readonly endAtMs: number | null;
}

export type Scheduled =
  | { readonly ok: true; readonly window: Window }
  /** `reason` says in words what to do. */
  | { readonly ok: false; readonly reason: string };

export interface ShopDays {
  readonly calendar: readonly CalendarEntry[];
  readonly timeZone: string;
}

/** `fromMs` is when the experiment was started, or now while it was not. */
export function scheduledWindow(
  { startAt, endAt, occasion }: Experiment["schedule"],
  shop: ShopDays,
  fromMs: number,
): Scheduled {
  // Definitions of earlier builds have no occasion.
  if ((occasion ?? null) === null) {
    return { ok: true, window: { startAtMs: instantMs(startAt), endAtMs: instantMs(endAt) } };
  }
  const { name, startOffsetDays, endOffsetDays } = occasion as NonNullable<typeof occasion>;
  const named = shop.calendar.filter((entry) => entry.name === name);
  const windows = named.map((entry) => {
    const { from, to } = daysOf(entry);
    return {
      startAtMs: dayStartMs(movedDay(from, startOffsetDays), shop.timeZone),
      endAtMs: dayStartMs(movedDay(to, endOffsetDays + 1), shop.timeZone),
    };
  });
  const [next] = windows
    .filter(({ startAtMs, endAtMs }) => endAtMs > fromMs && startAtMs < endAtMs)
    .toSorted((a, b) => a.startAtMs - b.startAtMs);
  if (next !== undefined) return { ok: true, window: next };
  return { ok: false, reason: whyNone(name, named.length, windows, shop.calendar) };
}

function whyNone(
  name: string,
  count: number,
  windows: readonly { readonly startAtMs: number; readonly endAtMs: number }[],
  calendar: readonly CalendarEntry[],
): string {
  if (count === 0) {
    const names = [...new Set(calendar.map((entry) => entry.name))].slice(0, 20);
    const known = names.length === 0 ? "it is empty" : `it has ${names.join(", ")}`;
    return `the shop's calendar has no ${name} (${known}): add its days to settings.calendar`;
  }
  if (windows.every(({ startAtMs, endAtMs }) => startAtMs >= endAtMs))
    return "with these offsets it would end before it starts";
  return `${name} is over: add its next days to settings.calendar`;
}

/** Without its schedule, for what is looked at whatever the time is. */
export function unscheduled(definition: Experiment): Experiment {
  return { ...definition, schedule: { startAt: null, endAt: null, occasion: null } };
}

function daysOf({ date, from, to }: CalendarEntry): { readonly from: string; readonly to: string } {
  return { from: date ?? from ?? "", to: date ?? to ?? "" };
}

function instantMs(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}

/** `2027-03-21` and 2 → `2027-03-23`. */
function movedDay(day: string, days: number): string {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

const HOUR_MS = 60 * 60 * 1000;
/** Every offset and every change of one is a multiple of this. */
const STEP_MS = 15 * 60 * 1000;

/** The first instant of a day: midnight, or where clocks skip midnight, the instant at which they do. */
export function dayStartMs(day: string, timeZone: string): number {
  const dayOf = dayFormat(timeZone);
  const utcMs = Date.parse(`${day}T00:00:00Z`);
  // Zones lie between UTC−12 and UTC+14; days only ever follow each other.
  let [low, high] = [utcMs - 15 * HOUR_MS, utcMs + 13 * HOUR_MS].map((ms) => ms / STEP_MS) as [
    number,
    number,
  ];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (dayOf(middle * STEP_MS) >= day) high = middle;
    else low = middle + 1;
  }
  return low * STEP_MS;
}

/** An unknown zone counts as UTC. */
function dayFormat(timeZone: string): (ms: number) => string {
  const options = { calendar: "gregory", year: "numeric", month: "2-digit", day: "2-digit" } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { ...options, timeZone });
  } catch {
    format = new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
  }
  return (ms) => {
    const parts = format.formatToParts(ms);
    const part = (type: string): string => parts.find((item) => item.type === type)?.value ?? "";
    return `${part("year")}-${part("month")}-${part("day")}`;
  };
}
