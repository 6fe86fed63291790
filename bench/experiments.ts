/** What Lahza runs in the bench: three experiments, one edit each, selectors as a marketer writes them. */
export function definitions(count: number, settings: object = {}): object {
  const matching = [
    { selector: "h1", action: "set_text", value: "Hello from the edge" },
    { selector: ".price", action: "after", value: "<b>Free returns</b>" },
    { selector: "#buy", action: "set_attribute", name: "data-variant", value: "b" },
  ].map((change, index) => experiment(`edit-${index}`, ["/products/*"], ["/products/gift-card"], change));
  const others = Array.from({ length: Math.max(0, count - matching.length) }, (_, index) =>
    experiment(`other-${index}`, [`/campaigns/${index}/*`, `/landing/*/offer-${index}`], [], {
      selector: ".banner",
      action: "set_text",
      value: `Offer ${index}`,
    }),
  );
  return { settings, experiments: [...others, ...matching] };
}

/** Everybody is in, and in the changed variant, so that every page is rewritten. */
function experiment(key: string, include: string[], exclude: string[], change: object): object {
  return {
    key,
    name: key,
    pages: { include, exclude },
    variants: [
      { key: "control", weight: 0, changes: [] },
      { key: "changed", weight: 1, changes: [change] },
    ],
  };
}
