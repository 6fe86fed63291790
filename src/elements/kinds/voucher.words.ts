export const VOUCHER_WORDS = {
  code: { en: "Code", fa: "کد", ar: "الرمز" },
  until: { en: "Valid until {day}", fa: "معتبر تا {day}", ar: "صالح حتى {day}" },
  minimum: {
    en: "for orders over {amount}",
    fa: "برای خرید بالای {amount}",
    ar: "للطلبات التي تزيد على {amount}",
  },
} as const;
