/** `/experiments`: definitions, their life cycle, revisions and approval. What a write comes to is planned in the files named after it. */
import { experimentSchema } from "../domain/experiment.schema.ts";
import { mergePatch } from "../domain/merge-patch.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import { readWorld } from "../ruleset/publish.ts";
import { storedSettings } from "../store/definitions.ts";
import { experimentByKey, experimentPage, type StoredExperiment } from "../store/experiments.ts";
import { revisionOf } from "../store/revisions.ts";
import { commitEdge, commitRows } from "./commit.ts";
import { planApproval } from "./experiment-approval.ts";
import { commitSaved, writerOf } from "./experiment-asked.ts";
import { planCreate } from "./experiment-create.ts";
import { planDelete } from "./experiment-delete.ts";
import { planEdit } from "./experiment-edit.ts";
import { warningsOf } from "./experiment-plan.ts";
import { type ExperimentView, savedExperiment, savedView, viewOf } from "./experiment-view.ts";
import { revisionTag } from "./etag.ts";
import {
  approvalAnswer,
  experimentPageQuery,
  experimentsAnswer,
  experimentWriteQuery,
  revisionParams,
} from "./experiments.schema.ts";
import { notThere } from "./refusals.ts";
import { reading, writing } from "./route.ts";
import { asIs, deletedAnswer, keyParams, mergePatchSchema, noQuery, pageOf, writeQuery } from "./shapes.ts";

const tag = "Experiments";

/** Checked in words by experiment-plan.ts, together with what is stored; here only its shape is told. */
const definitionBody = asIs(experimentSchema);

export const experimentRoutes = [
  reading({
    method: "GET",
    path: "/experiments",
    role: "viewer",
    tag,
    summary: "List experiments",
    query: experimentPageQuery,
    answer: experimentsAnswer,
    handle: async ({ api, nowMs, query: { limit, after, status } }) => {
      const rows = await experimentPage(api.db, {
        status: status ?? null,
        afterId: after ?? 0,
        limit: limit + 1,
      });
      const settings = settingsSchema.parse((await storedSettings(api.db)) ?? {});
      const shown = (row: StoredExperiment): ExperimentView => viewOf(row, settings, nowMs);
      return { status: 200, body: pageOf(rows, limit, shown, ({ id }) => String(id)) };
    },
  }),
  reading({
    method: "GET",
    path: "/experiments/:key",
    role: "viewer",
    tag,
    summary: "Get an experiment",
    params: keyParams,
    query: noQuery,
    answer: savedExperiment,
    handle: async ({ api, params, nowMs }) => {
      const world = await readWorld(api.db, params.key);
      const { experiment } = world;
      if (experiment === null) return notThere("experiment");
      const warnings = warningsOf(world, experiment, api.config.prefix, nowMs);
      const body = savedView(experiment, warnings, world.settings, nowMs);
      return { status: 200, body, etag: revisionTag(experiment.revision) };
    },
  }),
  writing({
    method: "POST",
    path: "/experiments",
    role: "editor",
    tag,
    summary: "Create a draft",
    description: "css, js and markup need the role `publisher`. `?dry-run` only checks.",
    query: experimentWriteQuery,
    body: definitionBody,
    answer: savedExperiment,
    guarded: false,
    status: 201,
    handle: (asked) =>
      commitSaved(
        asked,
        (world) => planCreate(world, asked.body, writerOf(asked, asked.query.note)),
        keyOf(asked.body),
      ),
  }),
  writing({
    method: "PUT",
    path: "/experiments/:key",
    role: "editor",
    tag,
    summary: "Replace an experiment's definition",
    description:
      "While it runs, names, words, a higher traffic and the schedule may change; what would mix populations is refused and begins with `new-phase`.",
    params: keyParams,
    query: experimentWriteQuery,
    body: definitionBody,
    answer: savedExperiment,
    guarded: true,
    status: 200,
    handle: (asked) =>
      commitSaved(
        asked,
        (world) => planEdit(world, () => asked.body, writerOf(asked, asked.query.note)),
        asked.params.key,
      ),
  }),
  writing({
    method: "PATCH",
    path: "/experiments/:key",
    role: "editor",
    tag,
    summary: "Change some fields of an experiment",
    description: "A merge patch (RFC 7396): what is named is replaced, null puts the default back.",
    params: keyParams,
    query: experimentWriteQuery,
    body: mergePatchSchema,
    answer: savedExperiment,
    guarded: true,
    status: 200,
    handle: (asked) =>
      commitSaved(
        asked,
        (world) =>
          planEdit(world, (before) => mergePatch(before, asked.body), writerOf(asked, asked.query.note)),
        asked.params.key,
      ),
  }),
  writing({
    method: "DELETE",
    path: "/experiments/:key",
    role: "editor",
    tag,
    summary: "Delete a draft that never ran",
    params: keyParams,
    query: experimentWriteQuery,
    answer: deletedAnswer,
    guarded: true,
    status: 200,
    handle: (asked) =>
      commitEdge(asked, (world) => planDelete(world, writerOf(asked, asked.query.note)), asked.params.key),
  }),
  writing({
    method: "POST",
    path: "/experiments/:key/approval",
    role: "publisher",
    tag,
    summary: "Approve what its elements claim",
    description: "For somebody who did not write them, where the settings ask for it (`approveClaims`).",
    params: keyParams,
    query: writeQuery,
    answer: approvalAnswer,
    guarded: true,
    status: 201,
    handle: (asked) =>
      commitRows(asked, async () => {
        const before = await experimentByKey(asked.api.db, asked.params.key);
        return await planApproval(before, writerOf(asked, undefined));
      }),
  }),
  writing({
    method: "POST",
    path: "/experiments/:key/revisions/:revision/restore",
    role: "editor",
    tag,
    summary: "Make a revision's definition the current one again",
    description: "As a new revision; while it runs, under the same rules as any other change.",
    params: revisionParams,
    query: experimentWriteQuery,
    answer: savedExperiment,
    guarded: true,
    status: 200,
    handle: async (asked) => {
      const { api, params } = asked;
      const stored = await experimentByKey(api.db, params.key);
      const revision = stored === null ? null : await revisionOf(api.db, stored.id, params.revision);
      if (revision === null) return notThere(stored === null ? "experiment" : "revision");
      const next = (): unknown => revision.definition;
      return await commitSaved(
        asked,
        (world) => planEdit(world, next, writerOf(asked, asked.query.note), "restore"),
        params.key,
      );
    },
  }),
] as const;

/** The key that a new experiment asks for, if it is one. */
function keyOf(body: unknown): string | null {
  const key = typeof body === "object" && body !== null && "key" in body ? body.key : null;
  return typeof key === "string" ? key : null;
}
