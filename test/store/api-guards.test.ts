import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AccessKeys, accessRole } from "../../src/admin/access.ts";
import { createClient } from "../../src/admin/client.ts";
import { ROUTES } from "../../src/admin/routes.ts";
import { tellStatement } from "../../src/store/alerts.ts";
import { deadLetterStatement } from "../../src/store/dead-letters.ts";
import { ADMIN_TOKEN, experiment, NOW, testApi, type TestApi, tokenFor } from "./api.ts";
import { db, dump, freshDatabase } from "./database.ts";

beforeEach(freshDatabase);

const GOAL = { key: "thanks", kind: "page", path: "/thank-you" };
const count = async (table: string): Promise<number> =>
  (await db.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? 0;

describe("If-Match", () => {
  test.each<[string, string | undefined, number]>([
    ["missing", undefined, 428],
    ["any", "*", 428],
    ["no tag", "1", 400],
    ["an older revision", '"0"', 412],
    ["a weak tag", 'W/"1"', 412],
    ["one of several", '"7", "1"', 200],
    ["right", '"1"', 200],
  ])("%s", async (_what, etag, status) => {
    const { ask } = testApi();
    await ask("POST", "/experiments", { body: experiment() });
    const answer = await ask("PATCH", "/experiments/pdp-trust", { body: { name: "Other" }, etag });
    expect(answer.status).toBe(status);
    if (status === 412) expect(answer.headers.get("etag")).toBe('"1"');
    expect((await ask("GET", "/experiments/pdp-trust")).body.data.name).toBe(
      status === 200 ? "Other" : "Trust badges",
    );
  });

  test("of 50 who edit the same revision at once one wins, and everyone is told", async () => {
    const { ask } = testApi();
    await ask("POST", "/experiments", { body: experiment() });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        ask("PATCH", "/experiments/pdp-trust", { body: { name: `Name ${index}` }, etag: '"1"' }),
      ),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(49);
    const now = await ask("GET", "/experiments/pdp-trust");
    expect([now.body.data.revision, now.body.data.name]).toEqual([2, won[0]?.body.data.name]);
    expect(await count("audit")).toBe(2);
    expect(await count("revisions")).toBe(2);
  });

  test("50 who repeat their edit on what the others wrote lose none", async () => {
    const { ask } = testApi();
    await ask("POST", "/experiments", { body: experiment({ hypothesis: "" }) });
    const edit = async (mark: string): Promise<void> => {
      for (let attempt = 0; attempt < 200; attempt++) {
        const read = await ask("GET", "/experiments/pdp-trust");
        const hypothesis = `${read.body.data.hypothesis} ${mark}`;
        const answer = await ask("PATCH", "/experiments/pdp-trust", {
          body: { hypothesis },
          etag: read.headers.get("etag") ?? "",
        });
        if (answer.status === 200) return;
        expect(answer.status).toBe(412);
      }
      throw new Error("never got through");
    };
    const marks = Array.from({ length: 50 }, (_, index) => `m${index}`);
    await Promise.all(marks.map(edit));
    const { data } = (await ask("GET", "/experiments/pdp-trust")).body;
    expect(data.hypothesis.trim().split(" ").toSorted()).toEqual(marks.toSorted());
    expect(data.revision).toBe(51);
    expect(await count("audit")).toBe(51);
  });

  test.each(["goals", "metrics"])("of 30 who replace the same of %s at once one wins", async (kind) => {
    const { ask } = testApi();
    const body = (name: string) =>
      kind === "goals" ? { ...GOAL, name } : { key: "thanks", kind: "bounce", name };
    const made = await ask("POST", `/${kind}`, { body: body("first") });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        ask("PUT", `/${kind}/thanks`, { body: body(`n${index}`), etag: made.headers.get("etag") ?? "" }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 29 }, () => 412),
    ]);
    expect(await count("audit")).toBe(2);
  });

  test("of 20 who make the same thing at once one does", async () => {
    const { ask } = testApi();
    for (const [path, body] of [
      ["/goals", GOAL],
      ["/metrics", { key: "stays", kind: "first_moment" }],
      ["/experiments", experiment()],
    ] as const) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask("POST", path, { body })));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.every(({ status }) => [201, 409, 422].includes(status))).toBe(true);
    }
    expect(await count("audit")).toBe(3);
  });
});

describe("Idempotency-Key", () => {
  const headers = { "idempotency-key": "order-66" };

  test("a retry is told the same and does nothing twice", async () => {
    const { ask } = testApi();
    const first = await ask("POST", "/experiments", { body: experiment(), headers });
    const before = await dump();
    const again = await ask("POST", "/experiments", { body: experiment(), headers });
    expect([again.status, again.body]).toEqual([201, first.body]);
    for (const name of ["etag", "location"]) expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await dump()).toEqual(before);
  });

  test("also for actions, when the experiment has moved on", async () => {
    const { ask } = testApi();
    await ask("POST", "/experiments", { body: experiment() });
    const start = () => ask("POST", "/experiments/pdp-trust/start", { etag: '"1"', headers });
    expect((await start()).body.data.status).toBe("running");
    await ask("POST", "/experiments/pdp-trust/pause", { etag: '"2"' });
    const again = await start();
    expect([again.status, again.body.data.status, again.headers.get("etag")]).toEqual([
      200,
      "running",
      '"2"',
    ]);
    expect((await ask("GET", "/experiments/pdp-trust")).body.data.status).toBe("paused");
  });

  test("of 20 at once one is done, and all are told the same", async () => {
    const { ask } = testApi();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask("POST", "/goals", { body: GOAL, headers })),
    );
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))).toHaveProperty(
      "size",
      1,
    );
    expect([answers[0]?.status, await count("audit"), await count("idempotency")]).toEqual([201, 1, 1]);
  });

  test("the same key for something else is refused", async () => {
    const { ask } = testApi();
    await ask("POST", "/goals", { body: GOAL, headers });
    expect((await ask("POST", "/goals", { body: { ...GOAL, key: "x" }, headers })).status).toBe(422);
    expect((await ask("POST", "/metrics", { body: GOAL, headers })).status).toBe(422);
    expect(
      (await ask("POST", "/goals", { body: GOAL, headers: { "idempotency-key": "two words" } })).status,
    ).toBe(400);
  });

  test("keys are each token's own; a refusal is not kept; after a day a key is free", async () => {
    const api = testApi();
    const { secret } = await tokenFor("editor");
    expect((await api.ask("POST", "/goals", { body: { ...GOAL, path: "?" }, headers })).status).toBe(422);
    expect((await api.ask("POST", "/goals", { body: GOAL, headers })).status).toBe(201);
    expect(
      (await api.ask("POST", "/goals", { body: { ...GOAL, key: "b" }, headers, token: secret })).status,
    ).toBe(201);
    api.nowMs = NOW + 24 * 3_600_000;
    expect((await api.ask("POST", "/goals", { body: { ...GOAL, key: "c" }, headers })).status).toBe(201);
    expect(await count("idempotency")).toBe(1);
  });
});

test("a dry run checks everything and writes nothing", async () => {
  const { ask } = testApi();
  await ask("POST", "/experiments", { body: experiment() });
  const before = await dump();
  for (const [method, path, body, etag] of [
    ["POST", "/goals", GOAL, undefined],
    ["POST", "/experiments", experiment({ key: "b" }), undefined],
    ["PATCH", "/experiments/pdp-trust", { name: "Other" }, '"1"'],
    ["POST", "/experiments/pdp-trust/start", {}, '"1"'],
    ["DELETE", "/experiments/pdp-trust", undefined, '"1"'],
    ["POST", "/tokens", { name: "x", role: "admin" }, undefined],
  ] as const) {
    const answer = await ask(method, `${path}?dry-run`, { body, etag, headers: { "idempotency-key": "k" } });
    expect([path, answer.status, answer.headers.get("lahza-dry-run")]).toEqual([path, 200, "true"]);
  }
  expect((await ask("POST", "/experiments?dry-run", { body: experiment({ traffic: 7 }) })).status).toBe(422);
  expect(await dump()).toEqual(before);
});

describe("the audit log", () => {
  test("has exactly one row for each write, with who, before, after and the request", async () => {
    const api = testApi();
    const token = (await tokenFor("admin", { name: "Sara" })).secret;
    let rows = 0;
    const seen = new Set<string>();
    const write = async (
      method: string,
      path: string,
      route: string,
      options: object = {},
    ): Promise<string> => {
      const answer = await api.ask(method, path, { token, ...options });
      expect([method, path, answer.status < 300, answer.body.errors]).toEqual([
        method,
        path,
        true,
        undefined,
      ]);
      rows++;
      const all = (await dump(["audit"]))["audit"] as Record<string, unknown>[];
      expect([route, all.length]).toEqual([route, rows]);
      const last = all.at(-1);
      expect(last).toMatchObject({ at: NOW, actor: "Sara", request: answer.headers.get("lahza-request") });
      expect(last?.["before"] ?? last?.["after"]).not.toBeNull();
      seen.add(`${method} ${route}`);
      return answer.headers.get("etag") ?? "";
    };
    let etag = await write("POST", "/goals", "/goals", { body: GOAL });
    etag = await write("PUT", "/goals/thanks", "/goals/:key", { body: { ...GOAL, path: "/x" }, etag });
    await write("DELETE", "/goals/thanks", "/goals/:key", { etag });
    etag = await write("POST", "/metrics", "/metrics", { body: { key: "stays", kind: "first_moment" } });
    etag = await write("PUT", "/metrics/stays", "/metrics/:key", {
      body: { key: "stays", kind: "bounce" },
      etag,
    });
    await write("DELETE", "/metrics/stays", "/metrics/:key", { etag });
    await deadLetterStatement(db, {
      id: "m1",
      atMs: NOW,
      reason: "not-readable",
      attempts: 1,
      records: null,
    }).run();
    await write("POST", "/dead-letters/replay", "/dead-letters/replay");
    const about = { experiment: "hero", phase: 1, event: "end", subject: "" };
    await tellStatement(db, { ...about, url: "https://chat.example/", body: "{}" }, NOW).run();
    await write("POST", "/alerts/retry", "/alerts/retry");
    await write("POST", "/events/watch", "/events/watch");
    await write("POST", "/visitors/visitor-1/erase", "/visitors/:id/erase");
    const settings = await api.ask("GET", "/settings", { token });
    etag = await write("PATCH", "/settings", "/settings", {
      body: { approveClaims: true },
      etag: settings.headers.get("etag"),
    });
    await write("PUT", "/settings", "/settings", { body: { currency: "EUR" }, etag });
    const made = await api.ask("POST", "/tokens", { token, body: { name: "x", role: "viewer" } });
    rows++;
    seen.add("POST /tokens");
    await write("DELETE", `/tokens/${made.body.data.id}`, "/tokens/:id", { etag: made.headers.get("etag") });
    const at = "/experiments/pdp-trust";
    const element = { kind: "trust_badges", items: [{ type: "guarantee", label: "Free returns" }] };
    const claims = experiment({
      variants: [
        { key: "control", weight: 0.5 },
        { key: "words", weight: 0.5, changes: [{ selector: "h1", action: "after", element }] },
      ],
    });
    await write("POST", "/experiments", "/experiments", { body: claims });
    await write("PUT", at, "/experiments/:key", { body: { ...claims, name: "b" }, etag: '"1"' });
    await write("PATCH", at, "/experiments/:key", { body: { name: "c" }, etag: '"2"' });
    await write("POST", `${at}/revisions/1/restore`, "/experiments/:key/revisions/:revision/restore", {
      etag: '"3"',
    });
    const approver = (await tokenFor("publisher", { name: "Sara2" })).secret;
    const approved = await api.ask("POST", `${at}/approval`, { token: approver, etag: '"4"' });
    expect(approved.status).toBe(201);
    rows++;
    seen.add("POST /experiments/:key/approval");
    let revision = 4;
    for (const [action, body] of [
      ["start", {}],
      ["pause", {}],
      ["resume", { note: "go on" }],
      ["new-phase", { patch: { traffic: 0.5 } }],
      ["finish", {}],
      ["rollout", { variant: "words" }],
      ["archive", {}],
    ] as const) {
      await write("POST", `${at}/${action}`, `/experiments/:key/${action}`, {
        body,
        etag: `"${revision++}"`,
      });
    }
    await write("POST", "/experiments", "/experiments", { body: experiment({ key: "gone" }) });
    await write("DELETE", "/experiments/gone", "/experiments/:key", { etag: '"1"' });
    const writing = ROUTES.filter(({ kind }) => kind === "write").map(
      ({ method, path }) => `${method} ${path}`,
    );
    expect(writing.filter((route) => !seen.has(route) && !WRITES_NO_DEFINITION.has(route))).toEqual([]);
  });

  /** Tested where they are made. */
  const WRITES_NO_DEFINITION = new Set([
    "POST /experiments/:key/editor",
    // Recorded rows, and links to sign in with, are no definitions.
    "POST /events",
    "POST /sign-in-links",
    "POST /staff-links",
    "POST /experiments/:key/preview",
    "DELETE /experiments/:key/preview",
    "POST /experiments/:key/check",
    // Only worked out.
    "POST /experiments/:key/aa-replay",
    "POST /power",
  ]);

  test("nothing is written when the audit row cannot be", async () => {
    const { ask } = testApi();
    await db.exec("CREATE TRIGGER no_audit BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END");
    try {
      for (const [path, body] of [
        ["/goals", GOAL],
        ["/metrics", { key: "stays", kind: "bounce" }],
        ["/experiments", experiment()],
        ["/tokens", { name: "x", role: "viewer" }],
      ] as const) {
        expect((await ask("POST", path, { body })).status).toBe(503);
      }
    } finally {
      await db.exec("DROP TRIGGER no_audit");
    }
    for (const table of ["goals", "metrics", "experiments", "revisions", "tokens", "rulesets"])
      expect([table, await count(table)]).toEqual([table, 0]);
  });
});

describe("limits", () => {
  test("a token that asks too often waits, others do not", async () => {
    const api = testApi({}, { requestsPerMinute: 60 });
    const { secret } = await tokenFor("viewer");
    for (let request = 0; request < 60; request++) expect((await api.ask("GET", "/goals")).status).toBe(200);
    const refused = await api.ask("GET", "/goals");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect((await api.ask("GET", "/goals", { token: secret })).status).toBe(200);
    api.nowMs += 1_000;
    expect((await api.ask("GET", "/goals")).status).toBe(200);
  });

  test.each<[string, number, object]>([
    ["larger than a megabyte", 413, { body: `{"key":"${"a".repeat(1_000_001)}"}` }],
    ["no JSON", 400, { body: "{" }],
    ["nested too deep", 400, { body: `${"[".repeat(40)}${"]".repeat(40)}` }],
    ["nested a hundred thousand deep", 400, { body: `${"[".repeat(100_000)}${"]".repeat(100_000)}` }],
    ["another type", 415, { body: "{}", headers: { "content-type": "text/plain" } }],
    ["a form", 415, { body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } }],
    ["another charset", 415, { body: "{}", headers: { "content-type": "application/json; charset=utf-16" } }],
    ["zipped", 415, { body: "{}", headers: { "content-encoding": "gzip" } }],
    ["nothing", 415, {}],
  ])("a body that is %s: %s", async (_what, status, options) => {
    const { ask } = testApi();
    const answer = await ask("POST", "/goals", options);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  });

  test("an address that guesses tokens waits, also with the right one at last; others do not", async () => {
    const api = testApi();
    const guess = (token: string, address: string, path = "/goals") =>
      api.ask("GET", path, { token, headers: { "cf-connecting-ip": address } });
    for (let count = 0; count < 60; count++)
      expect((await guess(`lahza_${String(count).padEnd(43, "x")}`, "192.0.2.1")).status).toBe(401);
    for (const token of [`lahza_${"y".repeat(43)}`, ADMIN_TOKEN]) {
      const { status, headers, body } = await guess(token, "192.0.2.1");
      expect([status, headers.get("retry-after"), body.status]).toEqual([429, "1", 429]);
    }
    // What answers everybody a little tells no more to who guesses.
    expect((await guess(ADMIN_TOKEN, "192.0.2.1", "/health")).body).toEqual({ ok: true });
    expect((await guess(ADMIN_TOKEN, "192.0.2.2")).status).toBe(200);
    api.nowMs += 1_000;
    expect((await guess(ADMIN_TOKEN, "192.0.2.1")).status).toBe(200);
  });

  test("names that every object has give no role, and change nothing of it", async () => {
    expect(["constructor", "__proto__", "tostring"].map((email) => accessRole(email, {}))).toEqual([
      "viewer",
      "viewer",
      "viewer",
    ]);
    const { ask } = testApi();
    const { headers, body: before } = await ask("GET", "/settings");
    for (const body of ['{"__proto__":{"enabled":false}}', '{"constructor":{"prototype":{"x":1}}}']) {
      const answer = await ask("PATCH", "/settings", { body, etag: headers.get("etag") ?? "" });
      expect([200, 422]).toContain(answer.status);
      expect((await ask("GET", "/settings")).body).toEqual(before);
      expect([({} as { enabled?: boolean }).enabled, ({} as { x?: number }).x]).toEqual([
        undefined,
        undefined,
      ]);
    }
  });

  test("methods that an address does not take, and what browsers may not read", async () => {
    const { ask } = testApi();
    const put = await ask("PUT", "/goals", { body: GOAL });
    expect([put.status, put.headers.get("allow")]).toEqual([405, "HEAD, GET, POST"]);
    const preflight = await ask("OPTIONS", "/goals", {
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(405);
    const read = await ask("GET", "/goals", { headers: { origin: "https://evil.example" } });
    for (const answer of [put, preflight, read]) {
      expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
  });
});

describe("documentation", () => {
  test("is there without a token, and loads nothing from elsewhere", async () => {
    const { ask } = testApi();
    const page = await ask("GET", "/docs", { token: null });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+='/,
    );
    expect(page.body).not.toMatch(/<script|<link|<img|\son\w+=|style="/);
    for (const { path } of ROUTES) expect(page.body).toContain(path.replaceAll(/:(\w+)/g, "{$1}"));
    const style = /<style>([\s\S]*?)<\/style>/.exec(page.body)?.[1] ?? "";
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    expect(page.headers.get("content-security-policy")).toContain(
      btoa(String.fromCharCode(...new Uint8Array(digest))),
    );
    const document = await ask("GET", "/openapi.json", { token: null });
    expect(document.body.openapi).toBe("3.1.0");
  });
});

describe("ADMIN_HOST", () => {
  test("only there is an API; elsewhere there is nothing, with any token", async () => {
    const { ask } = testApi({ ADMIN_HOST: "admin.shop.example" });
    for (const path of ["/goals", "/health", "/docs", "/openapi.json", "/unknown"]) {
      expect([path, (await ask("GET", path)).status]).toEqual([path, 404]);
      expect((await ask("GET", path, { host: "admin.shop.example.evil.example" })).status).toBe(404);
      expect((await ask("GET", path, { host: "admin.shop.example:8443" })).status).toBe(404);
    }
    expect((await ask("POST", "/goals", { body: GOAL })).status).toBe(404);
    expect((await ask("GET", "/goals", { host: "admin.shop.example" })).status).toBe(200);
    expect((await ask("GET", "/goals", { host: "ADMIN.shop.example" })).status).toBe(200);
    expect(await count("goals")).toBe(0);
  });
});

describe("Cloudflare Access", () => {
  const env = {
    ADMIN_HOST: "admin.shop.example",
    ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com",
    ACCESS_AUD: "aud-1",
  };
  let ours: CryptoKeyPair;
  let other: CryptoKeyPair;
  let keys: AccessKeys;
  const claims = { sub: "u-1", email: "sara@shop.example" };

  beforeAll(async () => {
    ours = await generateKeyPair("RS256", { extractable: true });
    other = await generateKeyPair("RS256");
    const { createLocalJWKSet } = await import("jose");
    keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(ours.publicKey)), kid: "k1", alg: "RS256" }] });
  });

  const sign = async (
    payload: JWTPayload = claims,
    {
      issuer = "https://team.cloudflareaccess.com",
      audience = "aud-1",
      from = NOW,
      until = NOW + 60_000,
      key = ours.privateKey,
    } = {},
  ): Promise<string> =>
    await new SignJWT(payload)
      .setProtectedHeader({ alg: "RS256", kid: "k1" })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(from / 1000)
      .setNotBefore(from / 1000)
      .setExpirationTime(until / 1000)
      .sign(key);

  const asking = (
    api: TestApi,
    method: string,
    path: string,
    jwt: string,
    options: { headers?: object; body?: unknown; host?: string } = {},
  ) =>
    api.ask(method, path, {
      host: "admin.shop.example",
      ...options,
      token: null,
      headers: { "cf-access-jwt-assertion": jwt, ...options.headers },
    });

  test("who signed in may look; the settings say who may do more", async () => {
    const api = testApi(env, { accessKeys: keys });
    const jwt = await sign();
    expect((await asking(api, "GET", "/goals", jwt)).status).toBe(200);
    expect((await asking(api, "POST", "/goals", jwt, { body: GOAL })).status).toBe(403);
    const settings = await api.ask("GET", "/settings", { host: env.ADMIN_HOST });
    await api.ask("PATCH", "/settings", {
      host: env.ADMIN_HOST,
      body: { accessRoles: { "sara@shop.example": "editor" } },
      etag: settings.headers.get("etag") ?? "",
    });
    expect((await asking(api, "POST", "/goals", jwt, { body: GOAL })).status).toBe(201);
    const [row] = ((await dump(["audit"]))["audit"] as Record<string, unknown>[]).slice(-1);
    expect(row).toMatchObject({ actor_id: "access:u-1", actor: "sara@shop.example", action: "goal.create" });
    expect((await asking(api, "GET", "/tokens", jwt)).status).toBe(403);
  });

  test.each<[string, () => Promise<string>]>([
    ["of another application", () => sign(claims, { audience: "aud-2" })],
    ["of another team", () => sign(claims, { issuer: "https://evil.cloudflareaccess.com" })],
    ["that has expired", () => sign(claims, { from: NOW - 120_000, until: NOW - 60_000 })],
    ["that is not valid yet", () => sign(claims, { from: NOW + 120_000, until: NOW + 240_000 })],
    ["signed by somebody else", () => sign(claims, { key: other.privateKey })],
    ["without a subject", () => sign({ email: "sara@shop.example" })],
    ["without a signature", async () => `${btoa('{"alg":"none"}')}.${(await sign()).split(".")[1]}.`],
    [
      "signed with the public key as a secret",
      async () => {
        const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(ours.publicKey)));
        return await new SignJWT(claims)
          .setProtectedHeader({ alg: "HS256", kid: "k1" })
          .setIssuer("https://team.cloudflareaccess.com")
          .setAudience("aud-1")
          .setIssuedAt(NOW / 1000)
          .setExpirationTime(NOW / 1000 + 60)
          .sign(secret);
      },
    ],
    ["that is none", () => Promise.resolve("x")],
  ])("a token %s opens nothing", async (_what, make) => {
    const api = testApi(env, { accessKeys: keys });
    expect((await asking(api, "GET", "/goals", await make())).status).toBe(401);
  });

  test("it counts on ADMIN_HOST only", async () => {
    const { ADMIN_HOST: _, ...rest } = env;
    const api = testApi(rest, { accessKeys: keys });
    expect((await asking(api, "GET", "/goals", await sign(), { host: "shop.example" })).status).toBe(401);
    expect(
      (
        await asking(testApi(env, { accessKeys: keys }), "GET", "/goals", await sign(), {
          host: "shop.example",
        })
      ).status,
    ).toBe(404);
  });

  test("a write that a page of another host sends is refused", async () => {
    const api = testApi(env, { accessKeys: keys });
    const settings = await api.ask("GET", "/settings", { host: env.ADMIN_HOST });
    await api.ask("PATCH", "/settings", {
      host: env.ADMIN_HOST,
      body: { accessRoles: { "sara@shop.example": "editor" } },
      etag: settings.headers.get("etag") ?? "",
    });
    const jwt = await sign();
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "https://shop.example" },
      { origin: "https://shop.example" },
      { origin: "null" },
    ]) {
      expect((await asking(api, "POST", "/goals", jwt, { body: GOAL, headers })).status).toBe(403);
    }
    const own = { "sec-fetch-site": "same-origin", origin: "https://admin.shop.example" };
    expect((await asking(api, "POST", "/goals", jwt, { body: GOAL, headers: own })).status).toBe(201);
  });

  test("half a configuration is a problem that health tells, and lets nobody in", async () => {
    const api = testApi({ ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com" }, { accessKeys: keys });
    expect((await asking(api, "GET", "/goals", await sign(), { host: "shop.example" })).status).toBe(401);
    expect((await api.ask("GET", "/health")).body.problems).toEqual([expect.stringContaining("ACCESS_AUD")]);
  });
});

test("the typed client", async () => {
  const { api } = testApi();
  const client = createClient("https://shop.example", ADMIN_TOKEN, {
    fetch: (input, init) => api.fetch(new Request(input, init)),
  });
  const made = await client.experiments.$post({ json: experiment() as never });
  expect(made.status).toBe(201);
  const started = await client.experiments[":key"].start.$post({
    param: { key: "pdp-trust" },
    header: { "if-match": made.headers.get("etag") ?? "" },
    json: {},
  });
  if (!started.ok) throw new Error(JSON.stringify(await started.json()));
  const { data } = await started.json();
  expect(data.status satisfies "draft" | "running" | "paused" | "finished" | "archived" | "rollout").toBe(
    "running",
  );
  const list = await client.experiments.$get({ query: { status: "running" } });
  if (!list.ok) throw new Error("refused");
  expect((await list.json()).data.map(({ key }) => key)).toEqual(["pdp-trust"]);
});
