export const PAYMENT_OPTIONS_WORDS = {
  title: { en: "Ways to pay", fa: "روش‌های پرداخت", ar: "طرق الدفع" },
  card: { en: "Bank card", fa: "کارت بانکی", ar: "بطاقة بنكية" },
  wallet: { en: "Wallet", fa: "کیف پول", ar: "محفظة إلكترونية" },
  cash_on_delivery: { en: "Cash on delivery", fa: "پرداخت در محل", ar: "الدفع عند الاستلام" },
  bank_transfer: { en: "Bank transfer", fa: "کارت‌به‌کارت یا حواله", ar: "تحويل بنكي" },
  instalments: { en: "Instalments", fa: "خرید قسطی", ar: "الدفع بالتقسيط" },
  fee: { en: "Fee {fee}", fa: "کارمزد {fee}", ar: "رسوم {fee}" },
  noFee: { en: "No fee", fa: "بدون کارمزد", ar: "دون رسوم" },
  only: { en: "Only in {place}", fa: "فقط در {place}", ar: "فقط في {place}" },
  plan: {
    en: "{count, plural, one {# payment} other {# payments}} of {amount}, {total} in all, with {provider}",
    fa: "{count} قسط {amount}، مجموع {total}، با {provider}",
    ar: "{count, plural, one {دفعة واحدة} two {دفعتان} few {# دفعات} many {# دفعة} other {# دفعة}} بقيمة {amount}، الإجمالي {total}، عبر {provider}",
  },
} as const;
