import type { DashboardLanguage } from "./languages.ts";

interface Words {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly ready: string;
  readonly token: string;
  readonly code: string;
  readonly many: string;
  readonly loading: string;
  readonly needsScript: string;
}

export const SIGN_IN_WORDS: { readonly [language in DashboardLanguage]: Words } = {
  en: {
    title: "Sign in",
    label: "Access token",
    hint: "An admin makes tokens under Settings. Yours decides what you may do here.",
    ready: "This link signs you in on this browser for twelve hours.",
    token: "This token is not valid. Check that you copied all of it, or ask an admin for a new one.",
    code: "This sign-in link was used already, or its ten minutes are over. Sign in with a token, or make a new link.",
    many: "Too many attempts. Wait a minute and try again.",
    loading: "Loading…",
    needsScript: "The dashboard needs JavaScript; the shop and the API do not.",
  },
  fa: {
    title: "ورود",
    label: "توکن دسترسی",
    hint: "مدیر در بخش تنظیمات توکن می‌سازد. توکن شما تعیین می‌کند اینجا چه کاری می‌توانید بکنید.",
    ready: "با این پیوند، در این مرورگر دوازده ساعت وارد می‌مانید.",
    token: "این توکن معتبر نیست. ببینید آن را کامل رونوشت کرده‌اید، یا از مدیر توکن تازه بخواهید.",
    code: "این پیوند ورود پیش‌تر به کار رفته یا ده دقیقهٔ آن گذشته است. با توکن وارد شوید یا پیوند تازه‌ای بسازید.",
    many: "تلاش‌های پی‌درپی زیاد بود. یک دقیقه صبر کنید و دوباره بکوشید.",
    loading: "در حال بارگذاری…",
    needsScript: "داشبورد به جاوااسکریپت نیاز دارد؛ فروشگاه و API نیازی ندارند.",
  },
  ar: {
    title: "تسجيل الدخول",
    label: "رمز الوصول",
    hint: "ينشئ المدير الرموز في الإعدادات، ورمزك يحدد ما يمكنك فعله هنا.",
    ready: "يسجّل هذا الرابط دخولك في هذا المتصفح لمدة اثنتي عشرة ساعة.",
    token: "هذا الرمز غير صالح. تأكد من نسخه كاملًا، أو اطلب رمزًا جديدًا من المدير.",
    code: "استُخدم رابط الدخول هذا من قبل أو انقضت دقائقه العشر. سجّل الدخول برمز أو أنشئ رابطًا جديدًا.",
    many: "محاولات كثيرة. انتظر دقيقة ثم حاول مرة أخرى.",
    loading: "جارٍ التحميل…",
    needsScript: "تحتاج لوحة التحكم إلى جافاسكربت؛ أما المتجر وواجهة API فلا.",
  },
};
