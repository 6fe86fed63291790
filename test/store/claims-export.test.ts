/** The claims log as legal gets it: through the API, with who wrote and who approved each claim. */
import { beforeEach, expect, it } from "vitest";
import { parseCsv } from "../../src/admin/csv.ts";
import { experiment, NOW, testApi, type TestApi, tokenFor } from "./api.ts";
import { freshDatabase } from "./database.ts";

const MINUTE_MS = 60_000;
const at = (minutes: number): string => new Date(NOW + minutes * MINUTE_MS).toISOString();

const variants = (text: string) => [
  { key: "control", weight: 0.5 },
  {
    key: "green",
    weight: 0.5,
    changes: [
      {
        selector: "h1",
        action: "after",
        element: {
          kind: "eco",
          text,
          evidence: { source: "https://lab.example/7", at: at(-60), maxAgeSeconds: 7_776_000 },
        },
      },
      { selector: "h1", action: "before", element: { kind: "rating" } },
    ],
  },
];

const AT = "/experiments/pdp-trust";
const OLD = 'The box is 90 % recycled paper, "as measured"';
const NEW = "The box is 95 % recycled paper";

let api: TestApi;
let writer: string;
let approver: string;
let revision: number;

beforeEach(async () => {
  await freshDatabase();
  api = testApi();
  writer = (await tokenFor("publisher", { name: "Sara" })).secret;
  approver = (await tokenFor("publisher", { name: "Omar" })).secret;
  const settings = await api.ask("GET", "/settings");
  const etag = settings.headers.get("etag") ?? "";
  await api.ask("PATCH", "/settings", { body: { approveClaims: true }, etag });
  revision = 0;
});

/** A write that has to be taken, so many minutes after the beginning. */
async function write(minutes: number, method: string, path: string, body?: unknown, token = writer) {
  api.nowMs = NOW + minutes * MINUTE_MS;
  const answer = await api.ask(method, path, {
    token,
    body,
    etag: revision === 0 ? undefined : `"${revision}"`,
  });
  expect([path, answer.status < 300, answer.body]).toEqual([path, true, answer.body]);
  if (!path.endsWith("/approval")) revision++;
}

it("tells what was claimed, by whom, on which evidence, approved by whom, from when until when", async () => {
  await write(0, "POST", "/experiments", experiment({ variants: variants(OLD) }));
  await write(1, "POST", `${AT}/approval`, undefined, approver);
  await write(2, "POST", `${AT}/start`, {});
  await write(5, "POST", `${AT}/pause`, {});
  await write(6, "PATCH", AT, { variants: variants(NEW) });
  await write(7, "POST", `${AT}/approval`, undefined, approver);
  await write(8, "POST", `${AT}/resume`, {});
  api.nowMs = NOW + 9 * MINUTE_MS;

  const viewer = (await tokenFor("viewer")).secret;
  const json = await api.ask("GET", `${AT}/claims`, { token: viewer });
  expect(json.status).toBe(200);
  const said = { phase: 1, variant: "green", by: "Sara" };
  const eco = {
    ...said,
    change: 0,
    kind: "eco",
    claim: "eco",
    source: `https://lab.example/7 at ${at(-60)}`,
  };
  const rating = { ...said, change: 1, kind: "rating", claim: "rating", statement: "" };
  const vouched = (minutes: number) => ({ approvedBy: "Omar", approvedAt: at(minutes) });
  expect(json.body.data).toEqual([
    { ...eco, statement: JSON.stringify(OLD), ...vouched(1), from: at(2), until: at(5) },
    expect.objectContaining({ ...rating, ...vouched(1), from: at(2), until: at(5) }),
    { ...eco, statement: JSON.stringify(NEW), ...vouched(7), from: at(8), until: null },
    expect.objectContaining({ ...rating, ...vouched(1), from: at(8), until: null }),
  ]);
  expect(json.body.data[1].source).toContain("product.rating");

  const csv = await api.ask("GET", `${AT}/claims?format=csv`, { token: viewer });
  expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(csv.headers.get("content-disposition")).toBe('attachment; filename="claims-pdp-trust.csv"');
  const rows = parseCsv(csv.body as string) ?? [];
  expect(rows.map((row) => Object.fromEntries(row))).toEqual(
    (json.body.data as Record<string, unknown>[]).map(({ approvedBy, approvedAt, ...row }) =>
      Object.fromEntries(
        Object.entries({ ...row, approved_by: approvedBy, approved_at: approvedAt }).map(([name, value]) => [
          name,
          value === null ? "" : typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    ),
  );
});

it("has no row before something is said, and none of another experiment", async () => {
  await write(0, "POST", "/experiments", experiment({ variants: variants(OLD) }));
  revision = 0;
  await write(1, "POST", "/experiments", experiment({ key: "other" }));
  expect((await api.ask("GET", `${AT}/claims`)).body).toEqual({ data: [] });
  const csv = await api.ask("GET", `${AT}/claims?format=csv`);
  expect(csv.body).toBe(
    "phase,variant,change,kind,claim,statement,source,by,approved_by,approved_at,from,until\r\n",
  );
  expect((await api.ask("GET", "/experiments/none/claims")).status).toBe(404);
  expect((await api.ask("GET", `${AT}/claims?format=xls`)).status).toBeGreaterThanOrEqual(400);
});
