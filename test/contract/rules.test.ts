/** docs/rules.md and the journey of docs/elements.md: every rule has a test, and every test that they name exists. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasTest, namedTests } from "../../scripts/lib/named-tests.ts";
import { elementKinds } from "../../src/elements/index.ts";

const read = (path: string): string => readFileSync(join(import.meta.dirname, "../..", path), "utf8");
const rows = (text: string): string[] =>
  text.split("\n").filter((line) => /^\| (?!rule|moment)[^|-]/.test(line));

describe("docs/rules.md", () => {
  const rules = rows(read("docs/rules.md"));

  it("has every rule", () => expect(rules.length).toBeGreaterThan(55));

  it.each(rules.map((row) => [row.split("|")[1]?.trim() ?? "", row]))("%s", (_rule, row) => {
    const tests = namedTests(row);
    expect(tests.length).toBeGreaterThan(0);
    // As many as there are marks: a reference that cannot be read is none.
    expect(tests).toHaveLength(row.split("›").length - 1);
    expect(tests.filter((test) => !hasTest(test))).toEqual([]);
  });
});

describe("docs/elements.md", () => {
  const [, journey = ""] = read("docs/elements.md").split(/<!-- \/?journey -->/);

  it.each(rows(journey).map((row) => [/`(\w+)`/.exec(row)?.[1] ?? "", row]))("%s", (kind, row) => {
    const { evidence } = elementKinds.find((one) => one.kind === kind) ?? {};
    const tests = namedTests(row);
    expect(evidence === null || tests.length > 0).toBe(true);
    expect(tests.filter((test) => !hasTest(test))).toEqual([]);
  });
});

it("a name that no test has is found out", () => {
  expect(hasTest({ file: "src/elements/evidence.test.ts", words: "social: a post is not quoted" })).toBe(
    true,
  );
  expect(hasTest({ file: "src/elements/evidence.test.ts", words: "social: anything goes" })).toBe(false);
  expect(hasTest({ file: "src/elements/nothing.test.ts", words: "social" })).toBe(false);
});
