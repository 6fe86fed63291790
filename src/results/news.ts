/** What of an analysis is news: told once for each phase, to whom the settings name. Pure. */
import type { ResultsBody } from "./contract.ts";

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
  if (health.splitTest.ok === false) {
    const cause = health.causes[0];
    const where =
      cause === undefined ? "" : ` It shows most in ${cause.segment} ${cause.value || "unknown"}.`;
    add(
      "split",
      "",
      `visitors are not divided as the weights say (${health.splitTest.observed.join(" / ")} instead of ${health.splitTest.expected.map(Math.round).join(" / ")}); no verdict is given.${where}`,
    );
  }
  if (health.warnings.includes("selector-lost"))
    add(
      "selector",
      "",
      "the place that it changes is no longer on most of its pages; look at the theme, then check the experiment.",
    );
  for (const { metric, variants } of metrics)
    for (const { variant, guardrail } of variants ?? [])
      if (guardrail?.state === "failed")
        add(
          "guardrail",
          `${variant} ${metric}`,
          `${variant} hurts ${metric}, which was to be protected.`,
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
