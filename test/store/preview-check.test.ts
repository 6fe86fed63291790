/** Preview links and checks, asked of the API. */
import { beforeEach, describe, expect, test } from "vitest";
import { experiment, testApi, tokenFor } from "./api.ts";
import { db, dump, freshDatabase } from "./database.ts";

beforeEach(freshDatabase);

const page = (body: string): Promise<Response> =>
  Promise.resolve(new Response(body, { headers: { "content-type": "text/html; charset=utf-8" } }));

describe("POST /experiments/:key/preview", () => {
  test("gives a signed link for each variant of a draft, and writes what it shows", async () => {
    const { ask } = testApi();
    await ask("POST", "/experiments", { body: experiment({}) });
    const made = await ask("POST", "/experiments/pdp-trust/preview", { body: { to: "/products/tea" } });
    expect(made.status).toBe(201);
    const { links, revision, expiresAt } = made.body.data;
    expect([revision, expiresAt]).toEqual([1, "2026-11-08T12:00:00.000Z"]);
    expect(links.length).toBeGreaterThan(1);
    for (const { url } of links)
      expect(url).toMatch(/^https:\/\/shop\.example\/_lahza\/p\/[^/]+\?to=%2Fproducts%2Ftea$/);
    const { previews, audit, experiments } = (await dump([
      "previews",
      "audit",
      "experiments",
    ])) as never as Record<string, Record<string, string>[]>;
    expect(previews).toHaveLength(1);
    expect(JSON.stringify(audit)).toContain("experiment.preview");
    expect(JSON.stringify(audit)).not.toContain("/_lahza/p/");
    expect(experiments?.[0]?.["status"]).toBe("draft");
    // The same again is the same preview.
    await ask("POST", "/experiments/pdp-trust/preview");
    expect((await dump(["previews"]))["previews"]).toHaveLength(1);
    // A rehearsal writes none.
    await ask("DELETE", "/experiments/pdp-trust/preview");
    await ask("POST", "/experiments/pdp-trust/preview?dry-run");
    expect((await dump(["previews"]))["previews"]).toHaveLength(0);
  });

  test.each([
    [{ to: "//evil.example" }, "/to"],
    [{ to: "https://evil.example/" }, "/to"],
    [{ to: "/\\evil.example" }, "/to"],
    [{ expiresIn: 59 }, "/expiresIn"],
    [{ expiresIn: 31 * 86_400 }, "/expiresIn"],
    [{ expiresIn: "1" }, "/expiresIn"],
    [{ more: 1 }, "/more"],
  ])("refuses %j", async (body, pointer) => {
    const { ask } = testApi();
    await ask("POST", "/experiments", { body: experiment({}) });
    const refused = await ask("POST", "/experiments/pdp-trust/preview", { body });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    expect((await dump(["previews"]))["previews"]).toHaveLength(0);
  });

  test("leads to the shop's host, not to that of the API", async () => {
    const { ask } = testApi({ ADMIN_HOST: "admin.example" });
    const host = "admin.example";
    await ask("POST", "/experiments", { body: experiment({}), host });
    expect(await ask("POST", "/experiments/pdp-trust/preview", { host })).toMatchObject({ status: 409 });
    const { headers } = await ask("GET", "/settings", { host });
    await ask("PATCH", "/settings", {
      body: { hosts: ["shop.example"] },
      etag: headers.get("etag") ?? "",
      host,
    });
    const made = await ask("POST", "/experiments/pdp-trust/preview", { host });
    expect(made.body.data.links[0].url).toMatch(/^https:\/\/shop\.example\/_lahza\/p\//);
    expect((await ask("POST", "/experiments/missing/preview", { host })).status).toBe(404);
  });
});

describe("POST /experiments/:key/check", () => {
  const changes = [{ selector: "h1", action: "set_text", value: "New" }];
  const variants = [
    { key: "control", weight: 0.5 },
    { key: "b", weight: 0.5, changes },
  ];

  test("fetches the page through the origin and reports each change", async () => {
    const asked: string[] = [];
    const origin = (request: Request): Promise<Response> => {
      asked.push(request.url);
      return page("<!doctype html><html lang=en><h1>Old</h1></html>");
    };
    const { ask } = testApi({}, { origin });
    await ask("POST", "/experiments", { body: experiment({ pages: { include: ["/a", "/b/*"] }, variants }) });
    // Saving looked at the page, too.
    asked.length = 0;
    const report = await ask("POST", "/experiments/pdp-trust/check");
    expect(report.status).toBe(200);
    expect(report.body.data).toMatchObject({ experiment: "pdp-trust", revision: 1, ok: true });
    expect(report.body.data.pages[0].variants[1].changes[0]).toMatchObject({
      matches: 1,
      made: 1,
      first: { before: "<h1>Old", after: "<h1>New" },
    });
    await ask("POST", "/experiments/pdp-trust/check", {
      body: { url: "/b/1", urls: ["https://shop.example/b/2"] },
    });
    expect(asked).toEqual(["https://shop.example/a", "https://shop.example/b/1", "https://shop.example/b/2"]);
    const foreign = await ask("POST", "/experiments/pdp-trust/check", {
      body: { url: "http://169.254.169.254/" },
    });
    expect(foreign.body.data).toMatchObject({
      ok: false,
      pages: [{ problem: expect.stringContaining("only pages of the shop") }],
    });
    expect(asked).toHaveLength(3);
  });

  test("asks for a page where the experiment names none in full; a host of the experiment's own is not trusted", async () => {
    const { ask } = testApi({}, { origin: () => page("<h1>Old</h1>") });
    await ask("POST", "/experiments", {
      body: experiment({ pages: { include: ["/b/*"], hosts: ["internal.example"] }, variants }),
    });
    expect(await ask("POST", "/experiments/pdp-trust/check")).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/url" }] },
    });
    const report = await ask("POST", "/experiments/pdp-trust/check", {
      body: { url: "https://internal.example/b/1" },
    });
    expect(report.body.data.pages[0].problem).toContain("only pages of the shop");
  });

  test("needs the role editor, and writes nothing", async () => {
    const { ask } = testApi({}, { origin: () => page("<h1>Old</h1>") });
    await ask("POST", "/experiments", { body: experiment({ pages: { include: ["/a"] }, variants }) });
    const before = await db.prepare("SELECT count(*) AS n FROM audit").first<number>("n");
    const { secret: token } = await tokenFor("viewer");
    expect((await ask("POST", "/experiments/pdp-trust/check", { token })).status).toBe(403);
    expect((await ask("POST", "/experiments/pdp-trust/preview", { token })).status).toBe(403);
    await ask("POST", "/experiments/pdp-trust/check");
    expect(await db.prepare("SELECT count(*) AS n FROM audit").first<number>("n")).toBe(before);
  });
});

describe("what is saved is looked for on the live page", () => {
  const GONE = "this matches nothing on the live page /products/tea";
  const pointer = "/variants/1/changes/0/selector";

  test("at each write that may show it, as a warning", async () => {
    const asked: string[] = [];
    const { ask } = testApi(
      {},
      {
        origin: (request) => {
          asked.push(request.url);
          return page("<h2>Tea</h2>");
        },
      },
    );
    const body = experiment({ pages: { include: ["/products/tea"] } });
    const told = { warnings: [{ pointer, detail: expect.stringContaining(GONE) }] };
    expect(await ask("POST", "/experiments", { body })).toMatchObject({ status: 201, body: told });
    const etag = (revision: number) => ({ etag: `"${revision}"` });
    const path = "/experiments/pdp-trust";
    const put = { body: { ...body, name: "Two" }, ...etag(1) };
    expect(await ask("PUT", path, put)).toMatchObject({ status: 200, body: told });
    const patch = { body: { name: "Three" }, ...etag(2) };
    expect(await ask("PATCH", path, patch)).toMatchObject({ status: 200, body: told });
    expect(await ask("POST", `${path}/start`, etag(3))).toMatchObject({ status: 200, body: told });
    expect(new Set(asked)).toEqual(new Set(["https://shop.example/products/tea"]));
    const { length } = asked;
    // What ends needs no look, and what is refused gets none.
    await ask("POST", `${path}/finish`, etag(4));
    await ask("PATCH", path, { body: { name: "Late" }, ...etag(1) });
    await ask("POST", "/experiments", { body: { ...body, key: "!" } });
    expect(asked).toHaveLength(length);
    expect(await ask("POST", `${path}/rollout`, { body: { variant: "words" }, ...etag(5) })).toMatchObject({
      status: 200,
      body: { warnings: [] },
    });
  });

  test("a shop that fails or hangs does not keep anybody from saving", async () => {
    for (const origin of [
      () => Promise.reject(new Error("down")),
      () => new Promise<Response>(() => undefined),
    ]) {
      await freshDatabase();
      const { ask } = testApi({}, { origin });
      const body = experiment({ pages: { include: ["/products/tea"] } });
      expect(await ask("POST", "/experiments", { body })).toMatchObject({
        status: 201,
        body: { warnings: [] },
      });
      expect((await dump(["experiments"]))["experiments"]).toHaveLength(1);
    }
  });

  test("only on hosts that the settings name, whatever the experiment says", async () => {
    const asked: string[] = [];
    const { ask } = testApi(
      { ADMIN_HOST: "admin.example" },
      {
        origin: (request) => {
          asked.push(request.url);
          return page("");
        },
      },
    );
    const host = "admin.example";
    const body = experiment({ pages: { include: ["/p"], hosts: ["intranet.example"] } });
    expect(await ask("POST", "/experiments", { body, host })).toMatchObject({
      status: 201,
      body: { warnings: [] },
    });
    expect(asked).toEqual([]);
  });
});
