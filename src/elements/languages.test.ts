/** How people write numbers, nouns, dates and clocks: see the rules in docs. */
import { describe, expect, it } from "vitest";
import { elementKinds } from "./index.ts";
import { LEFT_WORDS } from "./left.words.ts";
import { type Calendar, calendarFor, dateText, instantMarkup } from "./live/dates.ts";
import { digitsFor, formatCount, zeroOf } from "./live/digits.ts";
import { plural } from "./live/plural.ts";
import { isTimeZone, knownZone } from "./live/zones.ts";

const decode = (markup: string): string =>
  markup.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
const NOWRUZ = Date.parse("2026-03-21T20:00:00+03:30");

const end = (language: string, calendar: Calendar, timeZone: string, digits = digitsFor(language)): string =>
  decode(instantMarkup(NOWRUZ, { language, calendar, timeZone, digits }));

const clock = (instant: string, timeZone: string): string =>
  /\d\d:\d\d/.exec(
    instantMarkup(Date.parse(instant), { language: "en", calendar: "gregory", timeZone, digits: "latn" }),
  )?.[0] ?? "";

describe("digits", () => {
  it.each([
    ["fa", null, "arabext"],
    ["fa", "IR", "arabext"],
    ["ar", null, "latn"],
    ["ar", "AE", "latn"],
    ["ar", "SA", "arab"],
    ["ar", "eg", "arab"],
    ["en", "SA", "latn"],
  ])("of %s in %s are %s", (language, country, digits) => expect(digitsFor(language, country)).toBe(digits));

  it("are written with their own characters, padded with their own zero", () => {
    expect(formatCount(1405, "arabext")).toBe("۱۴۰۵");
    expect(formatCount(7, "arab", 2)).toBe("٠٧");
    expect(formatCount(7, "latn", 2)).toBe("07");
    expect(String.fromCodePoint(zeroOf("arabext"), zeroOf("arab"), zeroOf("latn"))).toBe("۰٠0");
  });
});

describe("nouns after numbers", () => {
  const { ar, fa, en } = LEFT_WORDS;
  it.each([
    [0, "يوم", "ساعة", "دقيقة", "ثانية"],
    [1, "يوم", "ساعة", "دقيقة", "ثانية"],
    [2, "يومان", "ساعتان", "دقيقتان", "ثانيتان"],
    [3, "أيام", "ساعات", "دقائق", "ثوانٍ"],
    [11, "يومًا", "ساعة", "دقيقة", "ثانية"],
    [100, "يوم", "ساعة", "دقيقة", "ثانية"],
    [103, "أيام", "ساعات", "دقائق", "ثوانٍ"],
  ])("Arabic %i", (count, ...nouns) => {
    const units = ["days", "hours", "minutes", "seconds"] as const;
    expect(units.map((unit) => plural("ar", count, ar?.units[unit] ?? { other: "" }))).toEqual(nouns);
  });

  it.each([0, 0.5, 1, 2, 11])("Persian %d stays singular", (count) => {
    expect(plural("fa", count, fa?.units.days ?? { other: "" })).toBe("روز");
    expect(fa?.units.days).not.toHaveProperty("one");
  });

  it.each([
    [0, "days"],
    [1, "day"],
    [2, "days"],
  ])("English %i %s", (count, noun) =>
    expect(plural("en", count, en?.units.days ?? { other: "" })).toBe(noun),
  );
});

describe("dates", () => {
  it("Persian: weekday, day, month, year, Jalali, Persian digits", () => {
    expect(end("fa", "persian", "Asia/Tehran")).toBe(
      'شنبه ۱ فروردین ۱۴۰۵، ساعت <span dir="ltr">۲۰:۰۰</span> به وقت تهران',
    );
  });
  it("English in Tehran", () => {
    expect(end("en", "gregory", "Asia/Tehran")).toBe(
      'Saturday 21 March 2026, <span dir="ltr">20:00</span> Tehran time',
    );
  });
  it("Arabic: Gregorian, in the digits set", () => {
    expect(end("ar", "gregory", "Asia/Riyadh")).toBe(
      'السبت 21 مارس 2026، الساعة <span dir="ltr">19:30</span> بتوقيت الرياض',
    );
    expect(end("ar", "gregory", "Asia/Riyadh", "arab")).toBe(
      'السبت ٢١ مارس ٢٠٢٦، الساعة <span dir="ltr">١٩:٣٠</span> بتوقيت الرياض',
    );
  });
  it("Hijri, marked as such", () => {
    const style = {
      language: "ar",
      calendar: "islamic-umalqura",
      timeZone: "Asia/Riyadh",
      digits: "latn",
    } as const;
    expect(dateText(NOWRUZ, style, false)).toBe("2 شوال 1447 هـ");
  });
  it("midnight is 00:00, and summer time moves Cairo but not Tehran", () => {
    expect(clock("2026-07-01T20:30:00Z", "Asia/Tehran")).toBe("00:00");
    expect(clock("2026-01-01T20:30:00Z", "Asia/Tehran")).toBe("00:00");
    expect(clock("2026-01-01T12:00:00Z", "Africa/Cairo")).toBe("14:00");
    expect(clock("2026-07-01T12:00:00Z", "Africa/Cairo")).toBe("15:00");
  });
  it("a zone without a known city is its offset, from left to right", () => {
    expect(end("fa", "persian", "Asia/Kathmandu")).toContain('<bdi dir="ltr">UTC+05:45</bdi>');
    expect(end("en", "gregory", "UTC")).toContain('<bdi dir="ltr">UTC</bdi>');
  });
  it.each([
    ["fa", "persian"],
    ["en", "gregory"],
    ["ar", "gregory"],
    ["ckb", "gregory"],
  ])("calendar of %s is %s", (language, calendar) => expect(calendarFor(language)).toBe(calendar));

  it("knows zones, and falls back to UTC", () => {
    expect(isTimeZone("Asia/Tehran")).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
    expect(knownZone("Mars/Olympus")).toBe("UTC");
  });
});

describe("our own words", () => {
  const said = (language: string): string =>
    JSON.stringify([
      LEFT_WORDS[language],
      ...elementKinds.flatMap(({ words }) => Object.values(words).map((word) => word[language])),
    ]);

  it("are there in English, Persian and Arabic, for every kind", () => {
    for (const { kind, words } of elementKinds) {
      for (const [name, word] of Object.entries(words))
        expect([kind, name, ...Object.keys(word)]).toEqual([kind, name, "en", "fa", "ar"]);
    }
  });
  it("Persian has Persian yeh and kaf, digits and question mark", () =>
    expect(said("fa")).not.toMatch(/[يكىةإ٠-٩?]/));
  it("Persian joins می and ها with a non-joiner", () =>
    expect(said("fa")).not.toMatch(/(?:^|[\s"«])(?:ن?می) |\S ها[ "،.]/));
  it("Arabic has Arabic yeh and kaf", () => expect(said("ar")).not.toMatch(/[یکپچگ\u200c۰-۹?]/));
  it("Arabic says numbers in all six forms", () => {
    for (const { kind, words } of elementKinds) {
      for (const { ar = "" } of Object.values(words)) {
        const plural = /\{\w+, plural,/.test(ar);
        if (plural)
          for (const form of ["one", "two", "few", "many", "other"])
            expect([kind, ar]).toEqual([kind, expect.stringContaining(` ${form} {`)]);
      }
    }
  });
});
