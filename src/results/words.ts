/** What the verdict says to a merchant, in English, Persian and Arabic: one sentence each, and what would change it. */
import type { Decision, DecisionCode } from "./decision.ts";
import type { Design } from "./design.ts";

export type Language = "en" | "fa" | "ar";
export const SUMMARY_LANGUAGES: readonly Language[] = ["en", "fa", "ar"];

export interface Sentences {
  /** What to do and why. */
  readonly reason: string;
  /** What would change the answer. */
  readonly change: string;
}

interface Facts {
  readonly variant: string;
  readonly metric: string;
  readonly lift: string;
  readonly interval: string;
  readonly days: string;
  readonly effect: string;
}

type Sentence = (facts: Facts) => string;
type Words = {
  readonly [code in DecisionCode]: { readonly [language in Language]: readonly [Sentence, Sentence] };
};

const WORDS: Words = {
  "not-started": {
    en: [() => "The experiment has not started.", () => "Start it, and visitors are counted."],
    fa: [() => "آزمایش هنوز شروع نشده است.", () => "با شروع آن، بازدیدکنندگان شمرده می‌شوند."],
    ar: [() => "لم تبدأ التجربة بعد.", () => "عند بدئها يبدأ احتساب الزوار."],
  },
  "nobody-yet": {
    en: [
      () => "Nobody has been counted yet.",
      () => "Visitors who meet the experiment and are confirmed; see the stages in health.",
    ],
    fa: [
      () => "هنوز هیچ بازدیدکننده‌ای شمرده نشده است.",
      () => "بازدیدکنندگانی که آزمایش را ببینند و تأیید شوند؛ مراحل را در بخش سلامت ببینید.",
    ],
    ar: [() => "لم يُحتسب أي زائر بعد.", () => "زوار يرون التجربة ويتم تأكيدهم؛ انظر المراحل في قسم السلامة."],
  },
  "split-broken": {
    en: [
      () =>
        "No verdict: visitors are not divided as the weights say, so the variants cannot be compared. Something loses visitors of one variant.",
      () => "Find where the loss comes from (health, causes), repair it, and begin a new phase.",
    ],
    fa: [
      () =>
        "نتیجه‌ای اعلام نمی‌شود: بازدیدکنندگان طبق وزن‌ها تقسیم نشده‌اند و گونه‌ها قابل مقایسه نیستند. بخشی از بازدیدکنندگان یک گونه از دست می‌روند.",
      () => "علت را در بخش سلامت پیدا کنید، آن را رفع کنید و دورهٔ تازه‌ای شروع کنید.",
    ],
    ar: [
      () => "لا حكم: لم يُقسَّم الزوار كما تقول الأوزان، فلا يمكن مقارنة النسخ. هناك ما يُفقد زوار إحدى النسخ.",
      () => "ابحث عن السبب في قسم السلامة وأصلحه ثم ابدأ مرحلة جديدة.",
    ],
  },
  better: {
    en: [
      ({ variant, metric, lift, interval }) =>
        `${variant} wins: ${metric} is ${lift} against control, and anything from ${interval} fits the data.`,
      () => "Nothing that looking longer could undo by chance more often than the level allows; roll it out.",
    ],
    fa: [
      ({ variant, metric, lift, interval }) =>
        `گونهٔ ${variant} برنده است: ${metric} نسبت به گونهٔ شاهد ${lift} است و داده‌ها با هر مقداری در بازهٔ ${interval} سازگارند.`,
      () => "نگاه‌کردن بیشتر این نتیجه را بیش از سطح خطای تعیین‌شده تصادفی نمی‌کند؛ آن را برای همه فعال کنید.",
    ],
    ar: [
      ({ variant, metric, lift, interval }) =>
        `النسخة ${variant} فائزة: ${metric} يساوي ${lift} مقارنة بالأصل، والبيانات تتوافق مع أي قيمة في المجال ${interval}.`,
      () => "لن تنقض المشاهدة الأطول هذه النتيجة بالصدفة أكثر مما يسمح به مستوى الخطأ؛ اعتمدها للجميع.",
    ],
  },
  worse: {
    en: [
      ({ variant, metric, lift, interval }) =>
        `${variant} loses: ${metric} is ${lift} against control (${interval}). Stop it.`,
      () => "Only a repaired variant, in a new phase.",
    ],
    fa: [
      ({ variant, metric, lift, interval }) =>
        `گونهٔ ${variant} بازنده است: ${metric} نسبت به گونهٔ شاهد ${lift} است (${interval}). آن را متوقف کنید.`,
      () => "فقط گونه‌ای اصلاح‌شده در دوره‌ای تازه.",
    ],
    ar: [
      ({ variant, metric, lift, interval }) =>
        `النسخة ${variant} خاسرة: ${metric} يساوي ${lift} مقارنة بالأصل (${interval}). أوقفها.`,
      () => "فقط نسخة معدّلة في مرحلة جديدة.",
    ],
  },
  "all-worse": {
    en: [
      ({ variant, metric, lift }) =>
        `Every variant is worse than control on ${metric}; the worst, ${variant}, by ${lift}. Stop it.`,
      () => "Only other variants, in a new experiment.",
    ],
    fa: [
      ({ variant, metric, lift }) =>
        `همهٔ گونه‌ها در ${metric} از گونهٔ شاهد بدترند؛ بدترین آن‌ها ${variant} با ${lift}. آزمایش را متوقف کنید.`,
      () => "فقط گونه‌های دیگر در آزمایشی تازه.",
    ],
    ar: [
      ({ variant, metric, lift }) =>
        `كل النسخ أسوأ من الأصل في ${metric}، وأسوؤها ${variant} بمقدار ${lift}. أوقف التجربة.`,
      () => "فقط نسخ أخرى في تجربة جديدة.",
    ],
  },
  "guardrail-failed": {
    en: [
      ({ variant, metric }) => `${variant} hurts ${metric}, which was to be protected. Stop it.`,
      () => "A variant that spares the guardrail, in a new phase.",
    ],
    fa: [
      ({ variant, metric }) =>
        `گونهٔ ${variant} به ${metric} که باید محافظت می‌شد آسیب می‌زند. آن را متوقف کنید.`,
      () => "گونه‌ای که به این سنجه آسیب نزند، در دوره‌ای تازه.",
    ],
    ar: [
      ({ variant, metric }) => `النسخة ${variant} تضر بـ${metric} الذي كان يجب حمايته. أوقفها.`,
      () => "نسخة لا تضر بهذا المؤشر، في مرحلة جديدة.",
    ],
  },
  "within-minimum-effect": {
    en: [
      ({ metric, interval, effect }) =>
        `No difference that matters: the change of ${metric} lies within ${interval}, inside ±${effect}. Keep whichever is simpler.`,
      () => "A smaller minimum effect, and many more visitors.",
    ],
    fa: [
      ({ metric, interval, effect }) =>
        `تفاوت مهمی وجود ندارد: تغییر ${metric} در بازهٔ ${interval} و درون ±${effect} است. هر کدام ساده‌تر است بماند.`,
      () => "حداقل اثر کوچک‌تر و بازدیدکنندگان بسیار بیشتر.",
    ],
    ar: [
      ({ metric, interval, effect }) =>
        `لا فرق يُعتد به: تغيّر ${metric} ضمن ${interval} أي داخل ±${effect}. أبقِ الأبسط.`,
      () => "حد أدنى أصغر للأثر وعدد أكبر بكثير من الزوار.",
    ],
  },
  "minimum-days": {
    en: [
      ({ days }) =>
        `Not yet: the experiment has not run its minimum of days, and every weekday should count alike (${days} to go).`,
      ({ days }) => `${days} more days; harm would be reported before.`,
    ],
    fa: [
      ({ days }) =>
        `هنوز زود است: حداقل روزهای آزمایش نگذشته و همهٔ روزهای هفته باید به یک اندازه به حساب آیند (${days} روز مانده).`,
      ({ days }) => `${days} روز دیگر؛ اگر زیانی دیده شود زودتر اعلام می‌شود.`,
    ],
    ar: [
      ({ days }) =>
        `ليس بعد: لم تكتمل الأيام الدنيا للتجربة، ويجب أن تُحتسب كل أيام الأسبوع بالتساوي (بقي ${days}).`,
      ({ days }) => `${days} أيام أخرى؛ وأي ضرر يُعلن قبل ذلك.`,
    ],
  },
  "too-few": {
    en: [
      () => "Too few have acted to compare the variants; they are only counted so far.",
      ({ days }) => `More visitors; at this pace about ${days} days.`,
    ],
    fa: [
      () => "تعداد کسانی که اقدام کرده‌اند برای مقایسهٔ گونه‌ها کم است؛ فعلاً فقط شمرده می‌شوند.",
      ({ days }) => `بازدیدکنندگان بیشتر؛ با این روند حدود ${days} روز.`,
    ],
    ar: [
      () => "عدد من تفاعلوا أقل من أن تُقارن النسخ؛ يُكتفى الآن بعدّهم.",
      ({ days }) => `زوار أكثر؛ بهذا المعدل نحو ${days} يوماً.`,
    ],
  },
  "not-shown-yet": {
    en: [
      ({ variant, metric, lift, interval }) =>
        `Keep running: ${metric} of ${variant} is ${lift} so far, but anything from ${interval} fits the data, no change included.`,
      ({ days, effect }) =>
        `An interval that leaves 0 on one side, or fits into ±${effect}; at this pace an effect of that size shows within about ${days} days.`,
    ],
    fa: [
      ({ variant, metric, lift, interval }) =>
        `ادامه دهید: ${metric} در گونهٔ ${variant} تا اینجا ${lift} است، اما داده‌ها با هر مقداری در بازهٔ ${interval}، از جمله بی‌تغییری، سازگارند.`,
      ({ days, effect }) =>
        `بازه‌ای که صفر را در بر نگیرد یا درون ±${effect} جا شود؛ با این روند اثری به این اندازه حدود ${days} روز دیگر دیده می‌شود.`,
    ],
    ar: [
      ({ variant, metric, lift, interval }) =>
        `استمر: ${metric} في النسخة ${variant} يساوي ${lift} حتى الآن، لكن البيانات تتوافق مع أي قيمة في المجال ${interval} بما فيها عدم التغيّر.`,
      ({ days, effect }) =>
        `مجال لا يشمل الصفر، أو يقع داخل ±${effect}؛ بهذا المعدل يظهر أثر بهذا الحجم خلال نحو ${days} يوماً.`,
    ],
  },
  "planned-end-not-reached": {
    en: [
      () =>
        "Wait for the planned end: this experiment is judged once, and looking earlier would find effects that are not there.",
      ({ days }) => `The planned size; at this pace about ${days} days.`,
    ],
    fa: [
      () =>
        "تا پایان برنامه‌ریزی‌شده صبر کنید: این آزمایش فقط یک بار داوری می‌شود و نگاه زودتر اثرهای غیرواقعی نشان می‌دهد.",
      ({ days }) => `رسیدن به اندازهٔ برنامه؛ با این روند حدود ${days} روز.`,
    ],
    ar: [
      () => "انتظر النهاية المخططة: تُحكم هذه التجربة مرة واحدة، والنظر قبلها يُظهر آثاراً غير حقيقية.",
      ({ days }) => `بلوغ الحجم المخطط؛ بهذا المعدل نحو ${days} يوماً.`,
    ],
  },
  "ended-without-answer": {
    en: [
      ({ metric, lift, interval }) =>
        `It ended without an answer: ${metric} was ${lift}, and anything from ${interval} fits the data.`,
      ({ effect }) =>
        `A longer run, or a bolder change; an effect of ${effect} needs more visitors than came.`,
    ],
    fa: [
      ({ metric, lift, interval }) =>
        `آزمایش بدون پاسخ پایان یافت: ${metric} ${lift} بود و داده‌ها با هر مقداری در بازهٔ ${interval} سازگارند.`,
      ({ effect }) => `اجرای طولانی‌تر یا تغییری جسورانه‌تر؛ اثر ${effect} بازدیدکنندگان بیشتری می‌خواهد.`,
    ],
    ar: [
      ({ metric, lift, interval }) =>
        `انتهت دون جواب: ${metric} كان ${lift}، والبيانات تتوافق مع أي قيمة في المجال ${interval}.`,
      ({ effect }) => `تشغيل أطول أو تغيير أجرأ؛ فأثر بمقدار ${effect} يحتاج زواراً أكثر ممن جاؤوا.`,
    ],
  },
  "metric-not-computable": {
    en: [
      () => "No verdict: the primary metric cannot be computed; the reason stands beside it.",
      () => "What the reason names.",
    ],
    fa: [
      () => "نتیجه‌ای اعلام نمی‌شود: سنجهٔ اصلی قابل محاسبه نیست؛ دلیل در کنار آن آمده است.",
      () => "رفع آنچه در دلیل آمده است.",
    ],
    ar: [() => "لا حكم: لا يمكن حساب المؤشر الرئيسي؛ والسبب مذكور بجانبه.", () => "إزالة ما يذكره السبب."],
  },
};

export function sentencesOf(decision: Decision, design: Design | null, language: Language): Sentences {
  const facts: Facts = {
    variant: decision.variant ?? "",
    metric: decision.metric ?? "",
    lift: decision.lift === null ? "?" : signed(decision.lift, language),
    interval: decision.interval === null ? "?" : intervalText(decision.interval, language),
    days: daysOf(decision.daysToGo, language),
    effect: design === null ? "?" : percent(design.minimumEffect, language),
  };
  const [reason, change] = WORDS[decision.code][language];
  return { reason: reason(facts), change: change(facts) };
}

/** Longer than a year is no plan: it is said as such. */
function daysOf(days: number | null, language: Language): string {
  if (days === null) return "?";
  const { plain } = formatsOf(language);
  return days > 365 ? `${plain.format(365)}+` : plain.format(days);
}

function percent(share: number, language: Language): string {
  return formatsOf(language).percent.format(share);
}

/** With its sign. */
export function signed(share: number, language: Language): string {
  return formatsOf(language).signed.format(share);
}

/** `−3% … +8%`; infinite where there is no limit. */
export function intervalText(
  [low, high]: readonly [number | null, number | null],
  language: Language,
): string {
  const from = low === null ? "−∞" : signed(low, language);
  return `${from} … ${high === null ? "∞" : signed(high, language)}`;
}

interface Formats {
  readonly plain: Intl.NumberFormat;
  readonly percent: Intl.NumberFormat;
  readonly signed: Intl.NumberFormat;
}

const formats = new Map<Language, Formats>();

/** Making one costs more than all that is formatted with it. */
function formatsOf(language: Language): Formats {
  const known = formats.get(language);
  if (known !== undefined) return known;
  const share = { style: "percent", maximumFractionDigits: 1 } as const;
  const made = {
    plain: new Intl.NumberFormat(language),
    percent: new Intl.NumberFormat(language, share),
    signed: new Intl.NumberFormat(language, { ...share, signDisplay: "exceptZero" }),
  };
  formats.set(language, made);
  return made;
}
