import { afterEach, describe, expect, it, vi } from "vitest";

/** The language and the zone are read once, when the page loads. */
async function formatIn(lang: string, zone: string) {
  vi.resetModules();
  vi.stubEnv("TZ", zone);
  vi.stubGlobal("document", { documentElement: { lang, dir: lang === "en" ? "ltr" : "rtl", dataset: {} } });
  return await import("./format.ts");
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe("a day of the shop's is the same day in every browser", () => {
  it.each([
    ["en", "1 March 2026", "1 Mar"],
    ["fa", "۱۰ اسفند ۱۴۰۴", "۱۰ اسفند"],
    ["ar", "١ مارس ٢٠٢٦", "١ مارس"],
  ])("%s", async (language, long, short) => {
    for (const zone of ["America/New_York", "UTC", "Pacific/Kiritimati"]) {
      const { date, shortDate } = await formatIn(language, zone);
      expect([zone, date("2026-03-01"), shortDate("2026-03-01")]).toEqual([zone, long, short]);
    }
  });

  it("an instant is told by the browser's own clock", async () => {
    const { date, moment } = await formatIn("en", "America/New_York");
    expect(date("2026-03-01T02:00:00Z")).toBe("28 February 2026");
    expect(moment("2026-03-01T02:00:00Z")).toBe("28 February 2026, 21:00");
  });
});

describe("ticks of a scale", () => {
  it.each([
    [
      [-0.01, -0.005, 0, 0.005, 0.01],
      ["-1.0%", "-0.5%", "0%", "+0.5%", "+1.0%"],
    ],
    [
      [-0.001, 0, 0.001],
      ["-0.1%", "0%", "+0.1%"],
    ],
    [
      [-0.0005, 0, 0.0005],
      ["-0.05%", "0%", "+0.05%"],
    ],
    [
      [-0.2, 0, 0.2],
      ["-20%", "0%", "+20%"],
    ],
    [[0], ["0%"]],
  ])("have as many digits as tell them apart: %j", async (ticks, words) => {
    const { changes } = await formatIn("en", "UTC");
    expect(changes(ticks)).toEqual(words);
  });
});
