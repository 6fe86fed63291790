export const NEWSLETTER_WORDS = {
  title: { en: "News from us", fa: "خبرنامهٔ ما", ar: "نشرتنا البريدية" },
  mail: { en: "E-mail address", fa: "نشانی ایمیل", ar: "البريد الإلكتروني" },
  join: { en: "Subscribe", fa: "عضویت", ar: "اشترك" },
  privacy: { en: "Privacy", fa: "حریم خصوصی", ar: "الخصوصية" },
} as const;
