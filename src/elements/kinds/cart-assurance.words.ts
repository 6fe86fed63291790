export const CART_ASSURANCE_WORDS = {
  title: { en: "Before you pay", fa: "پیش از پرداخت", ar: "قبل أن تدفع" },
  delivery: { en: "Delivery", fa: "ارسال", ar: "التوصيل" },
  exchange: { en: "Returns and exchanges", fa: "تعویض و بازگشت کالا", ar: "الاستبدال والإرجاع" },
  payment: { en: "Payment", fa: "پرداخت", ar: "الدفع" },
  support: { en: "Help with your order", fa: "راهنمایی در سفارش", ar: "المساعدة في طلبك" },
  total: { en: "Total to pay", fa: "مبلغ قابل پرداخت", ar: "المبلغ المستحق" },
} as const;
