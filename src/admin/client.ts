/** A client of the API whose types come from the table of routes. */
import type { Hono } from "hono";
import { hc } from "hono/client";
import type { BlankEnv } from "hono/types";
import type * as z from "zod";
import type { Problem } from "./problem.ts";
import type { Method } from "./route.ts";
import type { TABLE } from "./routes.ts";

export type Api = Hono<BlankEnv, SchemaOf<(typeof TABLE)[number]>>;
export type Client = ReturnType<typeof createClient>;

/** `base`: where Lahza answers, such as `https://admin.shop.example`. */
export function createClient(
  base: string,
  token: string,
  { prefix = "/_lahza", fetch }: { readonly prefix?: string; readonly fetch?: typeof globalThis.fetch } = {},
) {
  return hc<Api>(`${base.replace(/\/$/, "")}${prefix}/api`, {
    headers: { authorization: `Bearer ${token}` },
    ...(fetch === undefined ? {} : { fetch }),
  });
}

type Refusals = 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 428 | 429 | 503;

type SchemaOf<R> = {
  [Path in PathOf<R>]: { [M in MethodsAt<R, Path> as `$${Lowercase<M>}`]: EndpointOf<RouteAt<R, Path, M>> };
};

type PathOf<R> = R extends { readonly path: infer Path extends string } ? Path : never;
type RouteAt<R, Path, M> = R extends { readonly path: Path; readonly method: M } ? R : never;
type MethodsAt<R, Path> = R extends { readonly path: Path; readonly method: infer M extends Method }
  ? M
  : never;

type EndpointOf<R> = R extends {
  readonly path: infer Path extends string;
  readonly params?: z.ZodType;
  readonly query?: infer Q;
  readonly body?: infer B;
  readonly answer: infer A extends z.ZodType;
}
  ? {
      [Status in StatusOf<R> | Refusals]: {
        input: ParamsOf<Path> & QueryOf<Q> & BodyOf<B> & HeaderOf<R>;
        output: Status extends 200 | 201 ? z.output<A> : Problem;
        outputFormat: "json";
        status: Status;
      };
    }[StatusOf<R> | Refusals]
  : never;

type StatusOf<R> = R extends { readonly status: infer Status extends 200 | 201 } ? Status | 200 : 200;

type ParamsOf<Path extends string> = Path extends `${string}:${string}` ? { param: NamesIn<Path> } : unknown;
type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name]: string } & NamesIn<Rest>
  : Path extends `${string}:${infer Name}`
    ? { [K in Name]: string }
    : unknown;
type QueryOf<Q> = NonNullable<Q> extends z.ZodObject ? { query?: Partial<z.input<NonNullable<Q>>> } : unknown;
type BodyOf<B> =
  NonNullable<B> extends z.ZodUndefined ? unknown : { json: z.input<NonNullable<B> & z.ZodType> };
type HeaderOf<R> = R extends { readonly guarded: true } ? { header: { "if-match": string } } : unknown;
