import { describe, expect, it } from "vitest";
import { claimsCsv, claimsLog, type ClaimedState } from "./claims-log.ts";
import { experimentSchema } from "./experiment.schema.ts";

const definition = (reward: string, more: object = {}) =>
  experimentSchema.parse({
    key: "v",
    name: "v",
    pages: { include: ["/"] },
    variants: [
      { key: "control", weight: 0.5 },
      {
        key: "voucher",
        weight: 0.5,
        changes: [
          {
            selector: "p",
            action: "after",
            element: {
              kind: "voucher",
              offerId: reward,
              reward,
              code: "=TEA",
              endsAt: "2027-01-01T00:00:00Z",
            },
          },
          {
            selector: "p",
            action: "after",
            element: { kind: "faq", items: [{ question: "a", answer: "b" }] },
          },
        ],
      },
    ],
    metrics: { primary: "purchase" },
    ...more,
  });
const state = (atMs: number, more: Partial<ClaimedState> = {}): ClaimedState => ({
  status: "running",
  phase: 1,
  rolloutVariant: null,
  definition: definition("ten"),
  actor: "sara",
  atMs,
  ...more,
});
const shown = (states: ClaimedState[], nowMs = 1_000) =>
  claimsLog(states, [], nowMs).map(({ variant, statement, by, fromMs, untilMs }) => [
    variant,
    statement.split(":")[0],
    by,
    fromMs,
    untilMs,
  ]);

describe("the claims log", () => {
  it("begins with a start and ends with a pause; what claims nothing is not in it", () => {
    expect(shown([state(1, { status: "draft" }), state(5), state(9, { status: "paused" })])).toEqual([
      ["voucher", "ten", "sara", 5, 9],
    ]);
    expect(shown([state(1, { status: "draft" })])).toEqual([]);
  });

  it("is one row through edits that leave it alone, and two when it changes", () => {
    const renamed = { definition: definition("ten", { name: "other" }), actor: "omar" };
    expect(shown([state(5), state(7, renamed)])).toEqual([["voucher", "ten", "sara", 5, null]]);
    expect(shown([state(5), state(7, { definition: definition("twelve"), actor: "omar" })])).toEqual([
      ["voucher", "ten", "sara", 5, 7],
      ["voucher", "twelve", "omar", 7, null],
    ]);
  });

  it("keeps phases apart, and a rollout to its variant", () => {
    expect(shown([state(5), state(7, { phase: 2 })])).toEqual([
      ["voucher", "ten", "sara", 5, 7],
      ["voucher", "ten", "sara", 7, null],
    ]);
    expect(shown([state(5, { status: "rollout", rolloutVariant: "control" })])).toEqual([]);
  });

  it("goes by the schedule, which the edge judges by its clock", () => {
    const schedule = { startAt: new Date(100).toISOString(), endAt: new Date(200).toISOString() };
    const scheduled = state(5, { definition: definition("ten", { schedule }) });
    expect(shown([scheduled], 50)).toEqual([]);
    expect(shown([scheduled], 150)).toEqual([["voucher", "ten", "sara", 100, null]]);
    expect(shown([scheduled], 1_000)).toEqual([["voucher", "ten", "sara", 100, 200]]);
  });

  it("names the first who vouched for these words, no later than they were said", () => {
    const approved = (reward: string, by: string, atMs: number) => ({
      definition: definition(reward),
      by,
      atMs,
    });
    const states = [state(5), state(7, { definition: definition("twelve") })];
    const vouched = (approvals: Parameters<typeof claimsLog>[1], nowMs = 1_000) =>
      claimsLog(states, approvals, nowMs).map(({ approvedBy, approvedAtMs }) => [approvedBy, approvedAtMs]);
    expect(vouched([])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(vouched([approved("ten", "mina", 4), approved("ten", "omar", 3)])).toEqual([
      ["omar", 3],
      [null, null],
    ]);
    // The first row was over when somebody looked; the second is said still.
    expect(vouched([approved("ten", "omar", 8), approved("twelve", "mina", 9)])).toEqual([
      [null, null],
      ["mina", 9],
    ]);
    expect(vouched([approved("twelve", "mina", 20)], 10)).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it("is a table that no spreadsheet runs", () => {
    const [row] = claimsLog([state(5)], [{ definition: definition("ten"), by: "@omar", atMs: 3 }], 10);
    if (row === undefined) throw new Error("no row");
    const csv = claimsCsv([{ ...row, statement: "=1+1", source: 'a "b", c' }]);
    expect(csv).toBe(
      `phase,variant,change,kind,claim,statement,source,by,approved_by,approved_at,from,until\r\n1,voucher,0,voucher,voucher,'=1+1,"a ""b"", c",sara,'@omar,1970-01-01T00:00:00.003Z,1970-01-01T00:00:00.005Z,\r\n`,
    );
  });
});
