/** What our own pages say to shoppers. */
import type { PageLanguage } from "./page.ts";

type Words = { readonly [name: string]: { readonly [language in PageLanguage]: string } };

export const PRIVACY_WORDS = {
  title: {
    en: "What this shop keeps about your visits",
    fa: "این فروشگاه از بازدیدهای شما چه نگه می‌دارد",
    ar: "ما يحتفظ به هذا المتجر عن زياراتك",
  },
  why: {
    en: "This shop compares versions of its pages to find out which serves shoppers better. To show you the same version each time, it gives your browser a random number in a cookie.",
    fa: "این فروشگاه نسخه‌های گوناگون صفحه‌هایش را می‌سنجد تا ببیند کدام برای خریداران بهتر است. برای آن‌که هر بار همان نسخه را ببینید، عددی تصادفی در کوکی مرورگر شما می‌گذارد.",
    ar: "يقارن هذا المتجر نسخًا من صفحاته ليعرف أيها أنفع للمتسوقين. ولكي تظهر لك النسخة نفسها كل مرة، يضع في متصفحك رقمًا عشوائيًا في ملف تعريف ارتباط.",
  },
  yours: { en: "About this browser", fa: "دربارهٔ این مرورگر", ar: "عن هذا المتصفح" },
  nothing: {
    en: "Nothing is kept about this browser.",
    fa: "دربارهٔ این مرورگر چیزی نگه داشته نشده است.",
    ar: "لا يُحتفظ بشيء عن هذا المتصفح.",
  },
  number: { en: "Random number", fa: "عدد تصادفی", ar: "الرقم العشوائي" },
  since: { en: "Given on", fa: "تاریخ دریافت", ar: "أُعطي في" },
  until: { en: "Expires on", fa: "تاریخ پایان", ar: "ينتهي في" },
  experiments: { en: "Comparisons you saw", fa: "سنجش‌هایی که دیده‌اید", ar: "مقارنات شاهدتها" },
  events: { en: "Steps noted", fa: "گام‌های ثبت‌شده", ar: "خطوات مسجّلة" },
  beside: {
    en: "With a comparison we note the kind of device and browser, the country and region, the language, whether the browser has been here or bought here before, how it came to the shop, and how long the page took to arrive.",
    fa: "همراه هر سنجش این‌ها ثبت می‌شود: نوع دستگاه و مرورگر، کشور و استان، زبان، این‌که مرورگر پیش‌تر این‌جا بوده یا خرید کرده است، از کجا به فروشگاه آمده، و صفحه پس از چه مدتی رسیده است.",
    ar: "ومع كل مقارنة نسجّل نوع الجهاز والمتصفح والبلد والمنطقة واللغة، وهل زار المتصفح المتجر أو اشترى منه من قبل، وكيف وصل إليه، وكم استغرق وصول الصفحة.",
  },
  unknown: { en: "cannot be told right now", fa: "اکنون دانسته نیست", ar: "غير معروف الآن" },
  never: { en: "What is never kept", fa: "آنچه هرگز نگه داشته نمی‌شود", ar: "ما لا يُحتفظ به أبدًا" },
  neverList: {
    en: "Your name, e-mail address, phone number, address, IP address, or what you type. Nothing goes to other companies.",
    fa: "نام، نشانی رایانامه، شمارهٔ تلفن، نشانی، نشانی آی‌پی، یا آنچه می‌نویسید. چیزی به شرکت‌های دیگر نمی‌رود.",
    ar: "اسمك أو بريدك الإلكتروني أو رقم هاتفك أو عنوانك أو عنوان IP أو ما تكتبه. ولا يُرسَل شيء إلى شركات أخرى.",
  },
  optedOut: {
    en: "You have opted out. You see the shop as it is, and nothing is noted.",
    fa: "شما انصراف داده‌اید. فروشگاه را همان‌گونه که هست می‌بینید و چیزی ثبت نمی‌شود.",
    ar: "لقد انسحبت. ترى المتجر كما هو ولا يُسجَّل شيء.",
  },
  gpc: {
    en: "Your browser asks not to be counted (Global Privacy Control), and it is not.",
    fa: "مرورگر شما خواسته است شمرده نشود (Global Privacy Control) و شمرده نمی‌شود.",
    ar: "يطلب متصفحك ألّا يُحسب (Global Privacy Control)، وهو لا يُحسب.",
  },
  optOut: { en: "Do not include me", fa: "مرا شرکت ندهید", ar: "لا تشركني" },
  optOutNote: {
    en: "The number is taken out of your browser. The shop works as before.",
    fa: "عدد از مرورگر شما برداشته می‌شود. فروشگاه مانند پیش کار می‌کند.",
    ar: "يُزال الرقم من متصفحك، ويعمل المتجر كما كان.",
  },
  erase: {
    en: "Do not include me, and delete what was noted",
    fa: "مرا شرکت ندهید و آنچه ثبت شده را پاک کنید",
    ar: "لا تشركني واحذف ما سُجّل",
  },
  eraseNote: {
    en: "Deleting cannot be undone.",
    fa: "پاک‌کردن برگشت‌پذیر نیست.",
    ar: "لا يمكن التراجع عن الحذف.",
  },
  erased: {
    en: "What was noted about this browser has been deleted.",
    fa: "آنچه دربارهٔ این مرورگر ثبت شده بود پاک شد.",
    ar: "حُذف ما سُجّل عن هذا المتصفح.",
  },
  notErased: {
    en: "It could not be deleted just now. Please try again in a few minutes.",
    fa: "اکنون پاک نشد. لطفاً چند دقیقهٔ دیگر دوباره امتحان کنید.",
    ar: "تعذّر الحذف الآن. يرجى المحاولة مرة أخرى بعد دقائق.",
  },
  optIn: { en: "Include me again", fa: "دوباره شرکتم دهید", ar: "أشركني من جديد" },
  home: { en: "Back to the shop", fa: "بازگشت به فروشگاه", ar: "العودة إلى المتجر" },
} as const satisfies Words;

export const SURVEY_PAGE_WORDS = {
  thanks: { en: "Thank you", fa: "سپاس", ar: "شكرًا لك" },
  noted: { en: "Your answer has been noted.", fa: "پاسخ شما ثبت شد.", ar: "سُجّلت إجابتك." },
  failed: { en: "That did not work", fa: "پاسخ ثبت نشد", ar: "تعذّر تسجيل إجابتك" },
  again: {
    en: "Please go back and try again.",
    fa: "لطفاً برگردید و دوباره بفرستید.",
    ar: "يرجى الرجوع والمحاولة مرة أخرى.",
  },
  back: { en: "Back to the page", fa: "بازگشت به صفحه", ar: "العودة إلى الصفحة" },
} as const satisfies Words;

/** For the shop's own people. */
export const STAFF_WORDS = {
  title: { en: "Visits of the shop’s own", fa: "بازدیدهای خودِ فروشگاه", ar: "زيارات أهل المتجر" },
  begun: {
    en: "This browser is not counted any more, for half a year. It is shown what shoppers are shown; its visits and orders stay out of every result.",
    fa: "این مرورگر از اکنون تا نیم سال شمرده نمی‌شود. همان را می‌بیند که خریداران می‌بینند؛ بازدیدها و سفارش‌هایش در هیچ نتیجه‌ای نمی‌آیند.",
    ar: "لن يُحتسب هذا المتصفح بعد الآن لمدة نصف عام. يظهر له ما يظهر للمتسوقين، وتبقى زياراته وطلباته خارج كل نتيجة.",
  },
  ended: {
    en: "This browser is counted as a shopper’s again.",
    fa: "این مرورگر دوباره مانند مرورگر یک خریدار شمرده می‌شود.",
    ar: "يُحتسب هذا المتصفح من جديد كمتصفح متسوق.",
  },
  invalid: {
    en: "This link is not valid, or its time is over. Make a new one in the dashboard, under Settings.",
    fa: "این پیوند معتبر نیست یا زمانش گذشته است. در داشبورد، در بخش تنظیمات، پیوند تازه‌ای بسازید.",
    ar: "هذا الرابط غير صالح أو انتهى وقته. أنشئ رابطًا جديدًا في لوحة التحكم، في الإعدادات.",
  },
  end: { en: "Count this browser again", fa: "این مرورگر را دوباره بشمار", ar: "احتسب هذا المتصفح من جديد" },
  shop: { en: "To the shop", fa: "به فروشگاه", ar: "إلى المتجر" },
} satisfies Words;
