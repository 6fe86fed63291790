/**
 * What a route of the API is. The table in routes.ts is the one source: the router, who may do what, the OpenAPI
 * document and the client's types are made from it.
 */
import type * as z from "zod";
import type { Actor as Author } from "../store/audit.ts";
import type { ApiContext } from "./context.ts";
import type { Problem } from "./problem.ts";
import type { Role, TokenRole } from "./role.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who asks, and in which request. */
export interface Actor extends Author {
  readonly role: TokenRole;
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

export function refused(problem: Problem, headers?: Readonly<Record<string, string>>): Refused {
  return headers === undefined ? { refused: problem } : { refused: problem, headers };
}

export interface Asked<P, Q, B> {
  readonly api: ApiContext;
  readonly actor: Actor;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly request: Request;
  readonly nowMs: number;
}

export interface AskedToWrite<P, Q, B> extends Asked<P, Q, B> {
  /** `?dry-run`: everything is checked, nothing is written. */
  readonly dryRun: boolean;
  /** Null: the thing is still what the asker saw, by If-Match. For guarded routes. */
  readonly refuseUnlessCurrent: (etag: string) => Refused | null;
  /**
   * To be written in one batch with the change: what a retry with the same Idempotency-Key shall be told. Nothing
   * when there is no such key.
   */
  readonly keep: (answer: Answer<unknown>) => readonly D1PreparedStatement[];
}

/** `P`, `Q`, `B` and `A` are the types of the schemas, so that the client knows both what they take and what they give. */
interface Described<
  M extends Method,
  Path extends string,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
> {
  readonly method: M;
  /** Below `<prefix>/api`, parameters as `:name`. */
  readonly path: Path;
  /** The least role that may; null: anybody, without a token. */
  readonly role: Role | null;
  readonly tag: string;
  /** One line, as it stands in the documentation. */
  readonly summary: string;
  readonly description?: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: A;
}

export interface ReadRoute<
  M extends Method,
  Path extends string,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
> extends Described<M, Path, P, Q, B, A> {
  readonly kind: "read";
  /** A `Response` is sent as it is. */
  readonly handle: (
    asked: Asked<z.output<P>, z.output<Q>, z.output<B>>,
  ) => Promise<Answer<z.output<A>> | Refused | Response>;
}

export interface WriteRoute<
  M extends Method,
  Path extends string,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
  Guarded extends boolean,
  Status extends 200 | 201,
> extends Described<M, Path, P, Q, B, A> {
  readonly kind: "write";
  /** It changes something that exists: If-Match has to name the ETag that the asker saw. */
  readonly guarded: Guarded;
  /** Without a body it is asked as with `{}`. */
  readonly bodyOptional?: boolean;
  /** 201 where it makes something. */
  readonly status: Status;
  /** Writes all of it, with its audit row and `keep`'s statements, in one batch, or nothing. */
  readonly handle: (
    asked: AskedToWrite<z.output<P>, z.output<Q>, z.output<B>>,
  ) => Promise<Answer<z.output<A>> | Refused>;
}

interface Row {
  readonly method: Method;
  readonly path: string;
  readonly role: Role | null;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  /** Gets what its own schemas gave out. */
  readonly handle: (asked: never) => Promise<Response | Refused | Answer<unknown>>;
}

/** Any route, for those who walk the table. */
export type AnyRoute =
  | (Row & { readonly kind: "read" })
  | (Row & {
      readonly kind: "write";
      readonly guarded: boolean;
      readonly bodyOptional?: boolean;
      readonly status: 200 | 201;
    });

/** What a route has that names no schema. */
type Any = z.ZodType<object>;
type None = z.ZodUndefined;

export function reading<
  const M extends Method,
  const Path extends string,
  A extends z.ZodType,
  P extends z.ZodType = Any,
  Q extends z.ZodType = Any,
  B extends z.ZodType = None,
>(spec: Omit<ReadRoute<M, Path, P, Q, B, A>, "kind">): ReadRoute<M, Path, P, Q, B, A> {
  return { kind: "read", ...spec };
}

export function writing<
  const M extends Method,
  const Path extends string,
  const Guarded extends boolean,
  const Status extends 200 | 201,
  A extends z.ZodType,
  P extends z.ZodType = Any,
  Q extends z.ZodType = Any,
  B extends z.ZodType = None,
>(
  spec: Omit<WriteRoute<M, Path, P, Q, B, A, Guarded, Status>, "kind">,
): WriteRoute<M, Path, P, Q, B, A, Guarded, Status> {
  return { kind: "write", ...spec };
}
