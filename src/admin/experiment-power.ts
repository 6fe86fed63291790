/**
 * Whether an experiment that starts can finish in a sensible time, by what the shop itself recorded of the metric that
 * decides. A warning, never a refusal; nothing where nothing was recorded.
 */
import type { Experiment } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import { builtInMetric } from "../domain/metric.ts";
import type { Metric } from "../domain/metric.schema.ts";
import { populationOf, shapeOf, rolesOf } from "../results/design.ts";
import { planOf, SENSIBLE_DAYS } from "../results/power.ts";
import { type Recorded, recordedOf } from "../results/recorded.ts";
import { baselinesOf } from "../store/baseline.ts";

/** With fewer visitors a rate says too little to plan by. */
const LEAST_VISITORS = 200;

export async function powerWarnings(
  db: D1Database,
  { metrics, analysis, variants, traffic }: Experiment,
  known: readonly Metric[],
  nowMs: number,
): Promise<FieldProblem[]> {
  const key = rolesOf(metrics)[0]?.key ?? "";
  const metric = known.find((one) => one.key === key) ?? builtInMetric(key);
  if (metric === null || shapeOf(metric) === "ratio") return [];
  for (const baseline of await baselinesOf(db, key, populationOf(metric), LEAST_VISITORS)) {
    const recorded = await recordedOf(db, baseline.experiment, { phase: baseline.phase, metric: key }, nowMs);
    // One whose windows are still open says nothing yet; an older one may.
    if (recorded.ok && recorded.visitors >= LEAST_VISITORS)
      return warningOf(
        recorded,
        baseline.experiment,
        { analysis, variants, traffic },
        shapeOf(metric) === "rate",
      );
  }
  return [];
}

/** Empty: it can, or it cannot be told. */
function warningOf(
  recorded: Recorded,
  experiment: string,
  { analysis, variants, traffic }: Pick<Experiment, "analysis" | "variants" | "traffic">,
  isRate: boolean,
): FieldProblem[] {
  const { mean, standardDeviation } = recorded;
  if (mean === null || !(mean > 0) || recorded.visitorsADay === null) return [];
  // Of the experiment that recorded it, only a part of the shop's visitors may have taken part.
  const visitorsADay = (recorded.visitorsADay / recorded.traffic) * traffic;
  if (isRate && mean >= 1) return [];
  const plan = planOf({
    baseline: isRate ? mean : null,
    mean: isRate ? null : mean,
    standardDeviation: isRate ? null : standardDeviation,
    minimumEffect: analysis.minimumEffect,
    alpha: analysis.alpha,
    power: 0.8,
    variants: variants.length,
    method: analysis.method === "bandit" ? "sequential" : analysis.method,
    visitorsADay,
    days: SENSIBLE_DAYS,
  });
  if (plan.days === null || plan.days <= SENSIBLE_DAYS) return [];
  const found =
    plan.detectableLift === null
      ? ""
      : ` In ${SENSIBLE_DAYS} days it could show a change of ${percent(plan.detectableLift)} or more.`;
  return [
    {
      pointer: "/analysis/minimumEffect",
      detail: `at the pace that ${experiment} recorded (${Math.round(visitorsADay)} visitors a day, ${isRate ? `${percent(mean)} of them` : `a mean of ${Number(mean.toPrecision(3))}`}), a change of ${percent(analysis.minimumEffect)} takes about ${plan.days} days to show.${found} Test a bolder change, a metric nearer to it, or fewer variants`,
    },
  ];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))}%`;
}
