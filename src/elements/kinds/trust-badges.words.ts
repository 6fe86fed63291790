/** What badges say when the shop gives no words of its own: plain facts, no superlatives. */
export const TRUST_BADGES_WORDS = {
  guarantee: { en: "Product guarantee", fa: "ضمانت کالا", ar: "ضمان على المنتج" },
  exchange: { en: "Returns and exchanges", fa: "امکان تعویض و بازگشت کالا", ar: "إمكانية الاستبدال والإرجاع" },
  authenticity: { en: "Authentic products", fa: "ضمانت اصالت کالا", ar: "منتجات أصلية" },
  secure_payment: { en: "Secure payment", fa: "پرداخت امن", ar: "دفع آمن" },
  delivery: { en: "Home delivery", fa: "تحویل درِ منزل", ar: "توصيل إلى باب المنزل" },
  support: { en: "Customer support", fa: "پشتیبانی مشتریان", ar: "خدمة العملاء" },
  list: { en: "What you can rely on", fa: "پشتوانه‌های خرید شما", ar: "ما يمكنك الاعتماد عليه" },
  /** Before the authority's name and its reference number. */
  issuedBy: { en: "Issued by", fa: "صادرکننده:", ar: "جهة الإصدار:" },
  reference: { en: "No.", fa: "شماره", ar: "رقم" },
  validUntil: { en: "valid until", fa: "معتبر تا", ar: "سارٍ حتى" },
} as const;
