/**
 * What a route of the API is. The table in routes.ts is the one source: the router, who may do what, the OpenAPI
 * document and the client's types are made from it.
 *
 * A reading route answers. A writing route *plans*: it looks at what is stored, and gives back the statements, what
 * the audit log shall say, and the answer. commit.ts writes all of it in one batch, or, when somebody else was
 * faster, has the route plan again.
 */
import type { z } from "zod";
import type { ApiContext } from "./context.ts";
import type { Problem } from "./problem.ts";
import type { Role, TokenRole } from "./role.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who asks. */
export interface Actor {
  /** The token's id; `admin` for the secret ADMIN_TOKEN; `access:<subject>` for who came through Access. */
  readonly id: string;
  readonly name: string;
  readonly role: TokenRole;
}

export interface Asked<P, Q, B> {
  readonly api: ApiContext;
  readonly actor: Actor;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly request: Request;
  readonly nowMs: number;
  /** Null when the thing is still what the asker saw; otherwise the refusal. For routes with `guarded`. */
  readonly refuseUnlessCurrent: (etag: string) => Refused | null;
}

export interface Answer<A> {
  readonly status: 200 | 201;
  readonly body: A;
  /** In double quotes. */
  readonly etag?: string;
  /** Path below the API of what was made. */
  readonly location?: string;
}

export interface Refused {
  readonly refused: Problem;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a writing route wants to be done. */
export interface Plan<A> extends Answer<A> {
  /** Empty: nothing would change, so nothing is written and nothing audited. */
  readonly statements: readonly D1PreparedStatement[];
  readonly audit: Audited;
  /** What a retry with the same Idempotency-Key is told, where it is not `body` (a secret is told once). */
  readonly again?: A;
}

export interface Audited {
  /** `goal.update` */
  readonly action: string;
  /** `goals/thanks` */
  readonly resource: string;
  /** Null: there was nothing, or nothing is left. Never holds a secret. */
  readonly before: unknown;
  readonly after: unknown;
}

interface Described<M extends Method, Path extends string, P, Q, B, A> {
  readonly method: M;
  /** Below `<prefix>/api`, parameters as `:name`. */
  readonly path: Path;
  /** The least role that may; null: anybody, without a token. */
  readonly role: Role | null;
  readonly tag: string;
  /** One line, as it stands in the documentation. */
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  readonly answer: z.ZodType<A>;
}

export interface ReadRoute<M extends Method, Path extends string, P, Q, B, A> extends Described<
  M,
  Path,
  P,
  Q,
  B,
  A
> {
  readonly kind: "read";
  /** A `Response` is sent as it is. */
  readonly handle: (asked: Asked<P, Q, B>) => Promise<Answer<A> | Refused | Response>;
}

export interface WriteRoute<M extends Method, Path extends string, P, Q, B, A> extends Described<
  M,
  Path,
  P,
  Q,
  B,
  A
> {
  readonly kind: "write";
  /** It changes something that exists: If-Match has to name the ETag that the asker saw. */
  readonly guarded: boolean;
  /** 201 where it makes something. */
  readonly status: 200 | 201;
  readonly plan: (asked: Asked<P, Q, B>) => Promise<Plan<A> | Refused>;
}

/** Any route, for those who walk the table. */
export type AnyRoute =
  | ReadRoute<Method, string, unknown, unknown, unknown, unknown>
  | WriteRoute<Method, string, unknown, unknown, unknown, unknown>;

type Spec<R> = Omit<R, "kind">;

export function reading<
  const M extends Method,
  const Path extends string,
  A,
  P = object,
  Q = object,
  B = undefined,
>(spec: Spec<ReadRoute<M, Path, P, Q, B, A>>): ReadRoute<M, Path, P, Q, B, A> {
  return { kind: "read", ...spec };
}

export function writing<
  const M extends Method,
  const Path extends string,
  A,
  P = object,
  Q = object,
  B = undefined,
>(spec: Spec<WriteRoute<M, Path, P, Q, B, A>>): WriteRoute<M, Path, P, Q, B, A> {
  return { kind: "write", ...spec };
}

export function refused(problem: Problem, headers?: Readonly<Record<string, string>>): Refused {
  return headers === undefined ? { refused: problem } : { refused: problem, headers };
}
