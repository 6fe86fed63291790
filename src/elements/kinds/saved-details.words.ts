export const SAVED_DETAILS_WORDS = {
  label: {
    en: "Your address is saved with us",
    fa: "نشانی شما نزد ما ثبت است",
    ar: "عنوانك محفوظ لدينا",
  },
  note: {
    en: "Buy again in a few steps; you can change everything before you pay.",
    fa: "در چند گام دوباره بخرید؛ پیش از پرداخت همه‌چیز را می‌توانید تغییر دهید.",
    ar: "اشترِ مجددًا بخطوات قليلة، ويمكنك تغيير كل شيء قبل الدفع.",
  },
} as const;
