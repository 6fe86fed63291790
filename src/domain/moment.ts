/** Where on the shopper's journey an experiment acts, in the journey's order. */
export const MOMENTS = ["pre_zmot", "zmot", "fmot", "amot", "smot", "tmot", "umot"] as const;
