import { expect, test } from "vitest";
import { warningText } from "./warnings.ts";
import { ar } from "./warnings/ar.ts";
import { en } from "./warnings/en.ts";
import { fa } from "./warnings/fa.ts";
import { intervalText } from "./words.ts";

test("every warning is a sentence in each language; that nothing has started says the verdict", () => {
  for (const text of Object.values(en)) expect(text).toMatch(/^[A-Z].{20,}\.$/);
  for (const text of [...Object.values(fa), ...Object.values(ar)])
    expect(text).toMatch(/^[\u0600-\u06ff].{20,}\.$/);
  expect(warningText("selector-lost", "fa")).toBe(fa["selector-lost"]);
  expect(warningText("not-started", "en")).toBeNull();
});

test("an interval without a limit says on which side there is none", () => {
  expect(intervalText([null, 0.05], "en")).toBe("−∞ … +5%");
  expect(intervalText([-0.1, null], "en")).toBe("-10% … ∞");
});
