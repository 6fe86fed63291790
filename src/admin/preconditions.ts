/** If-Match (RFC 9110, 13.1.1) and Idempotency-Key: what a write asks for before it is done. */
import { sha256Hex } from "../ruleset/digest.ts";
import { type IdempotencyKey, keepAnswerStatements, keptAnswer } from "../store/idempotency.ts";
import { type Actor, type Answer, refused, type Refused } from "./route.ts";

/** A check of what is stored against what the asker saw, or why the request cannot be taken. */
export function ifMatchOf(request: Request): ((etag: string) => Refused | null) | Refused {
  const header = request.headers.get("if-match");
  if (header === null || header.trim() === "*") {
    return refused({
      status: 428,
      title: "This changes something that exists: say which revision you saw",
      detail: 'send If-Match with the ETag of the last answer, such as If-Match: "3"',
    });
  }
  const tags = header.split(",").map((tag) => tag.trim());
  // A weak tag is a tag, but never the same in the strong sense that writes need.
  if (tags.some((tag) => !/^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(tag))) {
    return refused({
      status: 400,
      title: "If-Match is not an ETag",
      detail: 'it stands in double quotes: "3"',
    });
  }
  return (etag) =>
    tags.includes(etag)
      ? null
      : refused(
          {
            status: 412,
            title: "Somebody else changed it meanwhile",
            detail: `it is ${etag} now: get it again, look at what changed, and repeat your change`,
          },
          { etag },
        );
}

export interface Retry {
  /** The answer that was given the first time. */
  readonly again: (nowMs: number) => Promise<Response | Refused | null>;
  readonly keep: (answer: Answer<unknown>, nowMs: number) => readonly D1PreparedStatement[];
}

const NO_RETRY: Retry = { again: () => Promise.resolve(null), keep: () => [] };

/** What the request's Idempotency-Key asks for. Answers that refused are not kept: a retry is looked at anew. */
export async function retryOf(
  request: Request,
  db: D1Database,
  actor: Actor,
  path: string,
  json: unknown,
): Promise<Retry | Refused> {
  const key = request.headers.get("idempotency-key");
  if (key === null || request.method !== "POST") return NO_RETRY;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    return refused({ status: 400, title: "Idempotency-Key: 1 to 200 visible ASCII characters" });
  }
  const id: IdempotencyKey = { token: actor.id, key };
  const what = `POST ${path}`;
  // Another body, or another state that it was meant for, is another request.
  const digest = await sha256Hex(JSON.stringify([json ?? null, request.headers.get("if-match")]));
  return {
    async again(nowMs) {
      const kept = await keptAnswer(db, id, nowMs);
      if (kept === null) return null;
      if (kept.request !== what || kept.digest !== digest) {
        return refused({
          status: 422,
          title: "This Idempotency-Key was used for another request",
          detail: "use a new one for each thing that you want done, and the same one only to repeat it",
        });
      }
      const { headers, body } = JSON.parse(kept.response) as {
        headers: Record<string, string>;
        body: unknown;
      };
      return Response.json(body, {
        status: kept.status,
        headers: { ...headers, "idempotent-replayed": "true" },
      });
    },
    keep: (answer, nowMs) =>
      keepAnswerStatements(
        db,
        id,
        {
          request: what,
          digest,
          status: answer.status,
          response: JSON.stringify({ headers: headersOf(answer), body: answer.body }),
        },
        nowMs,
      ),
  };
}

export function headersOf({ etag, location }: Answer<unknown>): Record<string, string> {
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(location === undefined ? {} : { location }),
  };
}
