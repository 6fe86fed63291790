export const COMPARISON_WORDS = {
  title: { en: "Compared with others", fa: "در مقایسه با دیگران", ar: "مقارنة مع غيره" },
  yes: { en: "yes", fa: "دارد", ar: "نعم" },
  no: { en: "no", fa: "ندارد", ar: "لا" },
  feature: { en: "Feature", fa: "ویژگی", ar: "الميزة" },
  asOf: { en: "As of {day}", fa: "به تاریخ {day}", ar: "بتاريخ {day}" },
  source: { en: "Source", fa: "منبع", ar: "المصدر" },
} as const;
