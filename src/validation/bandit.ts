/** What an experiment that moves its weights by itself cannot have. Pure. */
import type { Experiment } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import { builtInMetric } from "../domain/metric.ts";
import type { Measures } from "./metrics.ts";

export function banditProblems(
  { analysis, unit, metrics }: Pick<Experiment, "analysis" | "unit" | "metrics">,
  measures: Measures,
): FieldProblem[] {
  if (analysis.method !== "bandit") return [];
  const problems: FieldProblem[] = [];
  if (unit === "customer")
    problems.push({
      pointer: "/unit",
      detail:
        "a bandit gives new visitors new weights, and of a customer nobody knows since when: use visitor, or another method",
    });
  const primary = typeof metrics.primary === "string" ? [metrics.primary] : metrics.primary;
  if (primary.length > 1)
    problems.push({ pointer: "/metrics/primary", detail: "a bandit follows one metric: name one" });
  const [key = ""] = primary;
  const metric = measures.metrics.find((one) => one.key === key) ?? builtInMetric(key);
  if (metric?.kind === "ratio" || metric?.kind === "mean")
    problems.push({
      pointer: "/metrics/primary",
      detail:
        "a bandit follows what a visitor does or spends; a ratio has no number of one visitor: take revenue or purchase",
    });
  return problems;
}
