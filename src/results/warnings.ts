/** What health warns of, in plain words: each code with English, Persian and Arabic. Pure. */
import type { Language } from "./words.ts";

type Words = { readonly [language in Language]: string };

/** `not-started` is what the verdict itself says then. */
export const WARNINGS = {
  "split-questionable": {
    en: "Visitors may not be divided as planned; if it goes on like this, there will be no verdict.",
    fa: "شاید بازدیدکنندگان طبق برنامه تقسیم نشده باشند؛ اگر چنین بماند نتیجه‌ای اعلام نمی‌شود.",
    ar: "ربما لم يُقسَّم الزوار كما خُطط؛ وإن استمر ذلك فلن يصدر حكم.",
  },
  "split-questionable-at-assigned": {
    en: "Already where they were assigned, visitors are not divided as planned.",
    fa: "از همان تخصیص، بازدیدکنندگان طبق برنامه تقسیم نشده‌اند.",
    ar: "منذ التعيين لم يُقسَّم الزوار كما خُطط.",
  },
  "split-questionable-at-found": {
    en: "Where the place was on the page, visitors are not divided as planned.",
    fa: "میان کسانی که محل تغییر در صفحه‌شان بود، تقسیم طبق برنامه نیست.",
    ar: "بين من كان الموضع في صفحتهم ليس التقسيم كما خُطط.",
  },
  "split-questionable-at-confirmed": {
    en: "Among those whose browser confirmed it, visitors are not divided as planned.",
    fa: "میان بازدیدکنندگان تأییدشده، تقسیم طبق برنامه نیست.",
    ar: "بين الزوار المؤكَّدين ليس التقسيم كما خُطط.",
  },
  "split-questionable-at-seen": {
    en: "Among those who saw it, visitors are not divided as planned.",
    fa: "میان کسانی که آن را دیدند، تقسیم طبق برنامه نیست.",
    ar: "بين من شاهدوه ليس التقسيم كما خُطط.",
  },
  "many-visitors-in-two-variants": {
    en: "Many visitors met two variants, and count in none.",
    fa: "بسیاری از بازدیدکنندگان دو نسخه را دیده‌اند و در هیچ‌کدام شمرده نمی‌شوند.",
    ar: "رأى زوار كثيرون نسختين، فلا يُحتسبون في أي منهما.",
  },
  "nobody-confirmed": {
    en: "No browser has confirmed that the page was shown.",
    fa: "هیچ مرورگری نمایش صفحه را تأیید نکرده است.",
    ar: "لم يؤكد أي متصفح عرض الصفحة.",
  },
  "selector-lost": {
    en: "The place that is changed is no longer on most of its pages.",
    fa: "محلی که تغییر می‌کند دیگر در بیشتر صفحه‌هایش نیست.",
    ar: "لم يعد الموضع الذي يُغيَّر موجودًا في معظم صفحاته.",
  },
  "exposures-before-start": {
    en: "Some visitors are counted in days before the start; a clock may be wrong.",
    fa: "برخی بازدیدکنندگان در روزهای پیش از شروع شمرده شده‌اند؛ شاید ساعتی نادرست است.",
    ar: "احتُسب بعض الزوار في أيام قبل البداية؛ ربما كانت إحدى الساعات خاطئة.",
  },
  "variant-slower": {
    en: "The pages of a variant reach shoppers later than control's; it may lose for that alone.",
    fa: "صفحه‌های یکی از نسخه‌ها دیرتر از نسخهٔ اصلی به خریدار می‌رسند؛ شاید تنها به همین دلیل ببازد.",
    ar: "تصل صفحات إحدى النسخ إلى المتسوقين متأخرة عن الأصل؛ وقد تخسر لهذا وحده.",
  },
} as const satisfies { readonly [code: string]: Words };

export type Warning = keyof typeof WARNINGS | "not-started";

/** Null: there is nothing to be said beside the verdict. */
export function warningText(warning: Warning, language: Language): string | null {
  return warning === "not-started" ? null : WARNINGS[warning][language];
}
