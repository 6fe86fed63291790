import { beforeEach, describe, expect, test } from "vitest";
import { atLeast, TOKEN_ROLES } from "../../src/admin/role.ts";
import type { AnyRoute } from "../../src/admin/route.ts";
import { ROUTES } from "../../src/admin/routes.ts";
import { experiment, NOW, testApi, tokenFor } from "./api.ts";
import { db, dump, freshDatabase } from "./database.ts";

beforeEach(freshDatabase);

const GOAL = { key: "thanks", kind: "page", path: "/thank-you", event: "ordered" };
const METRIC = { key: "ordered", kind: "conversion", event: "ordered" };

async function audit(): Promise<
  { action: string; resource: string; before: string | null; after: string | null; request: string }[]
> {
  return (await dump(["audit"]))["audit"] as never;
}

describe("goals, metrics, settings, tokens", () => {
  test("a goal is made, read, replaced and deleted, and the edge is given it", async () => {
    const { ask } = testApi();
    const made = await ask("POST", "/goals", { body: GOAL });
    expect([made.status, made.body.data.key]).toEqual([201, "thanks"]);
    expect(made.headers.get("location")).toBe("/_lahza/api/goals/thanks");
    const read = await ask("GET", "/goals/thanks");
    expect(read.headers.get("etag")).toBe(made.headers.get("etag"));
    const replaced = await ask("PUT", "/goals/thanks", {
      body: { ...GOAL, path: "/merci" },
      etag: read.headers.get("etag") ?? "",
    });
    expect([replaced.status, replaced.body.data.path]).toEqual([200, "/merci"]);
    const ruleset = await db
      .prepare("SELECT body FROM rulesets ORDER BY version DESC LIMIT 1")
      .first<string>("body");
    expect(JSON.parse(ruleset ?? "{}").goals).toEqual([expect.objectContaining({ path: "/merci" })]);
    const gone = await ask("DELETE", "/goals/thanks", { etag: replaced.headers.get("etag") ?? "" });
    expect(gone.status).toBe(200);
    expect((await ask("GET", "/goals/thanks")).status).toBe(404);
    expect((await audit()).map(({ action }) => action)).toEqual([
      "goal.create",
      "goal.update",
      "goal.delete",
    ]);
  });

  test("what is needed elsewhere is not deleted", async () => {
    const { ask } = testApi();
    const goal = await ask("POST", "/goals", { body: GOAL });
    const metric = await ask("POST", "/metrics", { body: METRIC });
    const etag = goal.headers.get("etag") ?? "";
    expect(await ask("DELETE", "/goals/thanks", { etag })).toMatchObject({ status: 409 });
    expect(await ask("PUT", "/goals/thanks", { etag, body: { ...GOAL, event: "other" } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/event" }] },
    });
    await ask("POST", "/experiments", { body: experiment({ metrics: { primary: "ordered" } }) });
    expect(await ask("DELETE", "/metrics/ordered", { etag: metric.headers.get("etag") ?? "" })).toMatchObject(
      {
        status: 409,
        body: { detail: "by experiment pdp-trust" },
      },
    );
  });

  test("a metric whose event no goal gives, or with a built-in's key, is refused", async () => {
    const { ask } = testApi();
    expect(await ask("POST", "/metrics", { body: METRIC })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/event" }] },
    });
    expect(
      await ask("POST", "/metrics", { body: { ...METRIC, key: "purchase", event: "purchase" } }),
    ).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/key" }] },
    });
    expect((await ask("GET", "/metrics/purchase")).status).toBe(200);
    expect((await ask("DELETE", "/metrics/purchase", { etag: '"1"' })).status).toBe(409);
  });

  test("settings begin with defaults; the kill switch is one field", async () => {
    const { ask } = testApi();
    const read = await ask("GET", "/settings");
    expect(read.body.data).toMatchObject({ enabled: true, currency: "USD" });
    const off = await ask("PATCH", "/settings", {
      body: { enabled: false },
      etag: read.headers.get("etag") ?? "",
    });
    expect(off.body.data).toEqual({ ...read.body.data, enabled: false });
    const body = await db
      .prepare("SELECT body FROM rulesets ORDER BY version DESC LIMIT 1")
      .first<string>("body");
    expect(JSON.parse(body ?? "{}").settings.enabled).toBe(false);
    expect(
      (
        await ask("PUT", "/settings", {
          body: {
            timeZone: "Mars/Base",
            currency: "IRT",
            currencyRates: { date: "2026-11-01", rates: { IRR: 0.1, USD: 1_100_000 } },
          },
          etag: off.headers.get("etag") ?? "",
        })
      ).body.errors,
    ).toEqual([
      { pointer: "/timeZone", detail: expect.any(String) },
      { pointer: "/currencyRates/rates/IRR", detail: expect.any(String) },
    ]);
  });

  test("a token's secret is told once, opens what its role may, and nothing once revoked", async () => {
    const { ask } = testApi();
    const made = await ask("POST", "/tokens", {
      body: { name: "CI", role: "editor" },
      headers: { "idempotency-key": "k1" },
    });
    const { token, id, prefix } = made.body.data;
    expect(token).toMatch(/^lahza_[A-Za-z0-9_-]{43}$/);
    expect(token.startsWith(prefix)).toBe(true);
    const everything = JSON.stringify(await dump());
    expect(everything).not.toContain(token);
    expect(
      (
        await ask("POST", "/tokens", {
          body: { name: "CI", role: "editor" },
          headers: { "idempotency-key": "k1" },
        })
      ).body.data.token,
    ).toBeNull();
    expect((await ask("POST", "/goals", { body: GOAL, token })).status).toBe(201);
    expect((await ask("GET", "/tokens", { token })).status).toBe(403);
    const shown = await ask("GET", `/tokens/${id}`);
    expect(shown.body.data).toMatchObject({
      name: "CI",
      role: "editor",
      lastUsedAt: new Date(NOW).toISOString(),
    });
    expect(shown.body.data.token).toBeUndefined();
    const revoked = await ask("DELETE", `/tokens/${id}`, { etag: shown.headers.get("etag") ?? "" });
    expect(revoked.body.data.revokedAt).toBe(new Date(NOW).toISOString());
    expect((await ask("GET", "/goals", { token })).status).toBe(401);
  });

  test("an expired token opens nothing; use is written once a minute", async () => {
    const api = testApi();
    const { secret, id } = await tokenFor("viewer", { expiresAtMs: NOW + 100_000 });
    const used = (): Promise<number | null> =>
      db.prepare("SELECT last_used_at FROM tokens WHERE id = ?1").bind(id).first<number>("last_used_at");
    await api.ask("GET", "/goals", { token: secret });
    expect(await used()).toBe(NOW);
    api.nowMs = NOW + 59_000;
    await api.ask("GET", "/goals", { token: secret });
    expect(await used()).toBe(NOW);
    api.nowMs = NOW + 60_000;
    await api.ask("GET", "/goals", { token: secret });
    expect(await used()).toBe(NOW + 60_000);
    api.nowMs = NOW + 100_000;
    expect((await api.ask("GET", "/goals", { token: secret })).status).toBe(401);
  });

  test("layers show who holds what and what is free", async () => {
    const { ask } = testApi();
    const layer = (from: number, to: number) => ({ name: "pdp", range: [from, to] });
    await ask("POST", "/experiments", { body: experiment({ key: "a", layer: layer(0, 0.25) }) });
    await ask("POST", "/experiments", { body: experiment({ key: "b", layer: layer(0.5, 0.75) }) });
    expect((await ask("GET", "/layers/pdp")).body.data).toMatchObject({
      name: "pdp",
      experiments: [{ key: "a" }, { key: "b" }],
      free: [
        [0.25, 0.5],
        [0.75, 1],
      ],
    });
    expect((await ask("GET", "/layers")).body.data).toHaveLength(1);
    expect((await ask("GET", "/layers/none")).status).toBe(404);
  });

  test("lists go on where they ended", async () => {
    const { ask } = testApi();
    for (const key of ["a", "b", "c"]) await ask("POST", "/goals", { body: { ...GOAL, key } });
    const first = await ask("GET", "/goals?limit=2");
    expect([first.body.data.map((goal: { key: string }) => goal.key), first.body.next]).toEqual([
      ["a", "b"],
      "b",
    ]);
    const second = await ask("GET", "/goals?limit=2&after=b");
    expect([second.body.data.map((goal: { key: string }) => goal.key), second.body.next]).toEqual([
      ["c"],
      null,
    ]);
    const rows = await ask("GET", "/audit?limit=1&resource=goals");
    expect(rows.body.data).toHaveLength(1);
    expect(rows.body.data[0]).toMatchObject({
      action: "goal.create",
      resource: "goals/c",
      actor: "ADMIN_TOKEN",
      before: null,
    });
    const older = await ask("GET", `/audit?limit=5&resource=goals&after=${rows.body.next}`);
    expect(older.body.data.map((row: { resource: string }) => row.resource)).toEqual(["goals/b", "goals/a"]);
    expect((await ask("GET", "/audit?resource=goals/b&actor=admin")).body.data).toHaveLength(1);
    expect((await ask("GET", "/audit?actor=nobody")).body.data).toEqual([]);
  });
});

describe("who may", () => {
  /** A body that is right, where a route needs one, so that only the role can refuse. */
  const BODIES: Readonly<Record<string, unknown>> = {
    "POST /experiments": experiment({ key: "fresh" }),
    "PUT /experiments/:key": experiment({ name: "Other" }),
    "PATCH /experiments/:key": { name: "Other" },
    "POST /experiments/:key/rollout": { variant: "words" },
    "POST /goals": { ...GOAL, key: "fresh" },
    "PUT /goals/:key": { ...GOAL, path: "/x" },
    "POST /metrics": { ...METRIC, key: "fresh", event: "purchase" },
    "PUT /metrics/:key": { ...METRIC, event: "purchase", cap: 2 },
    "PUT /settings": {},
    "PATCH /settings": { currency: "EUR" },
    "POST /tokens": { name: "fresh", role: "viewer" },
  };

  const cases = ROUTES.flatMap((route) =>
    [null, ...TOKEN_ROLES].map((role) => [route.method, route.path, role, route] as const),
  );

  test.each(cases)("%s %s as %s", async (method, path, role, route: AnyRoute) => {
    const { ask } = testApi();
    await ask("POST", "/goals", { body: GOAL });
    await ask("POST", "/metrics", { body: METRIC });
    await ask("POST", "/experiments", { body: experiment() });
    const other = await tokenFor("viewer", { name: "other" });
    const token = role === null ? null : (await tokenFor(role)).secret;
    const before = await dump();
    const answer = await ask(method, concrete(path, other.id), {
      token,
      body: BODIES[`${method} ${path}`],
      etag: route.kind === "write" && route.guarded ? '"unlikely"' : undefined,
    });
    const may = route.role === null || (role !== null && atLeast(role, route.role));
    const refusal = role === null ? 401 : 403;
    if (may) expect([401, 403]).not.toContain(answer.status);
    else expect(answer.status).toBe(refusal);
    expect(answer.status).toBeLessThan(500);
    if (!may) {
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      const { tokens: _, ...rest } = await dump();
      const { tokens: __, ...old } = before;
      expect(rest).toEqual(old);
    }
  });

  test("the table asks for what the design says", () => {
    const needs = (role: string | null) =>
      ROUTES.filter((route) => route.role === role).map(({ method, path }) => `${method} ${path}`);
    expect(needs(null).toSorted()).toEqual(["GET /docs", "GET /health", "GET /openapi.json"]);
    expect(needs("admin").toSorted()).toEqual([
      "DELETE /tokens/:id",
      "GET /alerts",
      "GET /audit",
      "GET /dead-letters",
      "GET /tokens",
      "GET /tokens/:id",
      "PATCH /settings",
      "POST /alerts/retry",
      "POST /dead-letters/replay",
      "POST /tokens",
      "POST /visitors/:id/erase",
      "PUT /settings",
    ]);
    // Whoever only looks changes nothing; a sign-in link is for oneself, a staff link for one's browser, what is only worked out changes nothing, and
    // watching is looking.
    for (const route of ROUTES)
      if (route.kind === "write" && !/\/(aa-replay|power|sign-in-links|staff-links|watch)$/.test(route.path))
        expect(["editor", "publisher", "admin"]).toContain(route.role);
    // Whatever changes something that exists asks for the revision that was seen; looking changes nothing, and erasing
    // has no revision.
    for (const route of ROUTES)
      if (
        route.kind === "write" &&
        route.path.includes(":") &&
        !/\/(preview|check|editor|erase|aa-replay)$/.test(route.path)
      )
        expect([route.path, route.guarded]).toEqual([route.path, true]);
  });

  test("an editor's css, js and markup are refused by name; a publisher's are not", async () => {
    const { ask } = testApi();
    const [editor, publisher] = [await tokenFor("editor"), await tokenFor("publisher")];
    const body = experiment({
      variants: [
        { key: "control", weight: 0.5 },
        {
          key: "b",
          weight: 0.5,
          css: ".x{}",
          js: "1",
          changes: [{ selector: "h1", action: "set_html", value: "<b>x</b>" }],
        },
      ],
    });
    const refused = await ask("POST", "/experiments", { body, token: editor.secret });
    expect(refused.status).toBe(403);
    expect(refused.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      "/variants/1/css",
      "/variants/1/js",
      "/variants/1/changes/0/value",
    ]);
    expect((await ask("POST", "/experiments", { body, token: publisher.secret })).status).toBe(201);
    // What a publisher wrote does not stand in the way of an editor's words elsewhere.
    expect(
      (
        await ask("PATCH", "/experiments/pdp-trust", {
          body: { name: "New" },
          etag: '"1"',
          token: editor.secret,
        })
      ).status,
    ).toBe(200);
  });

  test("no way that an editor has makes a page load, run or send something", async () => {
    const { ask } = testApi();
    const { secret: token } = await tokenFor("editor");
    const withChange = (change: object) => ({
      variants: [
        { key: "control", weight: 0.5 },
        { key: "b", weight: 0.5, changes: [change] },
      ],
    });
    const dangers = [
      { selector: ".tracker", action: "set_attribute", name: "src", value: "https://evil.example/x.js" },
      { selector: "a.buy", action: "set_attribute", name: "href", value: " java\nscript:alert(1)" },
      { selector: "a.buy", action: "set_attribute", name: "href", value: { en: "/", fa: "javascript:1" } },
      { selector: "a.buy", action: "set_attribute", name: "href", value: "data:text/html,x" },
      { selector: "svg use", action: "set_attribute", name: "xlink:href", value: "//evil.example/x.svg#a" },
      { selector: "form.cart", action: "set_attribute", name: "action", value: "//evil.example/" },
      {
        selector: "meta[http-equiv]",
        action: "set_attribute",
        name: "content",
        value: "0;url=//evil.example",
      },
      { selector: "#x", action: "set_attribute", name: "data-bind", value: "text: alert(1)" },
      { selector: "script", action: "remove_attribute", name: "integrity" },
      { selector: "script", action: "append", value: "alert(1)" },
    ];
    const harmless = { selector: "h1", action: "set_text", value: "New" };
    await ask("POST", "/experiments", { body: { ...experiment(withChange(harmless)), key: "waits" }, token });
    await ask("POST", "/experiments", { body: experiment(withChange(harmless)), token });
    await ask("POST", "/experiments/pdp-trust/start", { etag: '"1"', token });
    for (const danger of dangers) {
      const body = withChange(danger);
      const doors = [
        ask("POST", "/experiments", { body: { ...experiment(body), key: "fresh" }, token }),
        ask("PUT", "/experiments/waits", { body: { ...experiment(body), key: "waits" }, etag: '"1"', token }),
        ask("PATCH", "/experiments/waits", { body, etag: '"1"', token }),
        ask("POST", "/experiments/pdp-trust/new-phase", { body: { patch: body }, etag: '"2"', token }),
      ];
      for (const refused of await Promise.all(doors)) {
        expect([danger, refused.status]).toEqual([danger, 403]);
        expect(refused.body.errors).toEqual([
          {
            pointer: expect.stringMatching(
              /^(?:\/patch)?\/variants\/1\/changes\/0\/(?:name|selector|value)$/,
            ),
            detail: expect.stringContaining("publisher"),
          },
        ]);
      }
      // What is refused to an editor is a publisher's to do.
      expect((await ask("PATCH", "/experiments/waits?dry-run", { body, etag: '"1"' })).status).toBe(200);
    }
  });
});

function concrete(path: string, token: string): string {
  return path
    .replace("/tokens/:id", `/tokens/${token}`)
    .replace("/goals/:key", "/goals/thanks")
    .replace("/metrics/:key", "/metrics/ordered")
    .replace("/layers/:key", "/layers/pdp")
    .replace("/experiments/:key", "/experiments/pdp-trust")
    .replace(":revision", "1");
}
