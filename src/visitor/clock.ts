/** Hour, weekday and day in the shop's time zone. Pure. */

export interface ShopClock {
  /** 0 to 23. */
  readonly hour: number;
  /** Lower-case English name: `saturday`. */
  readonly weekday: string;
  /** `2027-03-21`. */
  readonly day: string;
}

/** Every zone's offset is a multiple of this, so hour, weekday and day are constant within. */
const STEP_MS = 15 * 60 * 1000;

let last: { readonly step: number; readonly timeZone: string; readonly clock: ShopClock } | null = null;
const formats = new Map<string, Intl.DateTimeFormat>();

/** An unknown zone counts as UTC. */
export function shopClock(nowMs: number, timeZone: string): ShopClock {
  const step = Math.floor(nowMs / STEP_MS);
  if (last?.step === step && last.timeZone === timeZone) return last.clock;
  const parts = formatOf(timeZone).formatToParts(nowMs);
  const part = (type: string): string => parts.find((item) => item.type === type)?.value ?? "";
  const day = `${part("year")}-${part("month")}-${part("day")}`;
  const clock = { hour: Number(part("hour")), weekday: part("weekday").toLowerCase(), day };
  last = { step, timeZone, clock };
  return clock;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const options = {
      hour: "numeric",
      hourCycle: "h23",
      weekday: "long",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      calendar: "gregory",
    } as const;
    try {
      format = new Intl.DateTimeFormat("en-US", { ...options, timeZone });
    } catch {
      format = new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
    }
    if (formats.size > 20) formats.clear();
    formats.set(timeZone, format);
  }
  return format;
}
