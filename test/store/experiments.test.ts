import { beforeEach, describe, expect, test } from "vitest";
import { createApi } from "../../src/admin/app.ts";
import { parseConfig } from "../../src/config.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { draft, liveKeys, served } from "./lifecycle.ts";
import { T0 } from "./records.ts";

const TOKEN = "a-long-admin-token";
const config = parseConfig({
  DB: db,
  ADMIN_TOKEN: TOKEN,
  COOKIE_KEYS: "k1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE",
});
const api = createApi({
  db,
  config,
  write: () => Promise.resolve(),
  recorder: { unsaved: () => [] },
  rulesetStatus: () => ({ version: 1, digest: "d", ageMs: 0, problem: null }),
  nowMs: () => T0,
  random: (bytes) => void crypto.getRandomValues(bytes),
});

beforeEach(freshDatabase);

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly data?: Record<string, unknown>; readonly [name: string]: unknown };
}

/** `seen`: the revision for If-Match. */
async function ask(
  method: string,
  path: string,
  body?: unknown,
  seen?: number,
  headers: object = {},
): Promise<Answer> {
  const request = new Request(`https://shop.example/_lahza/api${path}`, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(seen === undefined ? {} : { "if-match": `"${seen}"` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await api.fetch(request);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const E = "/experiments/pdp-trust";

describe("experiments over HTTP", () => {
  test("from draft to rollout", async () => {
    const created = await ask("POST", "/experiments", draft());
    expect(created.status).toBe(201);
    expect(created.headers.get("etag")).toBe('"1"');
    expect(created.headers.get("location")).toBe("/_lahza/api/experiments/pdp-trust");
    const steps: [string, string, unknown, number | undefined, object][] = [
      ["POST", `${E}/start`, undefined, 1, { status: "running", revision: 2 }],
      ["PATCH", E, { traffic: 0.5 }, 2, { traffic: 0.5, revision: 3 }],
      ["POST", `${E}/pause`, undefined, 3, { status: "paused", revision: 4 }],
      [
        "POST",
        `${E}/new-phase`,
        { patch: { audience: { device: "mobile" } } },
        4,
        { phase: 2, revision: 5, status: "paused" },
      ],
      ["POST", `${E}/resume`, undefined, 5, { status: "running", revision: 6 }],
      ["POST", `${E}/finish`, undefined, 6, { status: "finished", revision: 7 }],
      ["POST", `${E}/rollout`, { variant: "badges" }, 7, { status: "rollout", rolloutVariant: "badges" }],
    ];
    for (const [method, path, body, seen, expected] of steps) {
      const answer = await ask(method, path, body, seen);
      expect([path, answer.status, answer.body["errors"]]).toEqual([path, 200, undefined]);
      expect(answer.body.data).toMatchObject(expected);
      expect(answer.headers.get("etag")).toBe(`"${String(answer.body.data?.["revision"])}"`);
    }
    expect((await served())?.experiments[0]).toMatchObject({
      status: "rollout",
      rolloutVariant: 1,
      phase: 2,
    });
    const got = await ask("GET", E);
    expect([got.status, got.headers.get("etag"), got.body.data?.["status"]]).toEqual([200, '"8"', "rollout"]);
  });

  test("every wrong field at once, also what is not well-formed", async () => {
    const { status, body, headers } = await ask("POST", "/experiments", {
      ...draft({ traffic: "1", metrics: { primary: "gone" }, nonsense: 1 }),
      name: undefined,
    });
    expect(status).toBe(422);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect((body["errors"] as { pointer: string }[]).map(({ pointer }) => pointer).toSorted()).toEqual([
      "/metrics/primary",
      "/name",
      "/nonsense",
      "/traffic",
    ]);
    expect(await dump(["experiments"])).toEqual({ experiments: [] });
  });

  test("428 without If-Match, 412 with a stale one", async () => {
    await ask("POST", "/experiments", draft());
    expect((await ask("PATCH", E, { traffic: 1 })).status).toBe(428);
    expect((await ask("PATCH", E, { traffic: 1 }, 7)).status).toBe(412);
    expect((await ask("POST", `${E}/start`)).status).toBe(428);
    await ask("POST", `${E}/start`, undefined, 1);
    expect((await ask("POST", `${E}/pause`, undefined, 1)).status).toBe(412);
    expect((await ask("POST", `${E}/pause`, undefined, 2)).status).toBe(200);
  });

  test("a retry with the same Idempotency-Key does nothing twice", async () => {
    const key = { "idempotency-key": "k-1" };
    const first = await ask("POST", "/experiments", draft(), undefined, key);
    const before = await dump();
    const again = await ask("POST", "/experiments", draft(), undefined, key);
    expect([again.status, again.body, again.headers.get("etag")]).toEqual([201, first.body, '"1"']);
    expect(await dump()).toEqual(before);
  });

  test("what a new phase's patch gets wrong stands below /patch", async () => {
    await ask("POST", "/experiments", draft());
    await ask("POST", `${E}/start`, undefined, 1);
    const { status, body } = await ask("POST", `${E}/new-phase`, { patch: { traffic: 2, key: "x" } }, 2);
    expect([status, body["errors"]]).toEqual([
      422,
      [{ pointer: "/patch/traffic", detail: "this must be at most 1" }],
    ]);
  });

  test("a dry run checks everything and writes nothing", async () => {
    expect((await ask("POST", "/experiments?dry-run", draft())).status).toBe(200);
    expect((await ask("POST", "/experiments?dry-run", draft({ traffic: 2 }))).status).toBe(422);
    expect(Object.values(await dump()).flat()).toEqual([]);
    await ask("POST", "/experiments", draft());
    const before = await dump();
    expect((await ask("POST", `${E}/start?dry-run=true`, undefined, 1)).body.data?.["status"]).toBe(
      "running",
    );
    expect(await dump()).toEqual(before);
  });

  test("revisions: list, one, diff, restore, with notes", async () => {
    await ask("POST", "/experiments?note=first%20try", draft());
    await ask("PATCH", E, { traffic: 0.7, name: "New" }, 1);
    const list = await ask("GET", `${E}/revisions`);
    expect((list.body.data as unknown as object[]).map((row) => row)).toEqual([
      expect.objectContaining({ revision: 2, action: "edit", actor: expect.any(String) }),
      expect.objectContaining({ revision: 1, action: "create", note: "first try" }),
    ]);
    expect((await ask("GET", `${E}/revisions/2/diff`)).body.data).toEqual({
      from: 1,
      to: 2,
      differences: [
        { pointer: "/name", before: "Trust badges", after: "New" },
        { pointer: "/traffic", before: 0.1, after: 0.7 },
      ],
    });
    expect((await ask("GET", `${E}/revisions/1`)).body.data).toMatchObject({ definition: { traffic: 0.1 } });
    expect((await ask("POST", `${E}/revisions/1/restore`, undefined, 2)).body.data).toMatchObject({
      revision: 3,
      traffic: 0.1,
      name: "Trust badges",
    });
    expect((await ask("GET", `${E}/revisions/9`)).status).toBe(404);
    expect((await ask("GET", `${E}/revisions/1/diff`)).status).toBe(404);
  });

  test("pages of the list", async () => {
    for (const key of ["a", "b", "c"]) await ask("POST", "/experiments", draft({ key }));
    const page = await ask("GET", "/experiments?limit=2");
    expect((page.body.data as unknown as { key: string }[]).map(({ key }) => key)).toEqual(["a", "b"]);
    const rest = await ask("GET", `/experiments?limit=2&after=${String(page.body["next"])}`);
    expect((rest.body.data as unknown as { key: string }[]).map(({ key }) => key)).toEqual(["c"]);
    expect(rest.body["next"]).toBeNull();
    expect((await ask("GET", "/experiments?status=running")).body.data).toEqual([]);
  });

  test("a draft is deleted; what ran is not", async () => {
    await ask("POST", "/experiments", draft());
    expect((await ask("DELETE", E, undefined, 1)).body.data).toEqual({ deleted: "pdp-trust" });
    expect((await ask("GET", E)).status).toBe(404);
    await ask("POST", "/experiments", draft());
    await ask("POST", `${E}/start`, undefined, 1);
    expect((await ask("DELETE", E, undefined, 2)).status).toBe(409);
    expect(await liveKeys()).toEqual(["pdp-trust"]);
  });

  test("the OpenAPI document knows the fields of an experiment", async () => {
    const { body } = await ask("GET", "/openapi.json");
    expect(JSON.stringify(body)).toContain("ExperimentInput");
  });
});
