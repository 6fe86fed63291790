/** What a sentence of the verdict is made of, put into a language beforehand. */
import type { DecisionCode } from "../decision.ts";

export interface Facts {
  readonly variant: string | null;
  readonly metric: string | null;
  /** With its sign; null: control is 0, or nobody is there. */
  readonly lift: string | null;
  readonly interval: string | null;
  /** `1 day`, `5 days`; null: nobody comes, or it cannot be told. */
  readonly days: string | null;
  readonly effect: string | null;
}

export type Sentence = (facts: Facts) => string;

export type VerdictWords = {
  readonly [code in DecisionCode]: readonly [reason: Sentence, change: Sentence];
};
