/**
 * What stands between the two Workers: the shopper's (index.ts) asks the API's (api.ts) through the binding `API`, by
 * RPC. The API's Worker has no address of its own, no secrets and no way to the shop; it is told all of it with each
 * call. So nobody outside can say these things, and there is one place to configure.
 *
 * Fails apart: whatever is wrong with the API's Worker, shoppers get their pages.
 */
import { problem } from "./admin/problem.ts";
import type { CounterRecord } from "./collect/record.ts";
import { type Env, variablesOf } from "./config.ts";
import type { Origin } from "./edge/origin.ts";
import type { Isolate } from "./isolate.ts";
import type { RulesetStatus } from "./ruleset/read.ts";

/** What the shopper's isolate tells with a request. Structured-cloneable, but for the function, which is called back. */
export interface FromEdge {
  /** Text bindings of the shopper's Worker, secrets among them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Which version of the shopper's Worker asks. */
  readonly build: string;
  /** The ruleset that this isolate serves. */
  readonly ruleset: RulesetStatus;
  /** Counters that this isolate has not written yet. */
  readonly unsaved: readonly CounterRecord[];
  /** Asks the shop as shoppers do. On a zone's route only the Worker of that route reaches the shop behind it. */
  readonly origin: Origin;
}

export interface ApiService {
  /** Answers a request under the prefix. */
  answer(request: Request, from: FromEdge): Promise<Response>;
  /** Shows a draft: a page view that carries a valid preview cookie. */
  preview(request: Request, from: FromEdge): Promise<Response>;
  /** What is done every minute; `nowMs`: when it was due. `variables` as in FromEdge: alerts are signed with some. */
  schedule(nowMs: number, variables: FromEdge["variables"]): Promise<void>;
}

export async function askApi(request: Request, env: Env, isolate: Isolate): Promise<Response> {
  const { API: api } = env;
  if (api === undefined) {
    return problem({
      status: 503,
      title: "The API's Worker is not bound",
      detail:
        "shoppers are served; for the API deploy wrangler.api.toml and bind it as API (docs/operations.md)",
    });
  }
  try {
    return await api.answer(request, fromEdge(env, isolate));
  } catch (error) {
    console.error(error);
    return problem(
      { status: 503, title: "The API's Worker did not answer", detail: "try again" },
      { "retry-after": "5" },
    );
  }
}

/** Rejects where there is no API's Worker: the shop's page is shown then. */
export async function askPreview(request: Request, env: Env, isolate: Isolate): Promise<Response> {
  if (env.API === undefined) throw new Error("the API's Worker is not bound");
  return await env.API.preview(request, fromEdge(env, isolate));
}

function fromEdge(env: Env, isolate: Isolate): FromEdge {
  return {
    variables: variablesOf(env),
    build: isolate.build,
    ruleset: isolate.rulesets.status(Date.now()),
    unsaved: isolate.recorder.unsaved(),
    origin: isolate.origin,
  };
}
