/** A body within a limit, never more of it in memory; as bytes, or as JSON. Not readable: cut off, or not UTF-8. */

type Failed<Reason extends string> = { readonly ok: false; readonly reason: Reason };

export type Bytes =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | Failed<"too-large" | "not-readable">;

export type Json = { readonly ok: true; readonly json: unknown } | Failed<"not-json" | "not-readable">;

export type JsonBody = Json | Failed<"too-large">;

type Bodied = Pick<Request, "headers" | "body">;

export async function readBytes({ headers, body }: Bodied, maxBytes: number): Promise<Bytes> {
  if (Number(headers.get("content-length") ?? 0) > maxBytes) return { ok: false, reason: "too-large" };
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body ?? []) {
      length += chunk.length;
      if (length > maxBytes) return { ok: false, reason: "too-large" };
      chunks.push(chunk);
    }
  } catch {
    return { ok: false, reason: "not-readable" };
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { ok: true, bytes };
}

export async function readJson(body: Bodied, maxBytes: number): Promise<JsonBody> {
  const read = await readBytes(body, maxBytes);
  return read.ok ? parseJson(read.bytes) : read;
}

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

export function parseJson(bytes: Uint8Array, reviver?: Reviver): Json {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return { ok: false, reason: "not-readable" };
  }
  try {
    return { ok: true, json: JSON.parse(text, reviver) as unknown };
  } catch {
    return { ok: false, reason: "not-json" };
  }
}

/** Ids that are longer than a number can hold (Shopify's own examples are) stay what they say, as text. */
export const exactIds: Reviver = (_key, value, context) =>
  typeof value === "number" && !Number.isSafeInteger(value) && /^\d+$/.test(context?.source ?? "")
    ? context?.source
    : value;

/** A form as browsers post it; null: too large, or cut off. */
export async function readForm(body: Bodied, maxBytes: number): Promise<URLSearchParams | null> {
  const read = await readBytes(body, maxBytes);
  return read.ok ? new URLSearchParams(new TextDecoder().decode(read.bytes)) : null;
}
