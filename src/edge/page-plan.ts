/**
 * What the rewriter is to do with one page. Decided when its first tag has been seen, because only then its language
 * is known; the tags of our files are written at the end of the head, when all its policies are known.
 */
import { readsFor, type PageGoal } from "../collect/goals.ts";
import type { CounterRecord } from "../collect/record.ts";
import { extendMetaPolicy, type PolicyNeeds, type PolicyOutcome } from "../rewrite/csp.ts";
import type { PagePlan, PageStart } from "../rewrite/rewrite.types.ts";
import type { Cart } from "./cart.ts";
import type { Confirmation } from "./confirmation.ts";
import { type LiveValues, renderVariant } from "./content.ts";
import type { Decision } from "./decide.ts";
import type { Edge } from "./edge.ts";
import { assetBase, filesFor, type PageFile, tagsFor } from "./files.ts";
import type { Page } from "./page.ts";
import { reapplyFiles, reapplyTags, waitingCore, writtenHydrated } from "./reapply.ts";
import type { PreparedRuleset } from "./prepare.ts";

export interface PlanInput {
  readonly page: Page;
  readonly decisions: readonly Decision[];
  readonly pageGoals: readonly PageGoal[];
  readonly files: readonly PageFile[];
  readonly confirmation: Confirmation | null;
  readonly cart: Cart | null;
  readonly needs: PolicyNeeds;
  /** What the policies in the headers came to. */
  readonly policy: PolicyOutcome;
  readonly values: LiveValues;
  readonly rules: PreparedRuleset;
  readonly edge: { readonly config: Pick<Edge["config"], "prefix"> };
}

/** What became known of the page while it was planned. */
export interface Planned {
  /** Null: the page had not a single tag. */
  readonly language: string | null;
  /** Decisions whose experiments can be shown in the page's language. */
  readonly shown: readonly Decision[];
  readonly counters: readonly CounterRecord[];
}

export function pagePlanner(input: PlanInput): {
  plan: (start: PageStart) => PagePlan;
  planned: () => Planned;
} {
  const { page, decisions, needs, confirmation, rules, edge } = input;
  const { settings } = rules.ruleset;
  let language: string | null = null;
  let shown: readonly Decision[] = [];
  let policy = input.policy;
  const counters: CounterRecord[] = policy.reasonsLeftOut.map((subject) => ({ reason: "policy", subject }));
  return { plan, planned: () => ({ language, shown, counters }) };

  function plan(start: PageStart): PagePlan {
    const spoken = start.language ?? settings.languages[0] ?? "en";
    language = spoken;
    shown = decisions.filter(({ prepared }) => prepared.experiment.languages?.includes(spoken) ?? true);
    const base = assetBase(page.url, edge.config.prefix);
    const files = shown.length === decisions.length ? input.files : filesFor(shown, rules.ruleset, base);
    const hydrating = page.fragment ? [] : reapplyFiles(shown, rules, base);
    const confirms = confirmation !== null && shown.some(({ counted }) => counted);
    const rendering = {
      ...input.values,
      language: spoken,
      region: start.region,
      scripts: policy.scriptAllowed,
      marks: confirms && policy.scriptAllowed,
    };
    return {
      changes: [
        ...shown.flatMap(({ prepared: { experiment }, variantIndex }) =>
          writtenHydrated(
            experiment,
            renderVariant(experiment, variantIndex, {
              ...rendering,
              marks: rendering.marks && experiment.hydrated !== "in-place",
            }),
          ),
        ),
        ...(input.cart?.changes ?? []),
      ],
      watch: shown.flatMap(({ prepared: { experiment } }) =>
        experiment.watch.map((selector) => ({ selector, experiment: experiment.id })),
      ),
      reads: readsFor(input.pageGoals),
      headTags:
        (files.length === 0 && !confirms && hydrating.length === 0) || page.fragment
          ? null
          : () =>
              (confirms ? (confirmation?.tags(shown, policy) ?? "") : "") +
              (confirms || hydrating.length === 0 ? "" : waitingCore(base).tag(policy)) +
              reapplyTags(shown, hydrating, rendering, policy) +
              tagsFor(files, policy),
      policy: Object.keys(needs).length === 0 ? null : extendMeta,
    };
  }

  function extendMeta(content: string): string | null {
    const { scriptNonce, styleNonce } = policy;
    const marks = { scriptNonce, styleNonce, integrity: true, open: true };
    const outcome = extendMetaPolicy(content, needs, page.url.href, marks);
    policy = {
      ...policy,
      scriptNonce: outcome.scriptNonce,
      styleNonce: outcome.styleNonce,
      scriptAllowed: policy.scriptAllowed && outcome.scriptAllowed,
      styleAllowed: policy.styleAllowed && outcome.styleAllowed,
      useIntegrity: policy.useIntegrity || outcome.useIntegrity,
    };
    counters.push(...outcome.reasonsLeftOut.map((subject) => ({ reason: "policy", subject })));
    return outcome.content;
  }
}
