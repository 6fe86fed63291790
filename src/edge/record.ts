/** What a page view leaves behind, written after the answer. Crawlers are served like anyone and never counted. */
import {
  type CounterRecord,
  customerUnit,
  type EventRecord,
  type ExposureRecord,
  NO_FACTS,
  type VisitFacts,
} from "../collect/record.ts";
import { countryOf } from "../visitor/attributes.ts";
import { customerDigest } from "../visitor/customer-digest.ts";
import { deviceOf } from "../visitor/device.ts";
import { sourceOf } from "../visitor/source.ts";
import { uncounted } from "../visitor/uncounted.ts";
import type { Decision } from "./decide.ts";
import type { Edge } from "./edge.ts";
import { staffOrders } from "./goals.ts";
import type { Page } from "./page.ts";
import type { VisitContext } from "./visit.ts";

export interface PageView {
  readonly page: Page;
  readonly decisions: readonly Decision[];
  readonly visit: VisitContext;
  /** The page's language, when it is known. */
  readonly language: string | null;
  /** Whether an experiment's place was on the page; null: the experiment did not run on it. */
  readonly found: (experiment: number) => boolean | null;
  readonly events?: readonly EventRecord[];
  readonly counters?: readonly CounterRecord[];
  readonly edge: Edge;
}

/** Nothing is kept alive, nor worked out, for a view that leaves nothing new: the common one. */
export function recordView(view: PageView): void {
  const { edge, visit, counters = [] } = view;
  const customer = visit.visitor?.customer ?? null;
  if (customer !== null) {
    edge.waitUntil(recordSignedIn(view, customer));
    return;
  }
  const { events = [] } = view;
  const exposures = exposuresOf(view, null).filter((row) => !edge.recorder.isStored(row));
  if (exposures.length + events.length + counters.length > 0) edge.waitUntil(record(view, exposures, events));
}

async function recordSignedIn(view: PageView, id: string): Promise<void> {
  const { edge, counters = [] } = view;
  const customer = await customerDigest(id, edge.config.cookieKeys);
  const events = (view.events ?? []).map((row) => ({ ...row, customer }));
  const exposures = exposuresOf(view, customer).filter((row) => !edge.recorder.isStored(row));
  if (exposures.length + events.length + counters.length > 0) await record(view, exposures, events);
}

async function record(
  view: PageView,
  exposures: readonly Exposure[],
  events: readonly EventRecord[],
): Promise<void> {
  const { visit, edge, language, counters = [] } = view;
  if (exposures.length + events.length === 0) {
    await edge.recorder.record({ counters });
    return;
  }
  const reason = await uncounted(visit.headers, edge.config.cookieKeys, edge.nowMs);
  if (reason !== null) {
    const marks = reason === "staff" ? staffOrders(events) : [];
    await edge.recorder.record({ events: marks, counters: [...counters, { reason }] });
    return;
  }
  const facts = exposures.length === 0 ? NO_FACTS : factsOf(visit, language);
  await edge.recorder.record({ exposures: exposures.map((row) => ({ ...row, facts })), events, counters });
}

type Exposure = Omit<ExposureRecord, "facts">;

function exposuresOf({ page, decisions, visit, found, edge }: PageView, customer: string | null): Exposure[] {
  const visitor = visit.visitor?.id;
  if (visitor === undefined || page.method !== "GET" || page.prefetch) return [];
  return decisions.flatMap(({ prepared, variantIndex, counted, stretch }) => {
    const { id, phase, unit: kind } = prepared.experiment;
    const isFound = counted ? found(id) : null;
    const unit = kind === "customer" ? customer && customerUnit(customer) : visitor;
    if (isFound === null || unit === null) return [];
    return [
      {
        experiment: id,
        phase,
        unit,
        visitor,
        customer,
        variant: variantIndex,
        stretch,
        assignedAtMs: edge.nowMs,
        foundAtMs: isFound ? edge.nowMs : null,
      },
    ];
  });
}

/** `language`: of the page, when it is known. */
export function factsOf(context: VisitContext, language: string | null): VisitFacts {
  const { visitor, headers, place } = context;
  const { device, browser, inApp } = deviceOf(headers);
  const visit = context.visit();
  return {
    device: visit?.device ?? device,
    country: visit?.country ?? countryOf(place),
    region: place?.regionCode ?? null,
    language,
    visitor: visit?.visitor ?? (visitor?.isNew === true ? "new" : "returning"),
    source: visit === null ? null : sourceOf(visit),
    stage: context.stage,
    browser: inApp ? "in-app" : browser,
  };
}
