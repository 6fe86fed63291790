import { expect, test } from "vitest";
import { primaryLanguage, regionOf } from "./text.ts";

test.each([
  ["ar-SA", "ar", "SA"],
  [" AR_eg ", "ar", "EG"],
  ["ar", "ar", null],
  ["zh-Hant-TW", "zh", "TW"],
  ["fa-u-ca-persian", "fa", null],
  ["ar-x-sa", "ar", null],
  ["es-419", "es", null],
  ["", null, null],
  [null, null, null],
])("%j is in %j, of %j", (tag, language, region) => {
  expect([primaryLanguage(tag), regionOf(tag)]).toEqual([language, region]);
});
