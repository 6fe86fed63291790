export const FAQ_WORDS = {
  title: { en: "Questions shoppers ask", fa: "پرسش‌های پرتکرار", ar: "أسئلة شائعة" },
} as const;
