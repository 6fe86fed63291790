/** What a time zone's clocks say beside UTC, as a table, for places that have no zones (SQLite). Pure. */

const MINUTE_MS = 60_000;
/** No zone changes its clocks twice within less. */
const STEP_MS = 6 * 86_400_000;

/** [from, offset], both in ms, growing; the first one also holds before. */
export type ZoneOffsets = readonly (readonly [fromMs: number, offsetMs: number])[];

/** Offsets in force from `fromMs` until `untilMs`; an unknown zone counts as UTC. */
export function zoneOffsets(timeZone: string, fromMs: number, untilMs: number): ZoneOffsets {
  const offsetAt = offsetsOf(timeZone);
  const table: [number, number][] = [[fromMs, offsetAt(fromMs)]];
  for (let at = fromMs; at < untilMs; at += STEP_MS) {
    const before = offsetAt(at);
    const after = offsetAt(at + STEP_MS);
    if (before !== after) table.push([changeBetween(at, at + STEP_MS, before, offsetAt), after]);
  }
  return table;
}

/** The first whole minute of another offset. */
function changeBetween(low: number, high: number, offset: number, offsetAt: (ms: number) => number): number {
  let [before, after] = [Math.floor(low / MINUTE_MS), Math.ceil(high / MINUTE_MS)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle * MINUTE_MS) === offset) before = middle;
    else after = middle;
  }
  return after * MINUTE_MS;
}

function offsetsOf(timeZone: string): (ms: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  } catch {
    return () => 0;
  }
  return (ms) => {
    const name = format.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours = "0", minutes = "0"] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  };
}
