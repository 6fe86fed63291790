export const DELIVERY_CUTOFF_WORDS = {
  within: { en: "Order within", fa: "برای ارسال به‌موقع، سفارش تا", ar: "اطلب خلال" },
  leaves: {
    en: "and it leaves on {day} (cut-off {clock})",
    fa: "دیگر: ارسال {day} (آخرین مهلت ساعت {clock})",
    ar: "ليُشحن يوم {day} (آخر موعد الساعة {clock})",
  },
  arrives: { en: "Arrives {day}", fa: "تحویل {day}", ar: "يصل يوم {day}" },
} as const;
