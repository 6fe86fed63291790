import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { NOT_FOR_PEOPLE, PROBLEM_TITLES, problemTitle } from "./problems.ts";

const ADMIN = join(import.meta.dirname, "../../../admin");
/** Titles of documents, and one that is put together where the fields are counted. */
const NO_PROBLEMS = ["Lahza", "Lahza: settings, goals, metrics and experiments", "{} not right"];

/** Every title that the API's routes write down, with `{}` for what is put in. */
function titles(): string[] {
  const found = new Set<string>();
  for (const file of readdirSync(ADMIN).filter((name) => /^(?!.*\.test\.).*\.ts$/.test(name))) {
    const text = readFileSync(join(ADMIN, file), "utf8");
    // A text, a template, or one of two by a condition.
    for (const [, one = "", other] of text.matchAll(
      /title:\s+(?:[\w.]+ \? )?("[^"]+"|`[^`]+`)(?: : ("[^"]+"|`[^`]+`))?/g,
    ))
      for (const title of [one, ...(other === undefined ? [] : [other])])
        found.add(title.slice(1, -1).replaceAll(/\$\{[^}]*\}/g, "{}"));
  }
  return [...found];
}

it("every problem that people can meet has its words in Persian and Arabic", () => {
  const all = titles();
  expect(all.length).toBeGreaterThan(35);
  const untold = all.filter(
    (title) => PROBLEM_TITLES[title] === undefined && ![...NOT_FOR_PEOPLE, ...NO_PROBLEMS].includes(title),
  );
  expect(untold).toEqual([]);
  // And none is kept for what the API no longer says; two are made of counted fields.
  const gone = [...Object.keys(PROBLEM_TITLES), ...NOT_FOR_PEOPLE].filter(
    (title) => !all.includes(title) && !/fields? (is|are) not right$/.test(title),
  );
  expect(gone).toEqual([]);
});

it("what differs from case to case is put in", () => {
  expect(problemTitle("12 fields are not right", "fa")).toBe("12 فیلد درست نیست");
  expect(problemTitle("The body is larger than 1000000 bytes", "ar")).toBe("ما أُرسل أكبر من 1000000 بايت");
  expect(problemTitle("There is a goal with this key already", "fa")).toBe("این کلید از پیش هست");
  expect(problemTitle("Something new", "fa")).toBeNull();
});
