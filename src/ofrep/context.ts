/**
 * The evaluation context that an OpenFeature client sends, as far as it is read. Pure.
 *
 * | field | what for |
 * |---|---|
 * | `targetingKey` | the visitor's or the customer's id, by the experiment's `unit` |
 * | `customerId` | the customer's id where both are known: then `targetingKey` is the visitor's |
 * | `url` | the page, absolute or as a path: pages are asked only when it is given |
 * | `userAgent` | where a server asks: device, browser, os, inApp |
 * | the attributes of audiences | `device`, `country`, `language` (or `locale`), `cart.value` or `cart: {value}`, … |
 */
import { MAX_TARGETING_KEY } from "./limits.ts";

export type ErrorCode =
  | "PARSE_ERROR"
  | "TARGETING_KEY_MISSING"
  | "INVALID_CONTEXT"
  | "GENERAL"
  | "FLAG_NOT_FOUND";

export interface EvaluationContext {
  /** Null: none was given. */
  readonly targetingKey: string | null;
  readonly customerId: string | null;
  readonly url: URL | null;
  readonly userAgent: string | null;
  /** Everything that was sent, own properties only. */
  readonly fields: { readonly [name: string]: unknown };
}

export type ContextRead =
  | { readonly ok: true; readonly context: EvaluationContext }
  | { readonly ok: false; readonly errorCode: ErrorCode; readonly errorDetails: string };

/** `base` is what a `url` that is only a path stands on. */
export function readContext(body: unknown, base: URL): ContextRead {
  if (!isRecord(body))
    return bad("PARSE_ERROR", 'the body is not an object such as {"context":{"targetingKey":"…"}}');
  const fields = Object.hasOwn(body, "context") ? body["context"] : {};
  if (!isRecord(fields)) return bad("INVALID_CONTEXT", "context is not an object");
  for (const name of ["targetingKey", "customerId", "url", "userAgent"] as const) {
    const value = fields[name];
    if (value !== undefined && value !== null && typeof value !== "string")
      return bad("INVALID_CONTEXT", `context.${name} is not a string`);
  }
  const text = (name: string): string | null => (fields[name] as string | null | undefined) || null;
  for (const name of ["targetingKey", "customerId"]) {
    if ((text(name)?.length ?? 0) > MAX_TARGETING_KEY)
      return bad("INVALID_CONTEXT", `context.${name} is longer than ${MAX_TARGETING_KEY} characters`);
  }
  const address = text("url");
  const url = address === null ? null : pageUrl(address, base);
  if (url === "bad") return bad("INVALID_CONTEXT", "context.url is neither an http address nor a path");
  const context = { targetingKey: text("targetingKey"), customerId: text("customerId"), url };
  return { ok: true, context: { ...context, userAgent: text("userAgent"), fields } };
}

function pageUrl(text: string, base: URL): URL | "bad" {
  if (!URL.canParse(text, base.href)) return "bad";
  const url = new URL(text, base);
  return url.protocol === "http:" || url.protocol === "https:" ? url : "bad";
}

function bad(errorCode: ErrorCode, errorDetails: string): ContextRead {
  return { ok: false, errorCode, errorDetails };
}

export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
