export const LOYALTY_WORDS = {
  title: { en: "Your points", fa: "امتیاز شما", ar: "نقاطك" },
  points: {
    en: "{count, plural, one {# point} other {# points}}",
    fa: "{count} امتیاز",
    ar: "{count, plural, zero {لا نقاط} one {نقطة واحدة} two {نقطتان} few {# نقاط} many {# نقطة} other {# نقطة}}",
  },
  level: { en: "Level: {level}", fa: "سطح: {level}", ar: "المستوى: {level}" },
} as const;
