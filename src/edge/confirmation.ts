/**
 * How a page tells that somebody's browser has it: Lahza's own script with the page's token, and for browsers that
 * run no scripts a stylesheet that draws nothing. Alike for every variant, at the same place of the head, so that who
 * is confirmed does not depend on what was shown.
 *
 * Fails open: without these tags the shopper has the page as it is, found and unconfirmed.
 */
import type { Settings } from "../domain/settings.schema.ts";
import type { PolicyNeeds, PolicyOutcome } from "../rewrite/csp.ts";
import { customerDigest } from "../visitor/customer-digest.ts";
import { formatPageToken } from "../visitor/page-token.ts";
import type { Cart } from "./cart.ts";
import type { Decision } from "./decide.ts";
import type { Edge } from "./edge.ts";
import { assetBase, attribute, builtInFile, noncesOf, type PageFile, scriptTag } from "./files.ts";
import type { Page } from "./page.ts";
import type { PreparedRuleset } from "./prepare.ts";
import { factsOf } from "./record.ts";
import type { VisitContext } from "./visit.ts";

export interface Confirmation {
  /** The page's token: of this visitor alone. */
  readonly token: string;
  readonly needs: PolicyNeeds;
  /** ASCII; `shown`: the decisions that hold on a page of this language. */
  readonly tags: (shown: readonly Decision[], policy: PolicyOutcome) => string;
  /** The same for a page that is opened without being loaded: what the tags say, */
  readonly data: (shown: readonly Decision[]) => ConfirmationData;
  /** and modules beside the core, which may not be there yet. */
  readonly modules: readonly Module[];
}

export interface ConfirmationData {
  /** Selectors by exposure, in the token's order; 0: its experiment is not on this page. */
  readonly places: readonly (0 | readonly string[])[];
  /** By exposure, what a hidden place is marked with; a space between them. */
  readonly marks: string;
  /** Kind, event, selector. */
  readonly goals: readonly (readonly string[])[];
  /** The data layer's name of an event, and ours. */
  readonly pushed: readonly (readonly string[])[];
  /** Experiment, variant, phase. */
  readonly exposures: readonly (readonly [string, string, number])[];
}

interface Module {
  readonly file: PageFile;
  readonly data: { readonly [attribute: string]: string };
}

/** Null where nobody can be counted: no visitor, a fragment, or nothing but rollouts. */
export async function confirmationOf(
  page: Page,
  decisions: readonly Decision[],
  visit: VisitContext,
  rules: PreparedRuleset,
  edge: Pick<Edge, "config">,
  cart: Cart | null,
): Promise<Confirmation | null> {
  const { visitor } = visit;
  const counted = decisions.filter((decision) => decision.counted);
  if (visitor === null || page.fragment || counted.length === 0) return null;
  const isOfCustomer = counted.some(({ prepared }) => prepared.experiment.unit === "customer");
  const customer =
    isOfCustomer && visitor.customer !== null
      ? await customerDigest(visitor.customer, edge.config.cookieKeys)
      : null;
  const token = await formatPageToken(
    visitor.id,
    {
      ruleset: rules.ruleset.version,
      exposures: counted.map(({ prepared: { experiment }, variantIndex, stretch }) => ({
        experiment: experiment.id,
        phase: experiment.phase,
        variant: variantIndex,
        stretch,
        unit: experiment.unit,
      })),
      // Fetched ahead, a page counts from its confirmation, which has to bring what is known now.
      facts: page.prefetch ? factsOf(visit, null) : null,
    },
    edge.config.cookieKeys,
    customer,
  );
  const base = assetBase(page.url, edge.config.prefix);
  // The prefix itself.
  const own = base.slice(0, -"a/".length);
  const goals = rules.browserGoals.find(page.host, page.pathname);
  const watched = goals.flatMap((goal) =>
    goal.kind === "data_layer" ? [] : [[goal.kind, goal.event ?? goal.key, goal.selector]],
  );
  const pushed = goals.flatMap((goal) =>
    goal.kind === "data_layer" ? [[goal.listen ?? goal.event ?? goal.key, goal.event ?? goal.key]] : [],
  );
  const core = builtInFile("core", base);
  // Rulesets of earlier builds name none.
  const wanted = (rules.ruleset.settings as Partial<Settings>).analytics ?? [];
  const exposures = counted.map(
    ({ prepared: { experiment }, variant }) =>
      [experiment.key, variant.variant.key, experiment.phase] as const,
  );
  const modules: Module[] = [
    ...(pushed.length === 0
      ? []
      : [{ file: builtInFile("data-layer", base), data: { events: JSON.stringify(pushed) } }]),
    ...(wanted.length === 0
      ? []
      : [
          {
            file: builtInFile("analytics", base),
            data: { analytics: destinationsOf(wanted), exposures: JSON.stringify(exposures) },
          },
        ]),
  ];
  const marks = counted.map(({ prepared }) => prepared.experiment.id.toString(36)).join(" ");
  const placesIn = (shown: readonly Decision[]): ConfirmationData["places"] =>
    counted.map((decision) => (shown.includes(decision) ? decision.prepared.experiment.watch : 0));
  return {
    token,
    needs: {
      script: [core, ...modules.map(({ file }) => file)].map(({ url, integrity }) => ({ url, integrity })),
      style: [{ url: `${own}c/` }],
      connect: [`${own}events`],
    },
    modules,
    data: (shown) => ({ places: placesIn(shown), marks, goals: watched, pushed, exposures }),
    tags(shown, policy) {
      const places = placesIn(shown);
      const data =
        ` data-lahza="${token}" data-places="${json(places)}" data-marks="${marks}"` +
        (watched.length === 0 ? "" : ` data-goals="${json(watched)}"`) +
        (cart?.isForScripts === true ? ` data-cart="${cart.token}"` : "");
      const here = places.flatMap((place, index) => (place === 0 ? [] : [index])).join(".");
      const { style } = noncesOf(policy);
      const sheet = `<noscript><link rel="stylesheet" media="print" href="${attribute(`${own}c/${here}/`)}${token}"${style}></noscript>`;
      return (
        scriptTag(core, policy, data) +
        modules.map((module) => scriptTag(module.file, policy, attributesOf(module))).join("") +
        (policy.styleAllowed ? sheet : "")
      );
    },
  };
}

function attributesOf({ data }: Module): string {
  return Object.entries(data)
    .map(([name, value]) => ` data-${name}="${attribute(value)}"`)
    .join("");
}

function destinationsOf(wanted: Settings["analytics"]): string {
  return JSON.stringify(
    wanted.map(({ destination, event, consent }) => [
      destination,
      event,
      consent?.cookie ?? null,
      consent?.values ?? [],
    ]),
  );
}

function json(value: unknown): string {
  return attribute(JSON.stringify(value));
}
