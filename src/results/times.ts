/** How long a variant's visitors take: which share had done it by each day since the exposure. Pure. */
import { kaplanMeier } from "../stats/index.ts";
import type { TimeRow } from "../store/times.ts";

export interface TimesToConvert {
  /** Who has been watched for at least one whole day. */
  readonly visitors: number;
  readonly reason?: string;
  /** By day since the exposure, 0 its first 24 hours; shares with 95 % intervals. */
  readonly days: readonly {
    readonly day: number;
    readonly atRisk: number;
    readonly converted: number;
    readonly share: number;
    readonly interval: readonly [number, number];
  }[];
  /** The first day by whose end half of them had; null: not half of them yet. */
  readonly medianDay: number | null;
}

/** What 1 − S leaves behind the twelfth digit says nothing. */
const rounded = (share: number): number => Number(share.toPrecision(12));

/** Rows of one variant. */
export function timesToConvert(rows: readonly TimeRow[]): TimesToConvert {
  const visitors = rows.reduce((sum, { units }) => sum + units, 0);
  const days = new Map<number, { events: number; censored: number }>();
  const at = (day: number): { events: number; censored: number } => {
    const known = days.get(day) ?? { events: 0, censored: 0 };
    days.set(day, known);
    return known;
  };
  for (const { whole, day, units } of rows)
    if (day === null) at(whole - 1).censored += units;
    else at(day).events += units;
  const table = [...days].map(([day, counts]) => ({ day, ...counts }));
  const answer = kaplanMeier(visitors, table);
  if (!answer.ok) return { visitors, reason: answer.reason, days: [], medianDay: null };
  const medianDay = answer.points.find(({ share }) => share >= 0.5)?.day ?? null;
  return {
    visitors,
    ...(medianDay === null ? { reason: "fewer-than-half-so-far" } : {}),
    days: answer.points.map(({ day, atRisk, share, interval }) => ({
      day,
      atRisk,
      converted: days.get(day)?.events ?? 0,
      share: rounded(share),
      interval: [rounded(interval.low), rounded(interval.high)],
    })),
    medianDay,
  };
}
