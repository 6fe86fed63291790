import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { target, withTables } from "../../scripts/elements-docs.ts";

it("docs/elements.md tells every kind as it is: else run `node scripts/elements-docs.ts`", () => {
  const text = readFileSync(target, "utf8");
  expect(text).toBe(withTables(text));
});
