/** What shoppers did not get, or what was not counted, in the last day; and experiments whose figures are in doubt. */
import type { Problem } from "../core/api.ts";
import { asksForHelp } from "../core/experiments.ts";
import { count } from "../core/format.ts";
import { Link } from "../core/router.tsx";
import type { ExperimentView, Results } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import { Notice } from "../ui/basics.tsx";

export type Known = Results | { readonly problem: Problem };

interface Health {
  readonly ok: boolean;
  readonly problems?: readonly string[];
  readonly notCounted?:
    | readonly { readonly reason: string; readonly subject: string; readonly count: number }[]
    | null;
}

/** Expected absences are not shouted about. */
const QUIET =
  /^(analytics-gpc|analytics-no-consent|bot|crawler|prefetch|preview|no-consent|opted-out|unknown-visitor|not-exposed|duplicate|rate|unknown-event)/;

export function BrokenNotice({
  running,
  results,
  everyMs,
}: {
  readonly running: readonly ExperimentView[];
  readonly results: ReadonlyMap<string, Known>;
  readonly everyMs: number;
}) {
  const health = useApi<Health>("/health", everyMs);
  // An unhealthy answer is a 503 with a body; its problems matter more than its status.
  const broken = (health.body?.notCounted ?? []).filter(({ reason }) => !QUIET.test(reason));
  const problems = health.body?.problems ?? [];
  if (health.problem !== null && health.problem.status !== 0)
    return <Notice tone="bad" alert title={t("home.unhealthy")} />;
  const ill = running.filter(({ key }) => {
    const known = results.get(key);
    return known !== undefined && "health" in known && asksForHelp(known);
  });
  if (problems.length + broken.length + ill.length === 0) return null;
  return (
    <Notice tone="warn" title={t("home.broken")}>
      <ul>
        {ill.map(({ key, name }) => (
          <li key={key}>
            <Link to={`/experiments/${key}#results`} dir="auto">
              {t("home.look-at", { name })}
            </Link>
          </li>
        ))}
        {problems.map((problem) => (
          <li key={problem} dir="ltr" lang="en">
            {problem}
          </li>
        ))}
        {broken.slice(0, 6).map(({ reason, subject, count: times }) => (
          <li key={reason + subject}>
            {named("reason", reason)} {subject === "" ? null : <code>{subject}</code>} ·{" "}
            {t("times", { count: count(times) })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
