/** A new experiment: a draft, under a key that nobody ever had. */
import type { FieldProblem } from "../domain/field.ts";
import type { World } from "../ruleset/publish.ts";
import { createStatements } from "../store/revisions.ts";
import { codeProblems } from "../validation/code.ts";
import { revisionTag } from "./etag.ts";
import { causeOf, check, needsPublisher, type Planned, type Writer } from "./experiment-plan.ts";
import { savedView, withoutStanding } from "./experiment-view.ts";
import { invalid } from "./refusals.ts";

export async function planCreate(world: World, input: unknown, writer: Writer): Promise<Planned> {
  const sent = withoutStanding(input);
  const checked = check(world, sent, null, "draft", writer);
  const taken: FieldProblem[] =
    world.experiment === null
      ? []
      : [
          {
            pointer: "/key",
            detail: `another experiment has this key (it is ${world.experiment.status}), and keys are never given twice`,
          },
        ];
  if (!checked.ok || taken.length > 0) return invalid([...taken, ...(checked.ok ? [] : checked.errors)]);
  const { definition, warnings } = checked;
  const code = writer.mayPublish ? [] : codeProblems(null, definition);
  if (code.length > 0) return needsPublisher(code);
  const { db, nowMs } = writer;
  const created = {
    key: definition.key,
    status: "draft" as const,
    phase: 1,
    revision: 1,
    rolloutVariant: null,
    definition,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    startedAtMs: null,
    endedAtMs: null,
    stretches: [],
  };
  return {
    statements: createStatements(db, definition, causeOf("create", writer), nowMs),
    next: world,
    audit: {
      action: "experiment.create",
      resource: `experiments/${definition.key}`,
      after: { revision: 1, definition },
    },
    answer: {
      status: 201,
      body: savedView(created, warnings, world.settings, nowMs),
      etag: revisionTag(1),
      location: `/experiments/${definition.key}`,
    },
  };
}
