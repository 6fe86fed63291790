/** What a page view leaves behind, written after the answer. Crawlers are served like anyone and never counted. */
import type { CounterRecord, EventRecord, ExposureRecord, VisitFacts } from "../collect/record.ts";
import { countryOf } from "../visitor/attributes.ts";
import { isCrawler } from "../visitor/bots.ts";
import { deviceOf } from "../visitor/device.ts";
import { sourceOf } from "../visitor/source.ts";
import type { Decision } from "./decide.ts";
import type { Edge } from "./edge.ts";
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

export function recordView(view: PageView): void {
  view.edge.waitUntil(record(view));
}

async function record(view: PageView): Promise<void> {
  const { page, visit, edge, events = [], counters = [] } = view;
  const exposures =
    visit.visitor === null || page.method !== "GET" || page.prefetch
      ? []
      : exposuresOf(view, visit.visitor.id);
  if (exposures.length + events.length === 0) {
    if (counters.length > 0) await edge.recorder.record({ counters });
    return;
  }
  if (await isCrawler(visit.headers.get("user-agent"))) {
    await edge.recorder.record({ counters: [...counters, { reason: "crawler" }] });
    return;
  }
  await edge.recorder.record({ exposures, events, counters });
}

function exposuresOf(
  { decisions, visit, language, found, edge }: PageView,
  visitor: string,
): ExposureRecord[] {
  const facts = factsOf(visit, language);
  return decisions.flatMap(({ prepared, variantIndex, counted }) => {
    const { id, phase } = prepared.experiment;
    const isFound = counted ? found(id) : null;
    if (isFound === null) return [];
    return [
      {
        experiment: id,
        phase,
        visitor,
        variant: variantIndex,
        assignedAtMs: edge.nowMs,
        foundAtMs: isFound ? edge.nowMs : null,
        facts,
      },
    ];
  });
}

function factsOf({ visit, visitor, headers, place }: VisitContext, language: string | null): VisitFacts {
  return {
    device: visit?.device ?? deviceOf(headers).device,
    country: visit?.country ?? countryOf(place),
    language,
    visitor: visit?.visitor ?? (visitor?.isNew === true ? "new" : "returning"),
    source: visit === null ? null : sourceOf(visit),
  };
}
