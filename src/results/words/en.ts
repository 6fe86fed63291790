import type { Facts, VerdictWords } from "./facts.ts";

/** `revenue is +3% against control`. */
const change = ({ metric, lift }: Facts): string =>
  lift === null
    ? `${metric} is 0 in control, so that its change has no percentage`
    : `${metric} is ${lift} against control`;
const atThisPace = ({ days }: Facts): string => (days === null ? "" : `; at this pace about ${days}`);

export const en: VerdictWords = {
  "not-started": [() => "The experiment has not started.", () => "Start it, and visitors are counted."],
  "nobody-yet": [
    () => "Nobody has been counted yet.",
    () => "Visitors who meet the experiment and are confirmed; see the stages in health.",
  ],
  "split-broken": [
    () =>
      "No verdict: visitors are not divided as the weights say, so the variants cannot be compared. Something loses visitors of one variant.",
    () => "Find where the loss comes from (health, causes), repair it, and begin a new phase.",
  ],
  better: [
    (facts) => `${facts.variant} wins: ${change(facts)}, and anything from ${facts.interval} fits the data.`,
    () => "Nothing that looking longer could undo by chance more often than the level allows; roll it out.",
  ],
  worse: [
    (facts) => `${facts.variant} loses: ${change(facts)} (${facts.interval}). Stop it.`,
    () => "Only a repaired variant, in a new phase.",
  ],
  "all-worse": [
    ({ variant, metric, lift }) =>
      `Every variant is worse than control on ${metric}; the worst is ${variant}${lift === null ? "" : `, by ${lift}`}. Stop it.`,
    () => "Only other variants, in a new experiment.",
  ],
  "guardrail-failed": [
    ({ variant, metric }) => `${variant} hurts ${metric}, which was to be protected. Stop it.`,
    () => "A variant that spares the guardrail, in a new phase.",
  ],
  "within-minimum-effect": [
    ({ metric, interval, effect }) =>
      `No difference that matters: ${metric === null ? "every change" : `the change of ${metric}`} lies within ${interval}, inside ±${effect}. Keep whichever is simpler.`,
    () => "A smaller minimum effect, and many more visitors.",
  ],
  "minimum-days": [
    ({ days }) =>
      `Not yet: the experiment has not run its minimum of days, and every weekday should count alike (${days} to go).`,
    ({ days }) => `${days} more; harm would be reported before.`,
  ],
  "too-few": [
    () => "Too few have acted to compare the variants; they are only counted so far.",
    (facts) => `More visitors${atThisPace(facts)}.`,
  ],
  "not-shown-yet": [
    ({ variant, metric, lift, interval }) =>
      lift === null
        ? `Keep running: ${metric} is 0 in control so far, and anything from ${interval} fits the data, no change included.`
        : `Keep running: ${metric} of ${variant} is ${lift} so far, but anything from ${interval} fits the data, no change included.`,
    ({ days, effect }) =>
      `An interval that leaves 0 on one side, or fits into ±${effect}${days === null ? "" : `; at this pace an effect of that size shows within about ${days}`}.`,
  ],
  "planned-end-not-reached": [
    () =>
      "Wait for the planned end: this experiment is judged once, and looking earlier would find effects that are not there.",
    (facts) => `The planned size${atThisPace(facts)}.`,
  ],
  "ended-without-answer": [
    ({ metric, lift, interval }) =>
      interval === null
        ? `It ended without an answer: too few did what ${metric} counts for more than counting them.`
        : lift === null
          ? `It ended without an answer: ${metric} was 0 in control, and anything from ${interval} fits the data.`
          : `It ended without an answer: ${metric} was ${lift}, and anything from ${interval} fits the data.`,
    ({ effect }) => `A longer run, or a bolder change; an effect of ${effect} needs more visitors than came.`,
  ],
  "metric-not-computable": [
    () => "No verdict: the primary metric cannot be computed; the reason stands beside it.",
    () => "What the reason names.",
  ],
};
