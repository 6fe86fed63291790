/** Where on the shopper's journey an experiment acts, in the journey's order. */
export const MOMENTS = ["pre_zmot", "zmot", "fmot", "amot", "smot", "tmot", "umot"] as const;
export type Moment = (typeof MOMENTS)[number];

/** What an exposed visitor's view of one of the settings' `momentPages` is recorded as, once a day. */
export function momentEvent(moment: Moment): string {
  return `lahza.moment.${moment}`;
}
