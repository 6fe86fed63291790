/** A definition that somebody is still working on: held to the same rules as a saved one, and kept nowhere. */
import type { Experiment } from "../domain/experiment.schema.ts";
import { readWorld } from "../ruleset/publish.ts";
import type { StoredExperiment } from "../store/experiments.ts";
import { codeProblems } from "../validation/code.ts";
import type { ApiContext } from "./context.ts";
import { check, needsPublisher } from "./experiment-plan.ts";
import { withoutStanding } from "./experiment-view.ts";
import { invalid, notThere } from "./refusals.ts";
import { atLeast } from "./role.ts";
import type { Actor, Refused } from "./route.ts";

export interface Unsaved {
  readonly stored: StoredExperiment;
  readonly definition: Experiment;
}

/** `sent` undefined: the definition as it is saved. */
export async function unsavedDefinition(
  { api, actor, nowMs }: { readonly api: ApiContext; readonly actor: Actor; readonly nowMs: number },
  key: string,
  sent: unknown,
): Promise<Unsaved | Refused> {
  const world = await readWorld(api.db, key);
  const stored = world.experiment;
  if (stored === null) return notThere("experiment");
  if (sent === undefined) return { stored, definition: stored.definition };
  const checked = check(world, withoutStanding(sent), stored, "draft", { prefix: api.config.prefix, nowMs });
  if (!checked.ok) return invalid(checked.errors);
  const code = atLeast(actor.role, "publisher") ? [] : codeProblems(stored.definition, checked.definition);
  return code.length > 0 ? needsPublisher(code) : { stored, definition: checked.definition };
}
