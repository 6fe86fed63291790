export const USAGE_TIPS_WORDS = {
  title: { en: "So that you get the most of it", fa: "برای استفادهٔ بهتر", ar: "لاستخدام أفضل" },
} as const;
