/** The same analysis by a fact of the visit in which a visitor was first exposed, or by how was paid. Pure. */
import type { Metric } from "../domain/metric.schema.ts";
import type { MetricSum } from "../store/aggregates.ts";
import { compileMeasures, isComplement } from "../store/measures.ts";
import { type Moments, NO_MOMENTS } from "../store/moments.ts";
import type { AnalysisInput, SegmentResult } from "./contract.ts";
import { printedOf, withCorrections } from "./judge.ts";
import { groupsOf, type Task } from "./pairing.ts";

export function segmentsOf(
  input: AnalysisInput,
  segment: NonNullable<AnalysisInput["segment"]>,
  tasks: readonly Task[],
): SegmentResult[] {
  const parts = tasks.map((task) => (task.metric === null ? null : segment.of(task.metric)));
  const names = groupsOf(...parts.filter((part) => part !== null)).filter(
    // Everybody could have paid by every method: what it splits is what was bought.
    (name) => segment.name !== "payment" || name !== "",
  );
  return names.map((name) => {
    const own = tasks.map((task, index): Task => {
      const { counts = [], sums = [] } = parts[index] ?? {};
      const ofGroup = sums.filter(({ group }) => group === name);
      const daily =
        segment.name === "payment"
          ? { counts, sums: ofGroup.map((sum) => ({ ...sum, moments: withoutPast(sum.moments) })) }
          : { counts: counts.filter(({ group }) => group === name), sums: ofGroup };
      const part = { ...task.sums, daily, strata: null, byStretch: null };
      const isTold =
        segment.name !== "payment" || task.metric === null || isOfOrders(input, task.metric, sums);
      return { ...task, sums: part, isSegment: true, ...(isTold ? {} : { reason: "not-of-orders" }) };
    });
    const metrics = printedOf(input, withCorrections({ ...input, segment: null }, own));
    return { segment: segment.name, value: name === "" ? null : name, metrics };
  });
}

/** Whose past is known here are those who bought: chosen by what came out, it would take away what they were chosen by. */
function withoutPast(moments: Moments): Moments {
  const { c, cc, xc } = NO_MOMENTS;
  return { ...moments, c, cc, xc };
}

/** Whether it is paid for: what browsers tell, and what a visitor has not done, has no method of payment. */
function isOfOrders(
  { metrics }: Pick<AnalysisInput, "metrics">,
  metric: Metric,
  sums: readonly MetricSum[],
): boolean {
  if (isComplement(metric)) return false;
  // An event of the shop's own may be one of orders.
  if (sums.some(({ group, metric: key }) => key === metric.key && group !== "")) return true;
  const legs = compileMeasures(metrics, "placed").filter((leg) => leg.metric === metric.key);
  return legs.every(({ event }) => event === "purchase");
}
