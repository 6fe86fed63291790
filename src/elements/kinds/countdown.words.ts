/** The countdown's own words. */
export const COUNTDOWN_WORDS = {
  label: { en: "Offer ends in", fa: "تا پایان این پیشنهاد", ar: "ينتهي العرض خلال" },
  /** Before the written-out end. */
  ends: { en: "Ends on", fa: "پایان:", ar: "ينتهي يوم" },
} as const;
