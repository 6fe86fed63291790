export const SOCIAL_WORDS = {
  title: { en: "Find us here, too", fa: "ما را دنبال کنید", ar: "تابعنا" },
} as const;
