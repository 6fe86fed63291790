/** How often an event came lately, beside the goal or metric that it feeds. */
import { count, since } from "../core/format.ts";
import { named, t } from "../core/words.ts";

export interface EventCount {
  readonly name: string;
  readonly lastHour: number;
  readonly lastDay: number;
  readonly lastAt: string;
}

export interface EventCounts {
  readonly data: readonly EventCount[];
}

/** The word for an event that Lahza or GA4 names; empty for the shop's own. */
export function eventWord(name: string): string {
  const moment = /^lahza\.moment\.(\w+)$/.exec(name)?.[1];
  if (moment !== undefined) return t("event.lahza.moment", { moment: named("moment", moment) });
  const word = named("event", name);
  return word === name ? "" : word;
}

/** `counts` null: not known (yet). */
export function LiveCount({
  event,
  counts,
}: {
  readonly event: string | null;
  readonly counts: EventCounts | null;
}) {
  if (event === null || counts === null) return <span class="muted">–</span>;
  const found = counts.data.find(({ name }) => name === event);
  if (found === undefined) return <span class="muted">{t("events.none-lately")}</span>;
  return (
    <span title={t("events.last.at", { ago: since(found.lastAt) })}>
      {count(found.lastDay)}{" "}
      <span class="muted small">{t("events.of-hour", { count: count(found.lastHour) })}</span>
    </span>
  );
}
