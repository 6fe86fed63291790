/** Steps of an experiment's life: `/experiments/:key/start` and its like. */
import type { Action } from "../domain/lifecycle.ts";
import { commitEdge } from "./commit.ts";
import { type ActionInput, planAction } from "./experiment-action.ts";
import { type Asks, commitSaved, writerOf } from "./experiment-asked.ts";
import { savedExperiment } from "./experiment-view.ts";
import { actionBody, newPhaseBody, rolloutBody } from "./experiments.schema.ts";
import { writing } from "./route.ts";
import { keyParams, writeQuery } from "./shapes.ts";

const tag = "Experiments";

export const experimentActionRoutes = [
  actionRoute("start", "Start an experiment"),
  actionRoute("pause", "Pause an experiment"),
  actionRoute("resume", "Resume an experiment"),
  actionRoute("finish", "Finish an experiment"),
  actionRoute("archive", "Archive an experiment"),
  writing({
    method: "POST",
    path: "/experiments/:key/rollout",
    role: "editor",
    tag,
    summary: "Give one variant to everyone after the end",
    params: keyParams,
    query: writeQuery,
    body: rolloutBody,
    answer: savedExperiment,
    guarded: true,
    status: 200,
    handle: (asked) => act(asked, "rollout", { variant: asked.body.variant }),
  }),
  writing({
    method: "POST",
    path: "/experiments/:key/new-phase",
    role: "editor",
    tag,
    summary: "Begin a new phase, with the changes that would mix populations",
    params: keyParams,
    query: writeQuery,
    body: newPhaseBody,
    bodyOptional: true,
    answer: savedExperiment,
    guarded: true,
    status: 200,
    handle: (asked) =>
      act(asked, "new-phase", asked.body.patch === undefined ? {} : { patch: asked.body.patch }),
  }),
] as const;

/** An action of the life cycle that needs nothing but its name. */
function actionRoute<const A extends Exclude<Action, "rollout" | "new-phase">>(action: A, summary: string) {
  return writing({
    method: "POST",
    path: `/experiments/:key/${action}` as const,
    role: "editor",
    tag,
    summary,
    params: keyParams,
    query: writeQuery,
    body: actionBody,
    bodyOptional: true,
    answer: savedExperiment,
    guarded: true,
    status: 200,
    handle: (asked) => act(asked, action, {}),
  });
}

function act(
  asked: Asks & { readonly params: { readonly key: string }; readonly body: Said },
  action: Action,
  input: ActionInput,
) {
  const writer = writerOf(asked, asked.body.note);
  const commitAct = LOOKS.has(action) ? commitSaved : commitEdge;
  return commitAct(asked, (world) => planAction(world, action, input, writer), asked.params.key);
}

/** Steps before which somebody wants to know whether the page is still what it was. */
const LOOKS: ReadonlySet<Action> = new Set(["start", "resume", "new-phase"]);

interface Said {
  readonly note?: string | undefined;
}
