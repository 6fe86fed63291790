/**
 * A planned rise of the traffic. The edge judges each step by its own clock, so that nothing has to be published when
 * its time comes. Raising traffic moves nobody; weights stay as they are. Pure.
 */
import type { Experiment } from "./experiment.schema.ts";
import type { FieldProblem } from "./field.ts";

type Ramped = Pick<Experiment, "traffic" | "schedule">;

/** The share of visitors who take part at that time. */
export function trafficAt({ traffic, schedule: { ramp = [] } }: Ramped, nowMs: number): number {
  return ramp.findLast(({ at }) => Date.parse(at) <= nowMs)?.traffic ?? traffic;
}

export function rampProblems({ traffic, schedule }: Ramped): FieldProblem[] {
  const { ramp = [], endAt } = schedule;
  const problems: FieldProblem[] = [];
  let before = { atMs: Number.NEGATIVE_INFINITY, traffic };
  for (const [index, step] of ramp.entries()) {
    const atMs = Date.parse(step.at);
    const pointer = `/schedule/ramp/${index}`;
    if (atMs <= before.atMs)
      problems.push({ pointer: `${pointer}/at`, detail: "steps come in the order of their time" });
    if (step.traffic <= before.traffic)
      problems.push({
        pointer: `${pointer}/traffic`,
        detail: `must be above ${before.traffic}, which is the share before it: a lower one would drop visitors who take part already`,
      });
    if (endAt !== null && atMs >= Date.parse(endAt))
      problems.push({ pointer: `${pointer}/at`, detail: "the experiment is over by then" });
    before = { atMs, traffic: step.traffic };
  }
  return problems;
}
