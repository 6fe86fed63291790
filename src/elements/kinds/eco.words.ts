export const ECO_WORDS = {
  basis: { en: "How we know", fa: "بر چه پایه‌ای", ar: "على أي أساس" },
  asOf: { en: "as of {day}", fa: "به تاریخ {day}", ar: "بتاريخ {day}" },
  certified: {
    en: "Certified by {issuer}, No. {reference}, valid until {day}",
    fa: "گواهی {issuer} به شمارهٔ {reference}، معتبر تا {day}",
    ar: "شهادة من {issuer} برقم {reference}، سارية حتى {day}",
  },
} as const;
