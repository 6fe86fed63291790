/**
 * Writes of routes: what they plan, the audit row and the answer for retries go into one batch, or nothing does.
 * Whoever loses a race plans again on what the other wrote, and there `If-Match` says whether that is still wanted.
 */
import { commit, type EdgeState, type World } from "../ruleset/publish.ts";
import { auditStatement } from "../store/audit.ts";
import { isLostRace } from "../store/race.ts";
import { type Answer, type AskedToWrite, refused, type Refused } from "./route.ts";

export interface Plan<A> {
  /** Empty: it is so already; nothing is written and nothing audited. */
  readonly statements: readonly D1PreparedStatement[];
  readonly audit: {
    /** `goal.update` */
    readonly action: string;
    /** `goals/thanks` */
    readonly resource: string;
    /** Undefined: there was nothing, or nothing is left. Never holds a secret. */
    readonly before?: unknown;
    readonly after?: unknown;
  };
  readonly answer: Answer<A>;
  /** What a retry with the same Idempotency-Key is told, where it is not the answer (a secret is told once). */
  readonly again?: A;
}

export interface EdgePlan<A> extends Plan<A> {
  /** What the edge serves afterwards. */
  readonly next: EdgeState;
}

type AnyAsked = Pick<AskedToWrite<unknown, unknown, unknown>, "api" | "actor" | "nowMs" | "dryRun" | "keep">;

const BUSY: Refused = refused(
  { status: 503, title: "Too many changes at once", detail: "nothing was changed; try again in a moment" },
  { "retry-after": "1" },
);

/** What may change the edge's rules: written together with the ruleset that follows from it. */
export async function commitEdge<A>(
  asked: AnyAsked,
  plan: (world: World) => Promise<EdgePlan<A> | Refused>,
  /** Of the experiment that `world.experiment` shall be. */
  key: string | null = null,
): Promise<Answer<A> | Refused> {
  const done = await commit(
    asked.api.db,
    key,
    asked.nowMs,
    async (world) => {
      const planned = await plan(world);
      return "refused" in planned
        ? { ok: false as const, refusal: planned }
        : { ok: true as const, statements: planned.statements, next: planned.next, result: planned };
    },
    { also: (planned) => trail(asked, planned), dryRun: asked.dryRun },
  );
  if (done.ok) return done.result.answer;
  if ("refusal" in done) return done.refusal;
  if ("busy" in done) return BUSY;
  return refused({
    status: 422,
    title: "The experiments that run now could not be served with this",
    errors: done.problems.map(({ experiment, pointer, message }) => ({
      pointer: "",
      detail: experiment === "" ? message : `experiment ${experiment}, ${pointer}: ${message}`,
    })),
  });
}

const TRIES = 50;

/** What the edge never reads. */
export async function commitRows<A>(
  asked: AnyAsked,
  plan: () => Promise<Plan<A> | Refused>,
): Promise<Answer<A> | Refused> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const planned = await plan();
    if ("refused" in planned) return planned;
    if (planned.statements.length === 0 || asked.dryRun) return planned.answer;
    try {
      await asked.api.db.batch([...planned.statements, ...trail(asked, planned)]);
      return planned.answer;
    } catch (error) {
      if (!isLostRace(error)) throw error;
      await new Promise((resume) => setTimeout(resume, Math.random() * Math.min(attempt * 10, 200)));
    }
  }
  return BUSY;
}

function trail<A>(asked: AnyAsked, { audit, answer, again }: Plan<A>): D1PreparedStatement[] {
  const { api, actor, nowMs } = asked;
  const kept = again === undefined ? answer : { ...answer, body: again };
  return [auditStatement(api.db, { actor, ...audit }, nowMs), ...asked.keep(kept)];
}
