/** The calls of docs/analysts-guide.md, in order, and what it says they answer. */
import { beforeAll, expect, test } from "vitest";
import guide from "../../docs/analysts-guide.md?raw";
import { askResults, recordedShop } from "./recorded-shop.ts";

const CALL = /```http\n(GET|POST) (\S+)\n([\s\S]*?)```\n\n```(json|text) answer\n([\s\S]*?)```/g;
const calls = [...guide.matchAll(CALL)].map(
  ([, method = "", path = "", body = "", kind = "", answer = ""]) => ({
    call: `${method} ${path}`,
    path,
    body: body.trim() === "" ? undefined : (JSON.parse(body) as unknown),
    kind,
    answer,
  }),
);

beforeAll(() => recordedShop());

test("every question ends in a call", () => {
  expect(calls).toHaveLength(guide.match(/^## /gm)?.length ?? 0);
});

test.each(calls)("$call", async ({ path, body, kind, answer }) => {
  const response = await askResults(path, body);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  if (kind === "text") for (const line of answer.trim().split("\n")) expect(text).toContain(line);
  else expect(JSON.parse(text)).toMatchObject(loosely(JSON.parse(answer)) as object);
});

/** Lists may go on behind what the guide shows. */
function loosely(value: unknown): unknown {
  if (Array.isArray(value)) {
    const shown = value.map(loosely);
    return { asymmetricMatch: (other: unknown) => beginsWith(other, shown) };
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, loosely(child)]));
}

function beginsWith(other: unknown, shown: readonly unknown[]): boolean {
  if (!Array.isArray(other) || other.length < shown.length) return false;
  expect(other.slice(0, shown.length)).toMatchObject(shown as object[]);
  return true;
}
