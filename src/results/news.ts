/** What of an analysis is news: told once for each phase, to whom the settings name. Pure. */
import type { ResultsBody } from "./contract.ts";
import type { SplitTest } from "./health.ts";

export type NewsEvent = "split" | "guardrail" | "selector" | "verdict" | "end";

export interface News {
  readonly event: NewsEvent;
  /** What tells it from other news of the same kind: variant and metric, the verdict. */
  readonly subject: string;
  /** For people, in English; chats show it as it is. */
  readonly text: string;
  /** It hurts shoppers or the shop: an experiment that asks for that is paused. */
  readonly harm: boolean;
}

export function newsOf(body: ResultsBody): News[] {
  const { experiment, health, decision, metrics } = body;
  const news: News[] = [];
  const add = (event: NewsEvent, subject: string, text: string, harm = false): void => {
    news.push({ event, subject, text: `${experiment}: ${text}`, harm });
  };
  const { splitTest, causes, warnings } = health;
  const isBroken = splitTest.ok === false;
  const worst = causes.find(({ stage }) => stage === body.population) ?? causes[0];
  const where = worst === undefined ? "" : `${worst.segment} ${worst.value || "unknown"}`;
  if (isBroken)
    add(
      "split",
      splitTest.brokenSince ?? "",
      `visitors are not divided as the weights say (${sides(splitTest)}); no verdict is given.${where === "" ? "" : ` It shows most in ${where}.`}`,
    );
  else if (warnings.includes("split-broken-in-a-group") && worst !== undefined)
    add(
      "split",
      "in a group",
      `in ${where} visitors are not divided as the weights say (${sides({ observed: worst.visitors, expected: worst.expected })}); the figures of that group cannot be trusted, and those of all hardly change.`,
    );
  if (warnings.includes("selector-lost"))
    add(
      "selector",
      health.placeLostSince ?? "",
      "the place that it changes is no longer on most of its pages; look at the theme, then check the experiment.",
    );
  if (warnings.includes("place-never-found"))
    add(
      "selector",
      "never found",
      "the place that it changes was not on any of its pages so far; check its selector on one of them.",
    );
  // Harm overrules the gate: a pause costs days, and what is broken has to be repaired anyway.
  const doubt = isBroken ? " Its visitors are not divided as the weights say, which may be why." : "";
  for (const { metric, variants } of metrics)
    for (const { variant, guardrail } of variants ?? [])
      if (guardrail?.state === "failed")
        add(
          "guardrail",
          `${variant} ${metric}`,
          `${variant} hurts ${metric}, which was to be protected.${doubt}`,
          true,
        );
  if (decision.verdict === "winner" || decision.verdict === "loser" || decision.verdict === "no-difference")
    add(
      "verdict",
      `${decision.verdict} ${decision.variant ?? ""}`.trim(),
      decision.reason,
      decision.verdict === "loser",
    );
  return news;
}

function sides({ observed, expected }: Pick<SplitTest, "observed" | "expected">): string {
  return `${observed.join(" / ")} instead of ${expected.map(Math.round).join(" / ")}`;
}
