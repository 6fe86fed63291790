/**
 * The shopper's journey as steps that metrics count, and the metrics that a phase has for those that its experiment does
 * not name. Pure, and without zod at run time.
 */
import { builtInMetric } from "./metric.ts";
import type { Metric } from "./metric.schema.ts";
import { type Moment, momentEvent, MOMENTS } from "./moment.ts";
import type { Settings } from "./settings.schema.ts";

export interface JourneyStep {
  readonly step: string;
  readonly moment: Moment;
  /** Finds the step's metric among those of a phase. */
  readonly is: (metric: Metric) => boolean;
}

const did =
  (...events: readonly string[]) =>
  (metric: Metric): boolean =>
    metric.kind === "conversion" && events.includes(metric.event);

const conversion = (key: string, event: string): Metric => ({
  key,
  kind: "conversion",
  event,
  direction: "increase",
  windowHours: null,
  cap: null,
});

/** In the journey's order. `metric`: what counts the step where nobody chose another. */
const STEPS: readonly (JourneyStep & { readonly metric: Metric | null })[] = [
  {
    step: "stayed",
    moment: "fmot",
    is: ({ kind }) => kind === "first_moment",
    metric: builtInMetric("first_moment"),
  },
  { step: "viewed-product", moment: "zmot", is: did("view_item"), metric: builtInMetric("view_item") },
  { step: "added", moment: "fmot", is: did("add_to_cart"), metric: builtInMetric("add_to_cart") },
  {
    step: "began-checkout",
    moment: "fmot",
    is: did("begin_checkout"),
    metric: builtInMetric("begin_checkout"),
  },
  {
    step: "ordered",
    moment: "fmot",
    is: did("purchase", "order_placed"),
    metric: builtInMetric("purchase"),
  },
  { step: "paid", moment: "smot", is: did("order_paid"), metric: conversion("journey_paid", "order_paid") },
  {
    step: "delivered",
    moment: "amot",
    is: did("order_delivered"),
    metric: conversion("journey_delivered", "order_delivered"),
  },
  {
    step: "satisfied",
    moment: "tmot",
    is: ({ kind, key }) => kind === "mean" && key === "csat",
    metric: builtInMetric("csat"),
  },
  {
    step: "came-back",
    moment: "umot",
    is: ({ kind }) => kind === "retention",
    metric: builtInMetric("return_7d"),
  },
  {
    step: "bought-again",
    moment: "umot",
    is: ({ kind }) => kind === "repeat",
    metric: builtInMetric("repeat_purchase"),
  },
  {
    step: "recommended",
    moment: "umot",
    is: did("share", "referral"),
    metric: conversion("journey_recommended", "share"),
  },
];

/** Steps that are pages: the shop says which pages stand where. */
const PAGE_STEPS = MOMENTS.map((moment) => ({
  step: `pages-${moment}`,
  moment,
  is: did(momentEvent(moment)),
  metric: conversion(`journey_pages_${moment}`, momentEvent(moment)),
}));

/** All steps; those of pages only where the phase counts them. */
export function journeySteps(metrics: readonly Metric[]): readonly JourneyStep[] {
  return [...PAGE_STEPS.filter(({ is }) => metrics.some(is)), ...STEPS];
}

/** What a phase measures besides its experiment's own `metrics`, so that its journey is whole; none where the settings say so. */
export function journeyMetrics(
  metrics: readonly Metric[],
  { measureJourney, momentPages }: Pick<Settings, "measureJourney" | "momentPages">,
): Metric[] {
  if (!measureJourney) return [];
  const mapped = new Set(momentPages.map(({ moment }) => moment));
  return [...PAGE_STEPS.filter(({ moment }) => mapped.has(moment)), ...STEPS].flatMap(({ is, metric }) =>
    metric === null || metrics.some((own) => is(own) || own.key === metric.key) ? [] : [metric],
  );
}
