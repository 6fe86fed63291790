/**
 * Titles of the API's problems for those who read no English. The API says them in English, where the OpenAPI document
 * and other programs know them by; details of single fields stay English. `{}` stands for what differs from case to case.
 */
type Title = { readonly fa: string; readonly ar: string };

export const PROBLEM_TITLES: { readonly [title: string]: Title } = {
  "A second person has to approve": { fa: "نفر دومی باید تأیید کند", ar: "يجب أن يوافق شخص ثانٍ" },
  "Counting takes too long now": { fa: "اکنون شمارش بسیار طول می‌کشد", ar: "يستغرق العدّ وقتًا طويلًا الآن" },
  "Its elements make claims that a second person has to approve": {
    fa: "عنصرهای آن ادعاهایی دارند که نفر دومی باید تأیید کند",
    ar: "في عناصرها ادعاءات يجب أن يوافق عليها شخص ثانٍ",
  },
  "Nobody has been recorded yet": { fa: "هنوز کسی ثبت نشده است", ar: "لم يُسجَّل أحد بعد" },
  "Only a draft that never ran can be deleted": {
    fa: "تنها پیش‌نویسی که هرگز اجرا نشده پاک می‌شود",
    ar: "لا تُحذف إلا مسودة لم تُشغَّل قط",
  },
  "Somebody else changed it meanwhile": {
    fa: "در این میان کس دیگری آن را تغییر داد",
    ar: "غيّرها شخص آخر في هذه الأثناء",
  },
  "The body could not be read": { fa: "آنچه فرستاده شد خوانده نشد", ar: "تعذّرت قراءة ما أُرسل" },
  "The body could not be read: it is cut off, or not UTF-8": {
    fa: "آنچه فرستاده شد ناتمام است یا UTF-8 نیست",
    ar: "ما أُرسل ناقص أو ليس UTF-8",
  },
  "The body is not CSV": { fa: "آنچه فرستاده شد CSV نیست", ar: "ما أُرسل ليس CSV" },
  "The body is larger than {} bytes": {
    fa: "آنچه فرستاده شد بیش از {} بایت است",
    ar: "ما أُرسل أكبر من {} بايت",
  },
  "The database did not answer": { fa: "پایگاه داده پاسخ نداد", ar: "لم تستجب قاعدة البيانات" },
  "The phase is sealed: its raw rows are gone": {
    fa: "این دوره مهر و موم شده است و ردیف‌های خام آن دیگر نیستند",
    ar: "أُغلقت هذه المرحلة نهائياً ولم تعد صفوفها الخام موجودة",
  },
  "The experiment has no such phase": { fa: "آزمایش چنین دوره‌ای ندارد", ar: "ليس للتجربة هذه المرحلة" },
  "The experiment has recorded no baseline yet": {
    fa: "آزمایش هنوز پایه‌ای ثبت نکرده است",
    ar: "لم تسجّل التجربة أساسًا بعد",
  },
  "The experiments that run now could not be served with this": {
    fa: "با این، آزمایش‌های در حال اجرا نمایش داده نمی‌شدند",
    ar: "لا يمكن عرض التجارب الجارية مع هذا",
  },
  "The goal is in use": { fa: "این هدف در کار است", ar: "الهدف مستخدم" },
  "The metric is in use": { fa: "این سنجه در کار است", ar: "المقياس مستخدم" },
  "The query could not be understood": { fa: "درخواست فهمیده نشد", ar: "لم يُفهم الطلب" },
  "The request could not be answered": { fa: "به درخواست پاسخ داده نشد", ar: "تعذّر الرد على الطلب" },
  "The shop's host is not known": { fa: "نشانی فروشگاه دانسته نیست", ar: "عنوان المتجر غير معروف" },
  "There are too many visitors to count anew": {
    fa: "شمار بازدیدکنندگان برای شمارش دوباره بیش از اندازه است",
    ar: "عدد الزوار أكبر من أن يُعاد عدّهم",
  },
  "There is no shop to ask": { fa: "فروشگاهی برای پرسیدن نیست", ar: "لا متجر يُسأل" },
  "There is nothing at this address": { fa: "در این نشانی چیزی نیست", ar: "لا شيء في هذا العنوان" },
  "There is nothing to approve": { fa: "چیزی برای تأیید نیست", ar: "لا شيء للموافقة عليه" },
  "There is a {} with this key already": { fa: "این کلید از پیش هست", ar: "هذا المفتاح موجود من قبل" },
  "There is no such {}": { fa: "چنین چیزی نیست", ar: "لا يوجد مثل هذا" },
  "This changes something that exists: say which revision you saw": {
    fa: "این چیزی موجود را تغییر می‌دهد؛ بگویید کدام نسخه را دیده‌اید",
    ar: "هذا يغيّر شيئًا قائمًا؛ اذكر أي نسخة رأيت",
  },
  "This metric is built in": { fa: "این سنجه از پیش ساخته است", ar: "هذا مقياس مدمج" },
  "This phase counts no purchases": { fa: "این دوره خرید نمی‌شمارد", ar: "هذه المرحلة لا تحسب المشتريات" },
  "This puts code or markup into pages": {
    fa: "این کد یا نشانه‌گذاری در صفحه‌ها می‌گذارد؛ نقش «منتشرکننده» لازم است",
    ar: "هذا يضع رمزًا أو ترميزًا في الصفحات؛ يلزم دور «الناشر»",
  },
  "This token may not do that": { fa: "این توکن اجازهٔ این کار را ندارد", ar: "لا يُسمح لهذا الرمز بذلك" },
  "This token is not valid": { fa: "این توکن معتبر نیست", ar: "هذا الرمز غير صالح" },
  "Too many changes at once": { fa: "تغییرهای هم‌زمان بسیارند", ar: "تغييرات كثيرة في وقت واحد" },
  "Too many requests with this token": { fa: "درخواست‌ها با این توکن بسیارند", ar: "طلبات كثيرة بهذا الرمز" },
  "Who came through Access is signed in already": {
    fa: "کسی که از Access آمده از پیش وارد شده است",
    ar: "من جاء عبر Access مسجَّل دخوله من قبل",
  },
  "One field is not right": { fa: "یک فیلد درست نیست", ar: "حقل واحد غير صحيح" },
  "{} fields are not right": { fa: "{} فیلد درست نیست", ar: "{} حقول غير صحيحة" },
  "The experiment cannot {} now": { fa: "آزمایش اکنون نمی‌تواند چنین شود", ar: "لا يمكن ذلك للتجربة الآن" },
  "This cannot change while the experiment is {}": {
    fa: "در این حالتِ آزمایش، این تغییر نمی‌کند",
    ar: "لا يتغيّر هذا والتجربة في هذه الحال",
  },
};

/** For programs, and for who builds the dashboard: nobody meets them there. */
export const NOT_FOR_PEOPLE: readonly string[] = [
  "A bearer token is needed",
  "Idempotency-Key: 1 to 200 visible ASCII characters",
  "If-Match is not an ETag",
  "The body has to be JSON",
  "The body has to be sent without compression",
  "The body is not JSON",
  "The body is nested more than {} deep",
  "The editor's script was not built: npm run build",
  "This Idempotency-Key was used for another request",
  "This address does not take that method",
  "This is taken from the dashboard's own pages, or with a bearer token",
  "Too many tokens from this address that are none",
];

/** The title in that language; null: there is none, and the API's own has to do. */
export function problemTitle(title: string, language: "fa" | "ar"): string | null {
  const known = PROBLEM_TITLES[title];
  if (known !== undefined) return known[language];
  for (const [pattern, words] of Object.entries(PROBLEM_TITLES)) {
    const [before = "", after] = pattern.split("{}");
    if (after === undefined || !title.startsWith(before) || !title.endsWith(after)) continue;
    if (title.length <= before.length + after.length) continue;
    return words[language].replace("{}", title.slice(before.length, title.length - after.length));
  }
  return null;
}
