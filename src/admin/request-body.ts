/** A request's body as JSON within limits, or the problem with it. */
import { readJson } from "../collect/body.ts";
import { refused, type Refused } from "./route.ts";

/** Of a body. Of what it makes at most 900 kB is stored, so that two versions fit into one row of D1 (2 MB). */
export const MAX_BODY_BYTES = 1_000_000;
const MAX_DEPTH = 32;

/** Where the body is optional, none at all is `{}`. */
export async function readBody(
  request: Request,
  isOptional = false,
): Promise<{ readonly json: unknown } | Refused> {
  if (isOptional && isEmpty(request)) return { json: {} };
  const type = request.headers.get("content-type");
  if (!isJsonType(type, request.method)) {
    const accepted = request.method === "PATCH" ? "application/merge-patch+json" : "application/json";
    return refused(
      { status: 415, title: "The body has to be JSON", detail: `send it as ${accepted}, in UTF-8` },
      { accept: accepted },
    );
  }
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding.trim().toLowerCase() !== "identity") {
    return refused({ status: 415, title: "The body has to be sent without compression" });
  }
  const body = await readJson(request, MAX_BODY_BYTES);
  if (body.ok) {
    return depthOf(body.json) > MAX_DEPTH
      ? refused({ status: 400, title: `The body is nested more than ${MAX_DEPTH} deep` })
      : { json: body.json };
  }
  switch (body.reason) {
    case "too-large":
      return refused({ status: 413, title: `The body is larger than ${MAX_BODY_BYTES} bytes` });
    case "not-json":
      return refused({ status: 400, title: "The body is not JSON" });
    default:
      return refused({ status: 400, title: "The body could not be read: it is cut off, or not UTF-8" });
  }
}

function isJsonType(type: string | null, method: string): boolean {
  const [name = "", ...parameters] = (type ?? "").split(";").map((part) => part.trim().toLowerCase());
  if (name !== "application/json" && !(method === "PATCH" && name === "application/merge-patch+json"))
    return false;
  return parameters.every(
    (parameter) => !parameter.startsWith("charset") || /^charset="?utf-?8"?$/.test(parameter),
  );
}

function isEmpty({ body, headers }: Request): boolean {
  return body === null || headers.get("content-length") === "0";
}

/** Level by level, so that no input overflows the stack. */
function depthOf(json: unknown): number {
  let depth = 0;
  for (let level = children(json); level !== null; level = below(level)) depth++;
  return depth;
}

function children(value: unknown): unknown[] | null {
  return typeof value === "object" && value !== null ? Object.values(value) : null;
}

function below(level: readonly unknown[]): unknown[] | null {
  const next: unknown[] = [];
  let deeper = false;
  for (const value of level) {
    const values = children(value);
    if (values === null) continue;
    deeper = true;
    for (const item of values) next.push(item);
  }
  return deeper ? next : null;
}
