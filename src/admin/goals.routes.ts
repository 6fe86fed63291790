/** `/goals`: what turns something that happens into an event. The edge serves them, so that a write publishes. */
import type { Goal } from "../domain/goal.schema.ts";
import { goalSchema } from "../domain/goal.schema.ts";
import type { World } from "../ruleset/publish.ts";
import {
  allGoals,
  deleteDefinitionStatement,
  ifUnchangedStatement,
  saveDefinitionStatement,
} from "../store/definitions.ts";
import { commitEdge } from "./commit.ts";
import { etagOf } from "./etag.ts";
import { goalAnswer, goalsAnswer } from "./goals.schema.ts";
import { goalProblems, goalWarnings, orphans } from "./measures.ts";
import { invalid, notThere, otherKey, taken } from "./refusals.ts";
import { reading, refused, writing } from "./route.ts";
import { deletedAnswer, keyPageQuery, keyParams, noQuery, pageOfKeys, writeQuery } from "./shapes.ts";

const tag = "Goals";

export const goalRoutes = [
  reading({
    method: "GET",
    path: "/goals",
    role: "viewer",
    tag,
    summary: "List goals",
    query: keyPageQuery,
    answer: goalsAnswer,
    handle: async ({ api, query }) => ({ status: 200, body: pageOfKeys(await allGoals(api.db), query) }),
  }),
  reading({
    method: "GET",
    path: "/goals/:key",
    role: "viewer",
    tag,
    summary: "Get a goal",
    params: keyParams,
    query: noQuery,
    answer: goalAnswer,
    handle: async ({ api, params }) => {
      const goals = await allGoals(api.db);
      const goal = goals.find(({ key }) => key === params.key);
      if (goal === undefined) return notThere("goal");
      return { status: 200, body: shown(goal, goals), etag: await etagOf(goal) };
    },
  }),
  writing({
    method: "POST",
    path: "/goals",
    role: "editor",
    tag,
    summary: "Create a goal",
    query: writeQuery,
    body: goalSchema,
    answer: goalAnswer,
    guarded: false,
    status: 201,
    handle: (asked) =>
      commitEdge(asked, async (world) => {
        const { db } = asked.api;
        const goal = asked.body;
        if (world.goals.some(({ key }) => key === goal.key)) return taken("goal");
        const errors = goalProblems(goal);
        if (errors.length > 0) return invalid(errors);
        return {
          statements: [
            ifUnchangedStatement(db, "goals", goal.key, null),
            saveDefinitionStatement(db, "goals", goal, asked.nowMs),
          ],
          next: { ...world, goals: sorted([...world.goals, goal]) },
          audit: { action: "goal.create", resource: `goals/${goal.key}`, after: goal },
          answer: {
            status: 201,
            body: shown(goal, world.goals),
            etag: await etagOf(goal),
            location: `/goals/${goal.key}`,
          },
        };
      }),
  }),
  writing({
    method: "PUT",
    path: "/goals/:key",
    role: "editor",
    tag,
    summary: "Replace a goal",
    params: keyParams,
    query: writeQuery,
    body: goalSchema,
    answer: goalAnswer,
    guarded: true,
    status: 200,
    handle: (asked) =>
      commitEdge(asked, async (world) => {
        const { db } = asked.api;
        const goal = asked.body;
        const before = world.goals.find(({ key }) => key === asked.params.key);
        if (before === undefined) return notThere("goal");
        const lost = asked.refuseUnlessCurrent(await etagOf(before));
        if (lost !== null) return lost;
        if (goal.key !== before.key) return otherKey("goal");
        const goals = sorted([...without(world, goal.key), goal]);
        const alone = orphans(world, { ...world, goals });
        const errors = goalProblems(goal);
        if (alone.length > 0)
          errors.push({
            pointer: "/event",
            detail: `no other goal gives the event that ${alone.join(", ")} needs`,
          });
        if (errors.length > 0) return invalid(errors);
        const etag = await etagOf(goal);
        const isSame = etag === (await etagOf(before));
        return {
          statements: isSame
            ? []
            : [
                ifUnchangedStatement(db, "goals", goal.key, before),
                saveDefinitionStatement(db, "goals", goal, asked.nowMs),
              ],
          next: isSame ? world : { ...world, goals },
          audit: { action: "goal.update", resource: `goals/${goal.key}`, before, after: goal },
          answer: { status: 200, body: shown(goal, goals), etag },
        };
      }),
  }),
  writing({
    method: "DELETE",
    path: "/goals/:key",
    role: "editor",
    tag,
    summary: "Delete a goal",
    description: "Refused while a metric needs its event.",
    params: keyParams,
    query: writeQuery,
    answer: deletedAnswer,
    guarded: true,
    status: 200,
    handle: (asked) =>
      commitEdge(asked, async (world) => {
        const { db } = asked.api;
        const before = world.goals.find(({ key }) => key === asked.params.key);
        if (before === undefined) return notThere("goal");
        const lost = asked.refuseUnlessCurrent(await etagOf(before));
        if (lost !== null) return lost;
        const goals = without(world, before.key);
        const alone = orphans(world, { ...world, goals });
        if (alone.length > 0) {
          const detail = `no other goal gives the event that ${alone.join(", ")} needs: delete or change that first`;
          return refused({ status: 409, title: "The goal is in use", detail });
        }
        return {
          statements: [
            ifUnchangedStatement(db, "goals", before.key, before),
            deleteDefinitionStatement(db, "goals", before.key),
          ],
          next: { ...world, goals },
          audit: { action: "goal.delete", resource: `goals/${before.key}`, before },
          answer: { status: 200, body: { data: { deleted: before.key } } },
        };
      }),
  }),
] as const;

function shown(goal: Goal, goals: readonly Goal[]) {
  return { data: goal, warnings: goalWarnings(goal, goals) };
}

function without({ goals }: World, key: string): Goal[] {
  return goals.filter((goal) => goal.key !== key);
}

/** As the store gives them, so that the ruleset's digest stays the same. */
function sorted(goals: Goal[]): Goal[] {
  return goals.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
