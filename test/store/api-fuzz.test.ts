/**
 * Every route of the table is asked thousands of malformed, oversized, deeply nested, wrongly typed and wrongly
 * encoded things: never a 500, never a half-written row, always problem details.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import type { AnyRoute } from "../../src/admin/route.ts";
import { ROUTES } from "../../src/admin/routes.ts";
import { documentedAs } from "../../src/admin/shapes.ts";
import { experimentSchema } from "../../src/domain/experiment.schema.ts";
import { parseRuleset } from "../../src/ruleset/check.ts";
import { experiment, testApi, tokenFor } from "./api.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { damaged, fromSchema, spoiled } from "./fuzz.ts";

/** Asked of each route; the longest run so far had ten times as many. */
const RUNS = { read: 20, write: 80 };
const SEED = 20_261_122;

// A new one each time: clones of clones of an answer that nobody reads are slow.
const page = (): Response => new Response("<h1>Tea</h1>", { headers: { "content-type": "text/html" } });
const { api, ask } = testApi({}, { origin: () => Promise.resolve(page()) });
let token = "";
let tokenId = "";
let snapshot: { [table: string]: unknown[] } = {};
let untouched = "";
const tags = new Map<string, string>();

/** One of each kind, and experiments in every state. Each shot meets this world. */
beforeAll(async () => {
  await freshDatabase();
  token = (await tokenFor("admin")).secret;
  tokenId = (await tokenFor("viewer", { name: "other" })).id;
  await ask("POST", "/goals", { body: { key: "thanks", kind: "page", path: "/thank-you" } });
  await ask("POST", "/metrics", { body: { key: "ordered", kind: "conversion", event: "purchase" } });
  const lives = {
    "pdp-trust": [],
    runs: ["start"],
    waits: ["start", "pause"],
    over: ["start", "finish"],
    out: ["start", "finish", "rollout"],
  };
  for (const [key, actions] of Object.entries(lives)) {
    await ask("POST", "/experiments", { body: experiment({ key, pages: { include: [`/${key}/*`] } }) });
    for (const [index, action] of actions.entries())
      await ask("POST", `/experiments/${key}/${action}`, {
        etag: `"${index + 1}"`,
        body: action === "rollout" ? { variant: "words" } : {},
      });
  }
  const element = { kind: "trust_badges", items: [{ type: "guarantee", label: "Free returns" }] };
  const badge = { key: "badge", weight: 0.5, changes: [{ selector: "h1", action: "after", element }] };
  const variants = [{ key: "control", weight: 0.5 }, badge];
  await ask("POST", "/experiments", { body: experiment({ key: "claims", variants }) });
  const things = [
    "/experiments/claims",

    ...Object.keys(lives).map((key) => `/experiments/${key}`),
    "/goals/thanks",
    "/metrics/ordered",
    `/tokens/${tokenId}`,
    "/settings",
  ];
  for (const path of things) {
    const answer = await ask("GET", path);
    expect([path, answer.status]).toEqual([path, 200]);
    tags.set(path, answer.headers.get("etag") ?? "");
  }
  snapshot = await dump();
  untouched = rowsOf(snapshot);
});

async function restore(): Promise<void> {
  const inserts = Object.entries(snapshot).flatMap(([table, rows]) =>
    (rows as Record<string, string | number | null>[]).map((row) => {
      const names = Object.keys(row);
      return db
        .prepare(
          // Rows that a trigger made of an earlier one may be there already.
          `INSERT OR REPLACE INTO "${table}" (${names.map((name) => `"${name}"`).join()}) VALUES (${names.map(() => "?").join()})`,
        )
        .bind(...Object.values(row));
    }),
  );
  await db.batch([...Object.keys(snapshot).map((table) => db.prepare(`DELETE FROM "${table}"`)), ...inserts]);
}

const strange = fc.oneof(
  fc.constantFrom(
    "..",
    "%2e%2e",
    "%00",
    "%zz",
    "%ff",
    "__proto__",
    "constructor",
    "999999999999999999999",
    "-1",
    "a%2Fb",
    "%F0%9F%98%80",
  ),
  fc.string({ minLength: 1, maxLength: 90 }).map((text) => encodeURIComponent(text.toWellFormed()) || "x"),
);

function segmentsFor({ path }: AnyRoute): fc.Arbitrary<readonly string[]> {
  const known = path.startsWith("/experiments")
    ? fc.constantFrom("pdp-trust", "runs", "waits", "over", "out", "claims")
    : fc.constantFrom(
        path.startsWith("/goals")
          ? "thanks"
          : path.startsWith("/metrics")
            ? "ordered"
            : path.startsWith("/tokens")
              ? "TOKEN"
              : "pdp",
      );
  const first = fc.oneof({ weight: 12, arbitrary: known }, { weight: 1, arbitrary: strange });
  const second = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("1", "2", "3", "9") },
    { weight: 1, arbitrary: strange },
  );
  return fc.tuple(first, second);
}

const etag = fc.oneof(
  { weight: 12, arbitrary: fc.constant("current") },
  { weight: 1, arbitrary: fc.constantFrom("", "*", '"', '"1"', 'W/"1"', "1", '"1", "2"', '"\u00ff"') },
  { weight: 1, arbitrary: fc.constant(null) },
);

const contentType = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("application/json", "application/json; charset=utf-8") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "text/plain",
      "application/json; charset=utf-16",
      "application/merge-patch+json",
      "multipart/form-data",
      ";;;",
      "application/xml",
    ),
  },
);

function queryFor(route: AnyRoute): fc.Arbitrary<string> {
  const names = route.query instanceof z.ZodObject ? Object.keys(route.query.shape) : [];
  const name = fc.constantFrom(...names, "dry-run", "limit", "after", "__proto__", "x");
  const value = fc.oneof(
    fc.constantFrom("", "1", "true", "0", "-1", "1e9", "abc", "%00", "%ff", "999999999999999999999", "draft"),
    fc.string({ maxLength: 60 }).map((text) => encodeURIComponent(text.toWellFormed())),
  );
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant("") },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(name, value), { maxLength: 3 })
        .map((pairs) => (pairs.length === 0 ? "" : `?${pairs.map((pair) => pair.join("=")).join("&")}`)),
    },
  );
}

/** Bodies that are right, for some of the things that a path can name. */
const SAMPLES: { readonly [route: string]: unknown } = {
  "POST /experiments": experiment({ key: "fresh" }),
  "PUT /experiments/:key": experiment({ key: "waits", name: "Other", pages: { include: ["/waits/*"] } }),
  "PATCH /experiments/:key": { name: "Other" },
  "POST /experiments/:key/rollout": { variant: "words" },
  "POST /goals": { key: "fresh", kind: "custom" },
  "PUT /goals/:key": { key: "thanks", kind: "page", path: "/merci" },
  "POST /metrics": { key: "fresh", kind: "bounce" },
  "PUT /metrics/:key": { key: "ordered", kind: "count", event: "purchase" },
  "POST /experiments/:key/check": { url: "/products/tea" },
  "POST /experiments/:key/editor": { variant: "words", to: "/products/tea", overlay: false },
  "PUT /settings": { currency: "EUR" },
  "POST /tokens": { name: "fresh", role: "viewer" },
  "POST /power": { baseline: 0.05, visitorsADay: 400 },
};

function bodyFor(route: AnyRoute): fc.Arbitrary<Uint8Array | null> {
  if (route.body === undefined) return fc.oneof(fc.constant(null), fc.uint8Array({ maxLength: 50 }));
  const schema = z.toJSONSchema(documentedAs.get(route.body) ?? route.body, {
    io: "input",
    unrepresentable: "any",
  });
  const sample = fc.constant(SAMPLES[`${route.method} ${route.path}`] ?? {});
  const right = sample.map((value) => new TextEncoder().encode(JSON.stringify(value)));
  return fc.oneof(
    { weight: 3, arbitrary: right },
    { weight: 5, arbitrary: damaged(spoiled(fromSchema(schema as never))) },
    { weight: 4, arbitrary: damaged(spoiled(sample)) },
  );
}

interface Shot {
  readonly segments: readonly string[];
  readonly query: string;
  readonly etag: string | null;
  readonly key: string | null;
  readonly type: string;
  readonly body: Uint8Array | null;
}

describe("hostile requests", () => {
  test.each(ROUTES.map((route) => [route.method, route.path, route] as const))(
    "%s %s",
    async (_method, _path, route) => {
      const shots = fc.record<Shot>({
        segments: segmentsFor(route),
        query: queryFor(route),
        etag,
        key: fc.oneof(
          { weight: 4, arbitrary: fc.constant(null) },
          fc.constantFrom("k1", "k2", "", "a b", "x".repeat(300)),
        ),
        type: contentType,
        body: bodyFor(route),
      });
      await fc.assert(
        fc.asyncProperty(shots, (shot) => survives(route, shot)),
        { numRuns: RUNS[route.kind], seed: SEED, endOnFailure: true },
      );
    },
    120_000,
  );

  test("the shots hit: every writing route was also done, and refused in several ways", () => {
    // Nobody was ever recorded in this world, so that there is nothing to replay.
    const idle = "/experiments/:key/aa-replay";
    const writes = ROUTES.filter(({ kind, path }) => kind === "write" && path !== idle);
    const missed = writes.filter(({ method, path }) => {
      const statuses = [...(hits.get(`${method} ${path}`) ?? [])];
      return (
        !statuses.some((status) => status < 300) || statuses.filter((status) => status >= 400).length < 2
      );
    });
    expect(missed.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });
});

const hits = new Map<string, Set<number>>();

async function survives(route: AnyRoute, shot: Shot): Promise<void> {
  let used = 0;
  const path = route.path.replaceAll(/:\w+/g, () => (shot.segments[used++] ?? "x").replace("TOKEN", tokenId));
  const hasBody = shot.body !== null && route.method !== "GET";
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (hasBody) headers["content-type"] = shot.type;
  if (shot.key !== null) headers["idempotency-key"] = shot.key;
  const seen = shot.etag === "current" ? (tags.get(thingOf(path)) ?? null) : shot.etag;
  if (seen !== null) headers["if-match"] = seen;
  const request = new Request(`https://shop.example/_lahza/api${path}${shot.query}`, {
    method: route.method,
    headers,
    ...(hasBody ? { body: shot.body } : {}),
  });
  const answer = await api.fetch(request);
  const text = await answer.text();
  const about = `${route.method} ${route.path}`;
  hits.set(about, (hits.get(about) ?? new Set()).add(answer.status));
  expect(answer.status, text.slice(0, 300)).toBeLessThan(500);
  const type = answer.headers.get("content-type") ?? "";
  const after = await dump();
  const isUntouched = rowsOf(after) === untouched;
  if (answer.status >= 400) {
    expect(isUntouched).toBe(true);
    expect(type).toBe("application/problem+json");
    const problem = JSON.parse(text) as Told;
    expect([problem.status, typeof problem.title]).toEqual([answer.status, "string"]);
    for (const { pointer, detail } of problem.errors ?? []) {
      expect(pointer).toMatch(/^(?:\/|$)/);
      expect(detail).not.toMatch(/^$|^Invalid|undefined|\[object/);
    }
    return;
  }
  expect(type).toMatch(/^(?:application\/(?:json|x-ndjson)|text\/html)/);
  if (isUntouched) return;
  expect(route.kind).toBe("write");
  // One write, one row that tells of it; what happened in the shop and a look for an hour are no change of anybody's.
  const told = ["/events", "/experiments/:key/editor"].includes(route.path) ? 0 : 1;
  expect(after["audit"]).toHaveLength((snapshot["audit"]?.length ?? 0) + told);
  isWhole(after);
  await restore();
}

interface Told {
  readonly status: number;
  readonly title: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

function isWhole({ experiments = [], revisions = [], rulesets = [] }: { [table: string]: unknown[] }): void {
  const states = revisions as Record<string, unknown>[];
  for (const row of experiments as Record<string, unknown>[]) {
    expect(experimentSchema.safeParse(JSON.parse(String(row["definition"])))).toMatchObject({
      success: true,
    });
    const last = states.findLast((revision) => revision["experiment"] === row["id"]);
    const { revision, definition, status } = row;
    expect(last).toMatchObject({ revision, definition, status });
  }
  for (const row of rulesets as Record<string, unknown>[])
    expect(parseRuleset(String(row["body"])).ok).toBe(true);
}

/** All rows but for when a token was used. */
function rowsOf(all: { [table: string]: unknown[] }): string {
  const tokens = all["tokens"]?.map((row) => Object.assign({}, row, { last_used_at: null }));
  return JSON.stringify({ ...all, tokens });
}

/** `/experiments/a/start` → `/experiments/a` */
function thingOf(path: string): string {
  return path.split("/").slice(0, 3).join("/");
}
