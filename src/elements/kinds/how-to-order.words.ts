export const HOW_TO_ORDER_WORDS = {
  title: { en: "How to order", fa: "چگونه سفارش بدهم؟", ar: "كيف تطلب" },
  choose: { en: "Choose and add to the cart", fa: "انتخاب کالا و افزودن به سبد", ar: "اختر وأضف إلى السلة" },
  address: { en: "Give your address", fa: "نوشتن نشانی تحویل", ar: "أدخل عنوانك" },
  pay: { en: "Pay safely", fa: "پرداخت امن", ar: "ادفع بأمان" },
  receive: { en: "Receive it at home", fa: "تحویل در محل شما", ar: "استلم طلبك في منزلك" },
  done: { en: "done", fa: "انجام شد", ar: "تم" },
} as const;
