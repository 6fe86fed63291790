export const DELAY_NOTICE_WORDS = {
  title: { en: "Your order comes later than planned", fa: "سفارش شما دیرتر می‌رسد", ar: "سيتأخر وصول طلبك" },
  newDay: { en: "New day of delivery: {day}", fa: "روز تازهٔ تحویل: {day}", ar: "موعد التسليم الجديد: {day}" },
  cancel: {
    en: "Cancel and get the money back",
    fa: "لغو سفارش و بازگشت وجه",
    ar: "إلغاء الطلب واسترداد المبلغ",
  },
} as const;
