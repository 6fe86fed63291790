export const SUPPORT_WORDS = {
  title: { en: "Help with your product", fa: "پشتیبانی پس از خرید", ar: "المساعدة بعد الشراء" },
  helpline: { en: "Helpline {phone}", fa: "خط پشتیبانی {phone}", ar: "خط المساعدة {phone}" },
  repair: { en: "Repair", fa: "تعمیر و گارانتی", ar: "الصيانة والضمان" },
  manual: { en: "Manuals", fa: "دفترچهٔ راهنما", ar: "كتيبات الاستخدام" },
  exchange: { en: "Returns and exchanges", fa: "تعویض و بازگشت کالا", ar: "الاستبدال والإرجاع" },
} as const;
