import { describe, expect, it } from "vitest";
import { samples } from "../elements/samples.ts";
import { authorTexts } from "../elements/texts.ts";
import { lintText, lintWords } from "./text-lint.ts";

describe("words", () => {
  it.each([
    ["fa", "۷ روز مهلت و 3 ماه ضمانت", "mixed-digits"],
    ["fa", "۷ روز و ٣ ماه", "mixed-digits"],
    ["ar", "خلال 3 أيام أو ٤", "mixed-digits"],
    ["fa", "كتاب خوب", "arabic-letters"],
    ["fa", "چاي تازه", "arabic-letters"],
    ["ar", "علی الطریق", "persian-letters"],
    ["fa", "هر روز ارسال می شود", "lost-zwnj"],
    ["fa", "این کار نمی کند", "lost-zwnj"],
    ["fa", "بهترین کتاب ها برای شما", "lost-zwnj"],
    ["fa", "زبان C++ را بیاموزید", "unisolated-latin"],
    ["ar", "تابعنا على @shop اليوم", "unisolated-latin"],
    ["fa", "گوشی ۱۵ iPhone", "unisolated-latin"],
    ["fa", "{{returning:خوش می آیید|سلام}}", "lost-zwnj"],
    ["fa", "{{bought:سلام|خريدار تازه}}", "arabic-letters"],
  ])("%s: %s is told as %s", (language, words, rule) => {
    expect(lintWords(words, language).map((hint) => hint.rule)).toEqual([rule]);
  });

  it.each([
    ["fa", "هر قطعه دو بار بررسی می‌شود"],
    ["fa", "می روشن و نان تازه".replace("می ", "می‌")],
    ["fa", "گوشی iPhone 15 با ۱۲ ماه ضمانت"],
    ["fa", "زبان \u2068C++\u2069 را بیاموزید"],
    ["fa", "شمارهٔ <bdi>GC-20441</bdi> در ۳ روز"],
    ["fa", "{{city|تهران}} تا ۳ روز"],
    ["fa", "{{returning:باز هم|سلام}} {{language.name|شما}}"],
    ["fa", "کتاب‌ها و فیلم‌های خوب"],
    ["ar", "خلال 15 يومًا"],
    ["en", "C++ in 3 days"],
  ])("%s: %s is fine", (language, words) => expect(lintWords(words, language)).toEqual([]));

  it("says what to write instead", () => {
    expect(lintWords("ارسال می شود", "fa")[0]?.message).toContain("«می\u200cشود»");
  });
});

describe("a text in several languages", () => {
  it("is missed where the shop speaks, and told when it was only copied", () => {
    expect(
      lintText({ en: "Free", fa: "رایگان" }, ["en", "fa", "ar"]).map(({ rule, language }) => [
        rule,
        language,
      ]),
    ).toEqual([["missing-translation", "ar"]]);
    expect(lintText({ en: "Free delivery", fa: "Free delivery" }, ["en"]).map(({ rule }) => rule)).toEqual([
      "untranslated",
    ]);
    expect(lintText({ en: "Akiko", fa: "آکیکو" }, ["en", "fa"])).toEqual([]);
    expect(lintText("one for all", ["en", "fa"])).toEqual([]);
  });
});

it("our own samples have nothing to tell", () => {
  const hints = samples(0).flatMap((sample) =>
    authorTexts(sample).flatMap(({ text, pointer }) =>
      lintText(text, ["en", "fa", "ar"]).map(
        ({ rule, language }) => `${sample.kind}${pointer} ${language} ${rule}`,
      ),
    ),
  );
  expect(hints).toEqual([]);
});
