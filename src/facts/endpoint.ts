/** An answer in JSON → its numbers and texts by JSON pointer, bounded in time and size. Never rejects. */
import { within } from "../collect/within.ts";
import type { PageFacts } from "./product.ts";

const WAIT_MS = 3_000;
const MAX_BYTES = 64 * 1024;
const MAX_FACTS = 500;

export async function readEndpoint(asked: Promise<Response>): Promise<PageFacts | null> {
  try {
    return await within(WAIT_MS, read(asked));
  } catch {
    return null;
  }
}

async function read(asked: Promise<Response>): Promise<PageFacts | null> {
  const response = await asked;
  const isJson = /\bjson\b/i.test(response.headers.get("content-type") ?? "");
  if (response.status !== 200 || !isJson || Number(response.headers.get("content-length") ?? "0") > MAX_BYTES)
    return null;
  const text = await response.text();
  return text.length > MAX_BYTES ? null : factsIn(JSON.parse(text));
}

/** `/stock/available` → `3`. */
export function factsIn(json: unknown): PageFacts {
  const facts: Record<string, string> = {};
  let count = 0;
  const visit = (value: unknown, pointer: string): void => {
    if (count >= MAX_FACTS) return;
    if (typeof value === "number" || typeof value === "string") {
      count++;
      facts[pointer] = String(value).slice(0, 300);
    } else if (typeof value === "object" && value !== null) {
      for (const [name, child] of Object.entries(value))
        visit(child, `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    }
  };
  visit(json, "");
  return facts;
}
