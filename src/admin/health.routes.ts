/**
 * `GET <prefix>/api/health`. Without a token: whether all is well, nothing else. With it: which ruleset is served, what
 * was not counted in the last 24 hours and why, and what is wrong.
 */
import { countersOfLastDay, type CountedReason } from "../store/counters.ts";
import { newestHead } from "../store/rulesets.ts";
import { RULESET_FORMAT } from "../ruleset/types.ts";
import { refuseUnlessAdmin } from "./auth.ts";
import type { ApiContext } from "./context.ts";

export async function health(request: Request, context: ApiContext): Promise<Response> {
  const { db, config } = context;
  const nowMs = context.nowMs();
  const status = context.rulesetStatus(nowMs);
  const problems = [...config.problems];
  if (status.problem !== null) problems.push(`ruleset: ${status.problem}`);
  let stored: CountedReason[] | null = null;
  let newest: number | null = null;
  try {
    stored = await countersOfLastDay(db, nowMs);
    newest = (await newestHead(db, RULESET_FORMAT))?.version ?? null;
  } catch {
    problems.push("database: cannot be read");
  }
  const ok = problems.length === 0;
  const code = ok ? 200 : 503;
  if ((await refuseUnlessAdmin(request, config.adminToken)) !== null)
    return Response.json({ ok }, { status: code });
  return Response.json(
    {
      ok,
      ruleset: { version: status.version, digest: status.digest, ageMs: status.ageMs, newestVersion: newest },
      notCounted: stored,
      /** Of the isolate that answered: not written yet. */
      unsaved: context.recorder.unsaved(),
      problems,
    },
    { status: code },
  );
}
