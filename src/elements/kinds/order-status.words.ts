export const ORDER_STATUS_WORDS = {
  title: { en: "Your order", fa: "سفارش شما", ar: "طلبك" },
  placed: { en: "Order received", fa: "سفارش ثبت شد", ar: "استلمنا الطلب" },
  packed: { en: "Packed", fa: "بسته‌بندی شد", ar: "جُهّز الطلب" },
  shipped: { en: "On its way", fa: "در راه است", ar: "في الطريق إليك" },
  delivered: { en: "Delivered", fa: "تحویل شد", ar: "تم التسليم" },
  done: { en: "done", fa: "انجام شد", ar: "تم" },
  track: { en: "Track the parcel", fa: "پیگیری مرسوله", ar: "تتبّع الشحنة" },
} as const;
