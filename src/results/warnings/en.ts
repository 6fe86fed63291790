/** What health warns of, by its code. `not-started` is not among them: the verdict itself says so then. */
export const en = {
  "split-questionable":
    "Visitors may not be divided as planned; if it goes on like this, there will be no verdict.",
  "split-questionable-at-assigned": "Already where they were assigned, visitors are not divided as planned.",
  "split-questionable-at-found": "Where the place was on the page, visitors are not divided as planned.",
  "split-questionable-at-confirmed":
    "Among those whose browser confirmed it, visitors are not divided as planned.",
  "split-questionable-at-seen": "Among those who saw it, visitors are not divided as planned.",
  "split-broken-in-a-group":
    "In one group visitors are not divided as planned: look at the causes before you trust its figures.",
  "many-visitors-in-two-variants": "Many visitors met two variants, and count in none.",
  "nobody-confirmed": "No browser has confirmed that the page was shown.",
  "selector-lost": "The place that is changed is no longer on most of its pages.",
  "place-never-found": "The place that is changed was not on any of its pages so far.",
  "exposures-before-start": "Some visitors are counted in days before the start; a clock may be wrong.",
  "days-chosen":
    "These are chosen days: whoever looks at many choices finds an effect in one of them. Decide by all days.",
  "variant-slower": "The pages of a variant reach shoppers later than control's; it may lose for that alone.",
};
