export const DAY_MS = 86_400_000;

/** `2026-11-27`, of days since the epoch by the shop's clock. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
