/** Refusals that several resources share. */
import type { FieldProblem } from "../domain/field.ts";
import type { Unreadable } from "../results/results.ts";
import { MOST_RECOUNTED } from "../store/then.ts";
import { refused, type Refused } from "./route.ts";

export function notThere(what: string): Refused {
  return refused({ status: 404, title: `There is no such ${what}` });
}

export function taken(what: string): Refused {
  return refused({
    status: 409,
    title: `There is a ${what} with this key already`,
    detail: "choose another key, or replace that one with PUT",
    errors: [{ pointer: "/key", detail: "taken" }],
  });
}

export function invalid(errors: readonly FieldProblem[]): Refused {
  const fields = errors.length === 1 ? "One field is" : `${errors.length} fields are`;
  return refused({ status: 422, title: `${fields} not right`, errors });
}

/** Of a replacement under a key that is not the address's. */
export function otherKey(what: string): Refused {
  return invalid([
    { pointer: "/key", detail: `the key stays what it was: to rename it, make a new ${what}` },
  ]);
}

export function missingPhase(reason: Unreadable) {
  if (reason === "unknown-metric")
    return invalid([{ pointer: "/metric", detail: "no metric of this experiment: leave it out to see all" }]);
  if (reason === "sealed-phase") return sealedPhase("its final results stay: ask without asOf");
  if (reason === "too-many-visitors")
    return refused({
      status: 409,
      title: "There are too many visitors to count anew",
      detail: `an earlier instant is counted from the rows of every visitor, of at most ${MOST_RECOUNTED.toLocaleString("en")} in a phase: ask without asOf, and narrow it with from and to`,
    });
  return reason === "unknown-experiment"
    ? notThere("experiment")
    : refused({ status: 404, title: "The experiment has no such phase" });
}

/** Of what only raw rows can tell. */
export function sealedPhase(detail: string): Refused {
  return refused({ status: 409, title: "The phase is sealed: its raw rows are gone", detail });
}
