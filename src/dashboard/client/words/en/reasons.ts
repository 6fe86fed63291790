/** Why something is not there, was refused or is warned of, in English. `{name}` is filled in. */
import { en as warnings } from "../../../../results/warnings/en.ts";
import { under } from "../dictionary.ts";

export const reasons = {
  ...under("why", warnings),
  "problem.away": "The API does not answer",
  "problem.away.more":
    "Shoppers are served all the same. What you see is from before; nothing you typed is lost. Check your connection and try again.",
  "problem.refused": "This was not done",
  "why.unknown-metric": "There is no such metric.",
  "why.not-started": "It has not started.",
  "why.too-few-observations": "Too few visitors for it.",
  "reason.visitor-in-two-variants": "Visitors met two variants",
  "reason.other-currency": "Amounts in another currency",
  "reason.no-amount": "Orders without an amount",
  "reason.conflict": "Told twice, differently",
  "reason.lost": "Could not be written in time",
  "reason.bot": "Known robots",
  "reason.policy": "The page’s policy forbids a script or style",
  "reason.failure": "A failure; the shop’s page went out",
  "reason.origin-failure": "The shop did not answer",
  "reason.rewriter-failure": "A page could not be rewritten",
  "reason.ruleset": "The rules could not be read",
  "why.fewer-than-100-visitors": "Too few visitors to say.",
  "why.fewer-than-25-converters-in-an-arm":
    "Fewer than 25 did it in one of the variants; until then it is only counted.",
  "why.no-variance": "Everybody did the same, so there is nothing to compare.",
  "why.no-conversions": "Nobody did it yet.",
  "why.nobody-in-an-arm": "Nobody is in one of the variants yet.",
  "why.one-arm-only": "Only one variant has visitors.",
  "why.not-estimable": "It cannot be estimated from so few.",
  "why.not-computed-for-segments": "Not computed for segments.",
  "reason.no-visitor": "Orders whose visitor is not known",
  "reason.no-exposure": "Orders of people who never met it",
  "reason.before-exposure": "Happened before they met it",
  "reason.outside-window": "Outside the metric’s window",
  "reason.not-confirmed": "Not confirmed by the browser",
  "reason.not-paid": "Orders not paid yet",
  "reason.not-delivered": "Orders not delivered yet",
  "reason.test-order": "Test orders",
  "reason.staff-order": "Orders of staff",
  "reason.factor-of-ten": "Two sources differ by ten: rial or toman?",
  "reason.crawler": "Crawlers",
  "reason.staff": "Staff",
  "reason.analytics-gpc": "Analytics not told: the browser asks not to be (GPC)",
  "reason.analytics-no-consent": "Analytics not told: no consent",
  "reason.analytics-not-there": "Analytics not told: its tag was not on the page",
  "reason.analytics-failed": "Analytics not told: its tag threw an error",
  "reason.reapply-gave-up": "Changes that the page’s framework kept undoing",
  "why.fewer-than-100-visitors-with-a-value-in-an-arm":
    "Fewer than 100 visitors have a value in one of the variants; until then it is only counted.",
  "why.fewer-than-250-visitors-with-a-value-in-an-arm":
    "Fewer than 250 visitors have a value in one of the variants (so many, because the weights are uneven); until then it is only counted.",
  "why.weights-changed-within-the-phase":
    "The weights changed within the phase, and here its parts cannot be told apart.",
  "why.the-experiment-asks-for-a-fixed-horizon":
    "The experiment is tested once, at its planned end: until then there is nothing to watch.",
  "why.a-group-sequential-bound-is-of-everybody":
    "A plan with a number of looks has bounds for everybody together, not for a part.",
  "why.a-group-sequential-design-has-a-bound-and-no-p-value":
    "A plan with a number of looks has a bound, and no p-value.",
  "why.part-of-ratio-not-countable": "One of the two parts of this ratio is not counted.",
  "why.baseline-not-positive": "Control’s mean is not above 0, so that a relative change has no meaning.",
  "why.invalid-input":
    "These figures do not fit together: a rate lies between 0 and 100 %, also after the change.",
  "why.alpha-out-of-range": "The level is outside of what can be computed.",
  "why.information-not-increasing": "The looks do not grow towards the planned end.",
  "why.not-reachable": "No number of visitors would show this: plan for a larger change.",
  "why.not-measured-in-this-phase": "It was not measured in this phase.",
  "why.nothing-recorded": "Nobody was seen there; perhaps nothing tells Lahza of it.",
  "reason.not-a-score": "Answers that are no score",
} as const;
