/** `GET <prefix>/api/experiments/:key/results?phase=&population=&asOf=` */
import { experimentResults } from "../results/results.ts";
import type { Stage } from "../store/outcomes.ts";
import type { ApiContext } from "./context.ts";
import { problem, type FieldProblem } from "./problem.ts";

const POPULATIONS: readonly Stage[] = ["assigned", "found", "confirmed", "seen"];
/** Until the browser confirms exposures, the strictest stage that every exposure can reach. */
const DEFAULT_POPULATION: Stage = "found";

export async function results(context: ApiContext, key: string, query: URLSearchParams): Promise<Response> {
  const errors: FieldProblem[] = [];
  const phaseText = query.get("phase");
  if (phaseText !== null && !/^[1-9]\d{0,5}$/.test(phaseText))
    errors.push({ pointer: "/phase", detail: "a whole number from 1" });
  const population = POPULATIONS.find((stage) => stage === (query.get("population") ?? DEFAULT_POPULATION));
  if (population === undefined)
    errors.push({ pointer: "/population", detail: `one of ${POPULATIONS.join(", ")}` });
  const nowMs = context.nowMs();
  const asOfText = query.get("asOf");
  const asOfMs = asOfText === null ? nowMs : Date.parse(asOfText);
  if (!(asOfMs >= 0 && asOfMs <= nowMs))
    errors.push({ pointer: "/asOf", detail: "an instant in the past, such as 2026-12-01T00:00:00Z" });
  if (errors.length > 0 || population === undefined) {
    return problem({ status: 422, title: "The query could not be understood", errors });
  }
  const answer = await experimentResults(context.db, key, {
    phase: phaseText === null ? null : Number(phaseText),
    population,
    asOfMs,
  });
  if (answer.ok) return Response.json(answer.body);
  const title =
    answer.reason === "unknown-experiment"
      ? "There is no such experiment"
      : "The experiment has no such phase";
  return problem({ status: 404, title });
}
