export const NEXT_PURCHASE_WORDS = {
  title: { en: "Goes well with it", fa: "پیشنهاد برای خرید بعدی", ar: "قد يناسبك أيضًا" },
  titleOf: { en: "Goes well with {product}", fa: "همراه با {product}", ar: "يناسب {product}" },
  why: { en: "Chosen by the shop", fa: "به انتخاب فروشگاه", ar: "من اختيار المتجر" },
} as const;
