import { expect, test } from "vitest";
import { en } from "../dashboard/client/words/en.ts";
import { WARNINGS, warningText } from "./warnings.ts";
import { intervalText } from "./words.ts";

test("every warning has a sentence in each language, and words on the dashboard", () => {
  for (const [code, words] of Object.entries(WARNINGS)) {
    for (const text of Object.values(words)) expect(text.length).toBeGreaterThan(10);
    expect(words.en).toMatch(/^[A-Z]/);
    expect(words.fa).toMatch(/[\u0600-\u06ff]/);
    expect(words.ar).toMatch(/[\u0600-\u06ff]/);
    expect(Object.keys(en)).toContain(`why.${code}`);
  }
  expect(warningText("not-started", "en")).toBeNull();
});

test("an interval without a limit says on which side there is none", () => {
  expect(intervalText([null, 0.05], "en")).toBe("−∞ … +5%");
  expect(intervalText([-0.1, null], "en")).toBe("-10% … ∞");
});
