/** Errors as problem details (RFC 9457). Nothing that a client sent is repeated in them. */

export interface FieldProblem {
  /** JSON pointer (RFC 6901) into the request's body. */
  readonly pointer: string;
  readonly detail: string;
}

export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
}

export function problem(details: Problem, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify({ type: "about:blank", ...details }), {
    status: details.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}

/** A path into JSON as a JSON pointer; "" is the whole document. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
