export const CONTACT_WORDS = {
  title: { en: "Talk to us", fa: "با ما در تماس باشید", ar: "تواصل معنا" },
  call: { en: "Call {phone}", fa: "تماس با {phone}", ar: "اتصل على {phone}" },
  chat: { en: "Chat with us", fa: "گفت‌وگوی برخط", ar: "الدردشة معنا" },
  mail: { en: "Write to {address}", fa: "ایمیل به {address}", ar: "راسلنا على {address}" },
  visit: { en: "Visit us", fa: "مراجعهٔ حضوری", ar: "زورونا" },
} as const;
