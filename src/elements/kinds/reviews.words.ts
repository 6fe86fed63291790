export const REVIEWS_WORDS = {
  title: { en: "What customers say", fa: "دیدگاه خریداران", ar: "آراء العملاء" },
  stars: { en: "{score} out of 5", fa: "{score} از ۵", ar: "{score} من 5" },
  verified: { en: "Verified purchase", fa: "خرید تأییدشده", ar: "عملية شراء موثّقة" },
  unverified: { en: "Purchase not verified", fa: "خرید تأیید نشده", ar: "شراء غير موثّق" },
  chosen: {
    en: "Chosen by the shop from all reviews.",
    fa: "به انتخاب فروشگاه از میان همهٔ دیدگاه‌ها.",
    ar: "اختارها المتجر من بين جميع التقييمات.",
  },
  all: { en: "Read all reviews", fa: "خواندن همهٔ دیدگاه‌ها", ar: "قراءة جميع التقييمات" },
} as const;
