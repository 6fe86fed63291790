/** Writes of experiments as the API makes them, without HTTP. */
import { type ActionInput, planAction } from "../../src/admin/experiment-action.ts";
import { planCreate } from "../../src/admin/experiment-create.ts";
import { planDelete } from "../../src/admin/experiment-delete.ts";
import { planEdit } from "../../src/admin/experiment-edit.ts";
import type { Writer } from "../../src/admin/experiment-plan.ts";
import type { EdgePlan } from "../../src/admin/commit.ts";
import type { SavedExperiment } from "../../src/admin/experiment-view.ts";
import type { Refused } from "../../src/admin/route.ts";
import type { Experiment } from "../../src/domain/experiment.schema.ts";
import type { Action } from "../../src/domain/lifecycle.ts";
import { mergePatch } from "../../src/domain/merge-patch.ts";
import { commit, type World } from "../../src/ruleset/publish.ts";
import type { Ruleset } from "../../src/ruleset/types.ts";
import { auditStatement } from "../../src/store/audit.ts";
import { db } from "./database.ts";
import { T0 } from "./records.ts";

export const draft = (overrides: object = {}): Record<string, unknown> => ({
  key: "pdp-trust",
  name: "Trust badges",
  pages: { include: ["/products/*"] },
  traffic: 0.1,
  variants: [
    { key: "control", weight: 0.5 },
    { key: "badges", weight: 0.5, changes: [{ selector: "h1.title", action: "set_text", value: "Hello" }] },
  ],
  ...overrides,
});

export interface Wrote {
  readonly status: number;
  readonly saved: SavedExperiment | null;
  readonly refused: Refused["refused"] | null;
}

export interface As {
  readonly database?: D1Database;
  readonly name?: string;
  readonly mayPublish?: boolean;
  /** The revision that was seen; any when absent. */
  readonly seen?: number;
  readonly nowMs?: number;
}

export const create = (input: unknown, as: As = {}): Promise<Wrote> =>
  write(keyOf(input), as, (world, writer) => planCreate(world, input, writer));

export const put = (key: string, input: unknown, as: As = {}): Promise<Wrote> =>
  write(key, as, (world, writer) => planEdit(world, () => input, writer));

export const patch = (key: string, change: object, as: As = {}): Promise<Wrote> =>
  write(key, as, (world, writer) => planEdit(world, (old: Experiment) => mergePatch(old, change), writer));

export const act = (key: string, action: Action, input: ActionInput = {}, as: As = {}): Promise<Wrote> =>
  write(key, as, (world, writer) => planAction(world, action, input, writer));

export const remove = (key: string, as: As = {}): Promise<Wrote> =>
  write(key, as, async (world, writer) => (await planDelete(world, writer)) as EdgePlan<never> | Refused);

export function writerAs(as: As = {}): Writer {
  return {
    db: as.database ?? db,
    actor: { id: as.name ?? "ada", name: as.name ?? "ada" },
    mayPublish: as.mayPublish ?? true,
    prefix: "/_lahza",
    nowMs: as.nowMs ?? T0,
    note: null,
    refuseUnlessCurrent: (etag) =>
      as.seen === undefined || etag === `"${as.seen}"` ? null : { refused: { status: 412, title: "stale" } },
  };
}

async function write(
  key: string,
  as: As,
  plan: (world: World, writer: Writer) => Promise<EdgePlan<SavedExperiment> | Refused>,
): Promise<Wrote> {
  const writer = writerAs(as);
  const done = await commit(
    writer.db,
    key,
    writer.nowMs,
    async (world) => {
      const planned = await plan(world, writer);
      return "refused" in planned
        ? { ok: false as const, refusal: planned.refused }
        : { ok: true as const, statements: planned.statements, next: planned.next, result: planned };
    },
    { also: ({ audit }) => [auditStatement(writer.db, { actor: writer.actor, ...audit }, writer.nowMs)] },
  );
  if (done.ok) return { status: done.result.answer.status, saved: done.result.answer.body, refused: null };
  if ("refusal" in done) return { status: done.refusal.status, saved: null, refused: done.refusal };
  if ("busy" in done) return { status: 503, saved: null, refused: null };
  const errors = done.problems.map(({ pointer, message }) => ({ pointer, detail: message }));
  return { status: 422, saved: null, refused: { status: 422, title: "not served", errors } };
}

function keyOf(input: unknown): string {
  const key = typeof input === "object" && input !== null && "key" in input ? input.key : "";
  return typeof key === "string" ? key : "";
}

/** What the edge is given. */
export async function served(): Promise<Ruleset | null> {
  const body = await db
    .prepare("SELECT body FROM rulesets ORDER BY version DESC LIMIT 1")
    .first<string>("body");
  return body === null ? null : (JSON.parse(body) as Ruleset);
}

export async function liveKeys(): Promise<string[]> {
  return ((await served())?.experiments ?? []).map(({ key }) => key);
}
