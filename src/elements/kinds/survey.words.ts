export const SURVEY_WORDS = {
  title: { en: "How was it?", fa: "نظر شما چیست؟", ar: "ما رأيك؟" },
  low: { en: "not at all", fa: "به‌هیچ‌وجه", ar: "إطلاقًا" },
  high: { en: "completely", fa: "کاملاً", ar: "تمامًا" },
  send: { en: "Send", fa: "فرستادن", ar: "إرسال" },
  thanks: {
    en: "Thank you. Your answer has been noted.",
    fa: "سپاس. پاسخ شما ثبت شد.",
    ar: "شكرًا لك. سُجّلت إجابتك.",
  },
  failed: {
    en: "That did not work. Please try again.",
    fa: "پاسخ ثبت نشد. لطفاً دوباره بفرستید.",
    ar: "تعذّر تسجيل إجابتك. حاول مرة أخرى.",
  },
  privacy: {
    en: "Without your name: only the numbers are kept.",
    fa: "بدون نام شما: فقط عددها نگه داشته می‌شود.",
    ar: "بدون اسمك: لا تُحفظ إلا الأرقام.",
  },
  asPromised: {
    en: "Was the product as promised?",
    fa: "آیا کالا همان بود که وعده داده شده بود؟",
    ar: "هل كان المنتج كما وُعدت به؟",
  },
} as const;
