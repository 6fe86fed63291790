/** The public API, as the dashboard asks it: by the session's cookie, errors as problems that say what to do. */
import { PREFIX } from "./place.ts";

export interface FieldProblem {
  /** JSON pointer into what was sent. */
  readonly pointer: string;
  readonly detail: string;
}

export interface Problem {
  /** 0: there was no answer at all. */
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
}

export class ApiError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

export interface Answered<T> {
  readonly body: T;
  readonly etag: string | null;
}

export interface Asking {
  readonly body?: unknown;
  readonly etag?: string | null;
  readonly signal?: AbortSignal;
}

export type ApiMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** `path` below the API, with a slash. Rejects with `ApiError`. */
export async function api<T>(
  method: ApiMethod,
  path: string,
  { body, etag, signal }: Asking = {},
): Promise<Answered<T>> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (etag !== undefined && etag !== null) headers["if-match"] = etag;
  let answer: Response;
  try {
    answer = await fetch(`${PREFIX}/api${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError({ status: 0, title: "no answer" });
  }
  if (answer.status === 401) leave();
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get("content-type") ?? "");
  const parsed: unknown = isJson && text !== "" ? JSON.parse(text) : null;
  if (!answer.ok) {
    const given = (parsed ?? {}) as Partial<Problem>;
    throw new ApiError({ title: `HTTP ${answer.status}`, ...given, status: answer.status });
  }
  return { body: parsed as T, etag: answer.headers.get("etag") };
}

/** An answer that is no JSON, such as CSV. */
export async function readText(path: string): Promise<string> {
  const answer = await fetch(`${PREFIX}/api${path}`).catch(() => null);
  if (answer === null) throw new ApiError({ status: 0, title: "no answer" });
  if (!answer.ok) throw new ApiError({ status: answer.status, title: `HTTP ${answer.status}` });
  return await answer.text();
}

/** The session is over: sign in again, and come back. */
function leave(): void {
  const here = location.pathname.slice(PREFIX.length);
  location.assign(`${PREFIX}/sign-in${here.length > 1 ? `?next=${encodeURIComponent(here)}` : ""}`);
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return { status: -1, title: error instanceof Error ? error.message : String(error) };
}
