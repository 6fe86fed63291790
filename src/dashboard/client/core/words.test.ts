import { afterEach, expect, it, vi } from "vitest";

async function wordsIn(lang: string) {
  vi.resetModules();
  vi.stubGlobal("document", { documentElement: { lang, dir: lang === "en" ? "ltr" : "rtl", dataset: {} } });
  const words = await import("./words.ts");
  await words.loadWords();
  const t = (...args: Parameters<typeof words.t>) => words.t(...args).replaceAll(/[\u2068\u2069]/g, "");
  return { ...words, t };
}

afterEach(() => vi.unstubAllGlobals());

it.each([
  ["en", ["About 1 day to go", "About 2 days to go", "About 1,200 days to go"]],
  ["fa", ["حدود ۱ روز مانده است", "حدود ۲ روز مانده است", "حدود ۱٬۲۰۰ روز مانده است"]],
  ["ar", ["بقي نحو يوم واحد", "بقي نحو يومين", "بقي نحو ١٬٢٠٠ يوم"]],
])("a noun is what its number makes of it: %s", async (language, expected) => {
  const { t } = await wordsIn(language);
  expect([1, 2, 1200].map((days) => t("to-go", { days }))).toEqual(expected);
});

it("Arabic has a form of its own for a few and for many", async () => {
  const { t } = await wordsIn("ar");
  expect([3, 11].map((days) => t("to-go", { days }))).toEqual(["بقي نحو ٣ أيام", "بقي نحو ١١ يومًا"]);
  expect(t("export.done", { rows: 2 })).toBe("حُفظ: صفان");
});

it("several nouns of one sentence, each by its own number", async () => {
  const { t } = await wordsIn("en");
  expect(t("power.days", { days: 14, visitors: 1 })).toBe("About 14 days, 1 visitor in all");
  expect(t("spark.label", { days: 1, lift: "+2%" })).toBe("1 day; the lift so far is +2%");
});

it("a number is written as the language writes it", async () => {
  const { t } = await wordsIn("fa");
  expect(t("edit.problems", { count: 12 })).toContain("۱۲");
});
