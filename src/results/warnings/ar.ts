import type { en } from "./en.ts";

export const ar: { readonly [code in keyof typeof en]: string } = {
  "split-questionable": "ربما لم يُقسَّم الزوار كما خُطط؛ وإن استمر ذلك فلن يصدر حكم.",
  "split-questionable-at-assigned": "منذ التعيين لم يُقسَّم الزوار كما خُطط.",
  "split-questionable-at-found": "بين من كان الموضع في صفحتهم ليس التقسيم كما خُطط.",
  "split-questionable-at-confirmed": "بين الزوار المؤكَّدين ليس التقسيم كما خُطط.",
  "split-questionable-at-seen": "بين من شاهدوه ليس التقسيم كما خُطط.",
  "split-broken-in-a-group": "في إحدى المجموعات لم يُقسَّم الزوار كما خُطط: انظر في الأسباب قبل أن تثق بأرقامها.",
  "many-visitors-in-two-variants": "رأى زوار كثيرون نسختين، فلا يُحتسبون في أي منهما.",
  "nobody-confirmed": "لم يؤكد أي متصفح عرض الصفحة.",
  "selector-lost": "لم يعد الموضع الذي يُغيَّر موجودًا في معظم صفحاته.",
  "place-never-found": "لم يظهر الموضع الذي يُغيَّر في أي من صفحاته حتى الآن.",
  "exposures-before-start": "احتُسب بعض الزوار في أيام قبل البداية؛ ربما كانت إحدى الساعات خاطئة.",
  "days-chosen": "هذه أيام مختارة: من ينظر في اختيارات كثيرة يجد أثراً في أحدها. قرّر بكل الأيام.",
  "variant-slower": "تصل صفحات إحدى النسخ إلى المتسوقين متأخرة عن الأصل؛ وقد تخسر لهذا وحده.",
};
