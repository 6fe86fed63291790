export const DELIVERY_WORDS = {
  title: { en: "Delivery", fa: "ارسال و تحویل", ar: "التوصيل" },
  free: { en: "free", fa: "رایگان", ar: "مجاني" },
  on: { en: "arrives {day}", fa: "تحویل {day}", ar: "يصل يوم {day}" },
  between: {
    en: "arrives between {first} and {last}",
    fa: "تحویل از {first} تا {last}",
    ar: "يصل بين {first} و{last}",
  },
  orderedBy: {
    en: "If you order by {clock} on {day}",
    fa: "برای سفارش تا ساعت {clock} روز {day}",
    ar: "عند الطلب قبل الساعة {clock} من يوم {day}",
  },
} as const;
