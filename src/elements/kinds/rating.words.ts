export const RATING_WORDS = {
  score: { en: "{score} out of 5", fa: "{score} از ۵", ar: "{score} من 5" },
  count: {
    en: "{count, plural, one {# review} other {# reviews}}",
    fa: "{count} دیدگاه",
    ar: "{count, plural, zero {لا تقييمات} one {تقييم واحد} two {تقييمان} few {# تقييمات} many {# تقييمًا} other {# تقييم}}",
  },
} as const;
