export const PRICE_WORDS = {
  price: { en: "Price", fa: "قیمت", ar: "السعر" },
  was: {
    en: "Lowest price of the last 30 days:",
    fa: "کمترین قیمت ۳۰ روز گذشته:",
    ar: "أقل سعر خلال آخر 30 يومًا:",
  },
  instalments: {
    en: "Or {count, plural, one {# payment} other {# payments}} of {amount} with {provider}",
    fa: "یا {count} قسط {amount} با {provider}",
    ar: "أو {count, plural, one {دفعة واحدة} two {دفعتان} few {# دفعات} many {# دفعة} other {# دفعة}} بقيمة {amount} عبر {provider}",
  },
  terms: {
    en: "Total {total}, of which fees {fee}",
    fa: "مجموع {total} با کارمزد {fee}",
    ar: "الإجمالي {total} شاملًا رسومًا قدرها {fee}",
  },
} as const;
