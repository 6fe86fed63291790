/** `/experiments/:key/revisions`: what an experiment was, who changed it, and what differs. */
import { differences } from "../domain/diff.ts";
import { experimentByKey } from "../store/experiments.ts";
import { type Revision, revisionOf, revisionsOf } from "../store/revisions.ts";
import { iso } from "./experiment-view.ts";
import {
  diffAnswer,
  diffQuery,
  revisionAnswer,
  revisionParams,
  revisionsAnswer,
  revisionsQuery,
} from "./experiments.schema.ts";
import { notThere } from "./refusals.ts";
import { reading } from "./route.ts";
import { keyParams, noQuery, pageOf } from "./shapes.ts";

const tag = "Experiments";

export const revisionRoutes = [
  reading({
    method: "GET",
    path: "/experiments/:key/revisions",
    role: "viewer",
    tag,
    summary: "List an experiment's revisions, the newest first",
    params: keyParams,
    query: revisionsQuery,
    answer: revisionsAnswer,
    handle: async ({ api, params, query: { limit, before } }) => {
      const experiment = await experimentByKey(api.db, params.key);
      if (experiment === null) return notThere("experiment");
      const rows = await revisionsOf(api.db, experiment.id, limit + 1, before ?? null);
      return { status: 200, body: pageOf(rows, limit, summaryOf, ({ revision }) => String(revision)) };
    },
  }),
  reading({
    method: "GET",
    path: "/experiments/:key/revisions/:revision",
    role: "viewer",
    tag,
    summary: "Get a revision with its definition",
    params: revisionParams,
    query: noQuery,
    answer: revisionAnswer,
    handle: async ({ api, params }) => {
      const found = await revisionAt(api.db, params.key, params.revision);
      if (found === null) return notThere("revision");
      return { status: 200, body: { data: { ...summaryOf(found), definition: found.definition } } };
    },
  }),
  reading({
    method: "GET",
    path: "/experiments/:key/revisions/:revision/diff",
    role: "viewer",
    tag,
    summary: "What differs from the revision before, or from another one, by JSON pointer",
    params: revisionParams,
    query: diffQuery,
    answer: diffAnswer,
    handle: async ({ api, params, query }) => {
      const other = query.with ?? params.revision - 1;
      const to = await revisionAt(api.db, params.key, params.revision);
      const from = other < 1 ? null : await revisionAt(api.db, params.key, other);
      if (to === null || from === null) return notThere("revision");
      const leaves = differences(from.definition, to.definition) as Leaf[];
      return { status: 200, body: { data: { from: from.revision, to: to.revision, differences: leaves } } };
    },
  }),
] as const;

/** Definitions are JSON, and so is every leaf. */
type Leaf = (typeof diffAnswer)["_output"]["data"]["differences"][number];

async function revisionAt(db: D1Database, key: string, revision: number): Promise<Revision | null> {
  const experiment = await experimentByKey(db, key);
  return experiment === null ? null : await revisionOf(db, experiment.id, revision);
}

function summaryOf({ revision, status, phase, rolloutVariant, action, actor, atMs, note }: Revision) {
  return { revision, status, phase, rolloutVariant, action, actor, at: iso(atMs), note };
}
