/** Units of time and what is said of a clock that stands still. Arabic forms follow CLDR's, without the number. */
import type { Forms } from "./live/plural.ts";
import type { Unit } from "./live/time-left.ts";

interface LeftWords {
  /** Under figures that nothing ticks. */
  readonly atLoad: string;
  readonly lastMinute: string;
  readonly units: { readonly [unit in Unit]: Forms };
}

export const LEFT_WORDS: { readonly [language: string]: LeftWords } = {
  en: {
    atLoad: "Time left when this page was loaded",
    lastMinute: "Less than a minute was left when this page was loaded",
    units: {
      days: { one: "day", other: "days" },
      hours: { one: "hour", other: "hours" },
      minutes: { one: "minute", other: "minutes" },
      seconds: { one: "second", other: "seconds" },
    },
  },
  fa: {
    atLoad: "زمان باقی‌مانده هنگام باز شدن صفحه",
    lastMinute: "هنگام باز شدن صفحه کمتر از یک دقیقه مانده بود",
    units: {
      days: { other: "روز" },
      hours: { other: "ساعت" },
      minutes: { other: "دقیقه" },
      seconds: { other: "ثانیه" },
    },
  },
  ar: {
    atLoad: "الوقت المتبقي عند فتح الصفحة",
    lastMinute: "بقي أقل من دقيقة عند فتح الصفحة",
    units: {
      days: { zero: "يوم", one: "يوم", two: "يومان", few: "أيام", many: "يومًا", other: "يوم" },
      hours: { zero: "ساعة", one: "ساعة", two: "ساعتان", few: "ساعات", many: "ساعة", other: "ساعة" },
      minutes: { zero: "دقيقة", one: "دقيقة", two: "دقيقتان", few: "دقائق", many: "دقيقة", other: "دقيقة" },
      seconds: { zero: "ثانية", one: "ثانية", two: "ثانيتان", few: "ثوانٍ", many: "ثانية", other: "ثانية" },
    },
  },
};
