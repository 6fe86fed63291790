export const REFERRAL_WORDS = {
  title: { en: "Recommend us", fa: "ما را معرفی کنید", ar: "رشّحنا لأصدقائك" },
  you: { en: "You get {reward}", fa: "هدیهٔ شما: {reward}", ar: "تحصل أنت على {reward}" },
  friend: { en: "Your friend gets {reward}", fa: "هدیهٔ دوستتان: {reward}", ar: "يحصل صديقك على {reward}" },
} as const;
