import { beforeEach, describe, expect, test } from "vitest";
import { createApi } from "../../src/admin/app.ts";
import { parseConfig } from "../../src/config.ts";
import { eraseStatements } from "../../src/store/erase.ts";
import { writeRecords } from "../../src/store/records.ts";
import { recountAll } from "../../src/store/verify.ts";
import { db, dump, freshDatabase, tables } from "./database.ts";
import { T0 } from "./records.ts";
import { order, startExperiment, write } from "./shop.ts";

const TOKEN = "a-long-admin-token";
const config = parseConfig({
  DB: db,
  ADMIN_TOKEN: TOKEN,
  COOKIE_KEYS: "k1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE",
});

async function ask(method: string, path: string): Promise<Response> {
  const api = createApi({
    db,
    config,
    recorder: { unsaved: () => [] },
    write: (records, nowMs) => writeRecords(db, records, nowMs),
    rulesetStatus: () => ({ version: 1, digest: "d", ageMs: 0, problem: null }),
    nowMs: () => T0 + 1,
    random: (bytes) => void crypto.getRandomValues(bytes),
  });
  return await api.fetch(
    new Request(`https://shop.example/_lahza/api${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}` },
    }),
  );
}

let id = 0;
const GONE = "gone-visitor-1";
const STAYS = "stays-visitor-2";

const ofTwo = async (): Promise<void> => {
  await write(
    [
      { experiment: id, visitor: GONE, customer: "k-1", variant: 1 },
      {
        experiment: id,
        visitor: STAYS,
        customer: "k-1",
        assignedAtMs: T0 - 9,
        foundAtMs: T0 - 9,
        variant: 0,
      },
    ],
    [
      { visitor: GONE, name: "add_to_cart" },
      { visitor: STAYS, name: "add_to_cart" },
      order("1001", { visitor: GONE, customer: "k-1" }),
      // Nobody's by itself: it goes to the browser where the customer was known last.
      order("1002", { visitor: null, customer: "k-1", atMs: T0 + 5 }),
    ],
  );
};

beforeEach(async () => {
  await freshDatabase();
  id = await startExperiment("shown");
});

describe("erasure", () => {
  test("nothing of the visitor can be found, and all else is as if they had never come", async () => {
    await ofTwo();
    const answer = await ask("POST", `/visitors/${GONE}/erase`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { data: { erased: { exposures: 1, events: 1 } } },
    ]);
    const left = JSON.stringify(await dump(await tables()));
    expect(left).not.toContain(GONE);
    expect(left).toContain(STAYS);
    expect(await orders()).toEqual([{ order_id: "1002", visitor: STAYS }]);
    expect((await recountAll(db)).differences).toEqual([]);
    expect(await totals()).toEqual([{ variant: 0, found: 1 }]);
    expect(await count("SELECT count FROM counters WHERE reason = 'erased'")).toBe(1);
  });

  test("rows that come late are not stored; an order stays, without the visitor", async () => {
    await ask("POST", `/visitors/${GONE}/erase`);
    await ofTwo();
    const left = JSON.stringify(await dump(await tables()));
    expect(left).not.toContain(GONE);
    expect(await totals()).toEqual([{ variant: 0, found: 1 }]);
    expect(await orders()).toEqual([
      { order_id: "1001", visitor: STAYS },
      { order_id: "1002", visitor: STAYS },
    ]);
    expect((await recountAll(db)).differences).toEqual([]);
  });

  test("twice is as good as once, and a customer can be erased too", async () => {
    await ofTwo();
    await ask("POST", `/visitors/${GONE}/erase`);
    const once = await dump([
      "exposures",
      "events",
      "orders",
      "outcomes",
      "rollups",
      "rollup_units",
      "links",
    ]);
    await ask("POST", `/visitors/${GONE}/erase`);
    expect(await dump(Object.keys(once))).toEqual(once);
    await ask("POST", "/visitors/c.k-1/erase");
    expect(JSON.stringify(await dump(await tables()))).not.toContain('k-1"');
    expect((await recountAll(db)).differences).toEqual([]);
  });

  test("whoever else was met with the visitor, or with the customer, names them no more", async () => {
    await ofTwo();
    const exposure = { experiment: id, assignedAtMs: T0, foundAtMs: T0, variant: 0 };
    await write([{ ...exposure, unit: "c.k-1", visitor: GONE, customer: "k-1" }], []);
    await ask("POST", `/visitors/${GONE}/erase`);
    const namesOf = async (): Promise<unknown[]> =>
      (await db.prepare("SELECT unit, visitor, customer FROM exposures ORDER BY unit").all()).results;
    expect(await namesOf()).toEqual([
      { unit: "c.k-1", visitor: null, customer: "k-1" },
      { unit: STAYS, visitor: STAYS, customer: "k-1" },
    ]);
    await ask("POST", "/visitors/c.k-1/erase");
    expect(await namesOf()).toEqual([{ unit: STAYS, visitor: STAYS, customer: null }]);
    expect((await recountAll(db)).differences).toEqual([]);
  });

  test.each([GONE, "c.k-1"])(
    "of %s looks at rows of its own, never at all exposures or events",
    async (unit) => {
      const asked: { sql: string; bound: unknown[] }[] = [];
      const listening = {
        prepare: (sql: string) => ({ bind: (...bound: unknown[]) => asked.push({ sql, bound }) }),
      };
      await eraseStatements(listening as unknown as D1Database, unit, T0);
      expect(asked.length).toBeGreaterThan(10);
      const scans: string[] = [];
      for (const { sql, bound } of asked) {
        const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...bound);
        for (const { detail } of (await plan.all<{ detail: string }>()).results)
          if (detail.startsWith("SCAN")) scans.push(detail);
      }
      // `v` and `h` are aliases of events and orders. Of the events those that were told anew, which are few.
      expect(
        scans.filter((scan) =>
          /^SCAN (?:exposures|events(?! USING INDEX events_told_anew)|outcomes|orders|[hv])\b/.test(scan),
        ),
      ).toEqual([]);
    },
  );
});

test("support sees what one visitor was shown and did", async () => {
  await ofTwo();
  const { data } = await (await ask("GET", `/visitors/${GONE}`)).json<{ data: Record<string, unknown[]> }>();
  expect(data["exposures"]).toMatchObject([{ experiment_key: "shown", variant_key: "other", found_at: T0 }]);
  expect(data["events"]).toMatchObject([{ name: "add_to_cart" }]);
  expect(data["orders"]).toMatchObject([{ order_id: "1002" }, { order_id: "1001", value_minor: 5_000 }]);
  expect(data["outcomes"]).toContainEqual(expect.objectContaining({ metric: "revenue", x: 10_000 }));
});

describe("export", () => {
  const visitors = Array.from({ length: 7 }, (_, index) => `visitor-${index}`);
  beforeEach(() =>
    write(
      visitors.map((visitor, index) => ({ experiment: id, visitor, variant: index % 2 })),
      visitors.slice(0, 3).map((visitor) => ({ visitor, name: "add_to_cart" })),
    ),
  );

  async function pages(
    what: string,
    between: () => Promise<void> = async () => {},
  ): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = [];
    for (let after: string | null = ""; after !== null;) {
      const answer = await ask(
        "GET",
        `/experiments/shown/${what}?limit=3${after === "" ? "" : `&after=${after}`}`,
      );
      expect([answer.status, answer.headers.get("content-type")]).toEqual([
        200,
        "application/x-ndjson; charset=utf-8",
      ]);
      const text = await answer.text();
      rows.push(
        ...text
          .split("\n")
          .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Record<string, unknown>])),
      );
      after = answer.headers.get("lahza-next");
      await between();
    }
    return rows;
  }

  test("every exposed unit stands on one page, also while others come", async () => {
    let turn = 0;
    const rows = await pages("exposures", async () => {
      turn++;
      await write(
        [
          { experiment: id, visitor: `a-${turn}`, variant: 0 },
          { experiment: id, visitor: "visitor-1", variant: 1, seenAtMs: T0 },
        ],
        [],
      );
    });
    expect(rows.map(({ unit }) => unit)).toEqual(visitors);
    expect(rows[1]).toMatchObject({ variant: "other", twoVariants: false, device: "mobile", found_at: T0 });
  });

  test("outcomes, with a row for who did nothing", async () => {
    const rows = await pages("outcomes");
    expect(rows.filter(({ metric }) => metric === "add_to_cart").map(({ unit, x }) => [unit, x])).toEqual(
      visitors.slice(0, 3).map((unit) => [unit, 1]),
    );
    expect(rows.filter(({ metric }) => metric === null).map(({ unit }) => unit)).toEqual(visitors.slice(3));
  });

  test("results as CSV", async () => {
    const answer = await ask(
      "GET",
      "/experiments/shown/results?format=csv&population=found&segment=device&metric=add_to_cart",
    );
    expect(answer.headers.get("content-type")).toContain("text/csv");
    const [head = "", control = "", other = "", mobile = ""] = (await answer.text()).split("\r\n");
    const columns = head.split(",");
    const cell = (line: string, name: string): string => line.split(",")[columns.indexOf(name)] ?? "?";
    expect(
      [control, other].map((line) => ["variant", "visitors", "total"].map((name) => cell(line, name))),
    ).toEqual([
      ["control", "4", "2"],
      ["other", "3", "1"],
    ]);
    expect([cell(mobile, "segment"), cell(mobile, "value")]).toEqual(["device", "mobile"]);
  });
});

async function totals(): Promise<unknown> {
  const { results } = await db
    .prepare("SELECT variant, sum(found) AS found FROM rollup_units WHERE cell = '' GROUP BY variant")
    .all();
  return results;
}

async function orders(): Promise<unknown> {
  return (await db.prepare("SELECT order_id, visitor FROM orders ORDER BY order_id").all()).results;
}

async function count(sql: string): Promise<number | null> {
  return await db.prepare(sql).first<number>("count");
}
