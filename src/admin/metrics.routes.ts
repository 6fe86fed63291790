/**
 * `/metrics`: what turns events into one number per visitor. The edge never reads them, and an experiment that runs
 * keeps the definitions that it was started with.
 */
import { builtInMetric, builtInMetrics } from "../domain/metric.ts";
import type { Metric } from "../domain/metric.schema.ts";
import { metricSchema } from "../domain/metric.schema.ts";
import {
  allGoals,
  allMetrics,
  deleteDefinitionStatement,
  ifUnchangedStatement,
  saveDefinitionStatement,
} from "../store/definitions.ts";
import { allExperiments } from "../store/experiments.ts";
import { commitRows } from "./commit.ts";
import { etagOf } from "./etag.ts";
import { metricProblems, usersOf } from "./measures.ts";
import { metricAnswer, metricsAnswer } from "./metrics.schema.ts";
import { invalid, notThere, otherKey, taken } from "./refusals.ts";
import { reading, refused, type Refused, writing } from "./route.ts";
import { deletedAnswer, keyPageQuery, keyParams, noQuery, pageOfKeys, writeQuery } from "./shapes.ts";

const tag = "Metrics";

const BUILT_IN: Refused = refused({
  status: 409,
  title: "This metric is built in",
  detail: "define one of your own under another key",
});

export const metricRoutes = [
  reading({
    method: "GET",
    path: "/metrics",
    role: "viewer",
    tag,
    summary: "List metrics",
    query: keyPageQuery,
    answer: metricsAnswer,
    handle: async ({ api, query }) => {
      const own = (await allMetrics(api.db)).map((metric) => ({ ...metric, builtIn: false }));
      const builtIn = builtInMetrics()
        .filter(({ key }) => own.every((metric) => metric.key !== key))
        .map((metric) => ({ ...metric, builtIn: true }));
      return { status: 200, body: pageOfKeys([...own, ...builtIn], query) };
    },
  }),
  reading({
    method: "GET",
    path: "/metrics/:key",
    role: "viewer",
    tag,
    summary: "Get a metric",
    params: keyParams,
    query: noQuery,
    answer: metricAnswer,
    handle: async ({ api, params }) => {
      const metric = (await stored(api.db, params.key)) ?? builtInMetric(params.key);
      if (metric === null) return notThere("metric");
      return { status: 200, body: { data: metric, warnings: [] }, etag: await etagOf(metric) };
    },
  }),
  writing({
    method: "POST",
    path: "/metrics",
    role: "editor",
    tag,
    summary: "Create a metric",
    query: writeQuery,
    body: metricSchema,
    answer: metricAnswer,
    guarded: false,
    status: 201,
    handle: (asked) =>
      commitRows(asked, async () => {
        const { db } = asked.api;
        const metric = asked.body;
        const [goals, metrics] = await Promise.all([allGoals(db), allMetrics(db)]);
        if (metrics.some(({ key }) => key === metric.key)) return taken("metric");
        const errors = metricProblems(metric, { goals, metrics });
        if (errors.length > 0) return invalid(errors);
        return {
          statements: [
            ifUnchangedStatement(db, "metrics", metric.key, null),
            saveDefinitionStatement(db, "metrics", metric, asked.nowMs),
          ],
          audit: { action: "metric.create", resource: `metrics/${metric.key}`, after: metric },
          answer: {
            status: 201,
            body: { data: metric, warnings: [] },
            etag: await etagOf(metric),
            location: `/metrics/${metric.key}`,
          },
        };
      }),
  }),
  writing({
    method: "PUT",
    path: "/metrics/:key",
    role: "editor",
    tag,
    summary: "Replace a metric",
    description:
      "Experiments that were started keep the definition of that day; the next phase takes this one.",
    params: keyParams,
    query: writeQuery,
    body: metricSchema,
    answer: metricAnswer,
    guarded: true,
    status: 200,
    handle: (asked) =>
      commitRows(asked, async () => {
        const { db } = asked.api;
        const metric = asked.body;
        const [goals, metrics] = await Promise.all([allGoals(db), allMetrics(db)]);
        const before = metrics.find(({ key }) => key === asked.params.key);
        if (before === undefined)
          return builtInMetric(asked.params.key) === null ? notThere("metric") : BUILT_IN;
        const lost = asked.refuseUnlessCurrent(await etagOf(before));
        if (lost !== null) return lost;
        if (metric.key !== before.key) return otherKey("metric");
        const next = metrics.map((other) => (other.key === metric.key ? metric : other));
        const errors = metricProblems(metric, { goals, metrics: next });
        if (errors.length > 0) return invalid(errors);
        const etag = await etagOf(metric);
        return {
          statements:
            etag === (await etagOf(before))
              ? []
              : [
                  ifUnchangedStatement(db, "metrics", metric.key, before),
                  saveDefinitionStatement(db, "metrics", metric, asked.nowMs),
                ],
          audit: { action: "metric.update", resource: `metrics/${metric.key}`, before, after: metric },
          answer: { status: 200, body: { data: metric, warnings: [] }, etag },
        };
      }),
  }),
  writing({
    method: "DELETE",
    path: "/metrics/:key",
    role: "editor",
    tag,
    summary: "Delete a metric",
    description: "Refused while an experiment that is not over, or another metric, names it.",
    params: keyParams,
    query: writeQuery,
    answer: deletedAnswer,
    guarded: true,
    status: 200,
    handle: (asked) =>
      commitRows(asked, async () => {
        const { db } = asked.api;
        const [metrics, experiments] = await Promise.all([allMetrics(db), allExperiments(db)]);
        const before = metrics.find(({ key }) => key === asked.params.key);
        if (before === undefined)
          return builtInMetric(asked.params.key) === null ? notThere("metric") : BUILT_IN;
        const lost = asked.refuseUnlessCurrent(await etagOf(before));
        if (lost !== null) return lost;
        const users = usersOf(before.key, metrics, experiments);
        if (users.length > 0)
          return refused({ status: 409, title: "The metric is in use", detail: `by ${users.join(", ")}` });
        return {
          statements: [
            ifUnchangedStatement(db, "metrics", before.key, before),
            deleteDefinitionStatement(db, "metrics", before.key),
          ],
          audit: { action: "metric.delete", resource: `metrics/${before.key}`, before },
          answer: { status: 200, body: { data: { deleted: before.key } } },
        };
      }),
  }),
] as const;

async function stored(db: D1Database, key: string): Promise<Metric | null> {
  return (await allMetrics(db)).find((metric) => metric.key === key) ?? null;
}
