export const REVIEW_REQUEST_WORDS = {
  title: { en: "How do you like it?", fa: "از خریدتان راضی هستید؟", ar: "هل أعجبك المنتج؟" },
  note: {
    en: "Good or bad, your review helps others to choose.",
    fa: "خوب یا بد، دیدگاه شما به انتخاب دیگران کمک می‌کند.",
    ar: "سواء أعجبك أم لا، تقييمك يساعد غيرك على الاختيار.",
  },
  write: { en: "Write a review", fa: "نوشتن دیدگاه", ar: "اكتب تقييمًا" },
  reward: {
    en: "For every review, whatever it says: {reward}",
    fa: "برای هر دیدگاه، هرچه باشد: {reward}",
    ar: "لكل تقييم أيًّا كان رأيك: {reward}",
  },
} as const;
