/**
 * What a page of ours reports (`lahza.confirm`, `lahza.seen`, `lahza.leave`), and what the confirmation stylesheet
 * stands for, as records. The page's signed token says which exposures they are about, in which variant; the browser
 * only says at which of these places something happened. Pure, but for checking signatures.
 *
 * *Found* stays what the edge saw while the page streamed. Only what the edge could not see is found by its confirmation:
 * a page that was fetched ahead or opened without being loaded, and a place that a script made later.
 */
import { ANALYTICS_DESTINATIONS } from "../domain/analytics.ts";
import type { SigningKey } from "../config.ts";
import type { WireEvent } from "../domain/event.schema.ts";
import { type PageExposure, type ReadPageToken, readPageToken } from "../visitor/page-token.ts";
import {
  type CounterRecord,
  customerUnit,
  type EventRecord,
  type ExposureRecord,
  MAX_FIRST_BYTE_MS,
  NO_FACTS,
  type VisitFacts,
} from "./record.ts";
import type { KnownSender } from "./sender.ts";

export const PAGE_REPORTS = ["lahza.confirm", "lahza.seen", "lahza.leave", "lahza.dropped"] as const;
type PageReportName = (typeof PAGE_REPORTS)[number];

export function isPageReport(name: string): name is PageReportName {
  return (PAGE_REPORTS as readonly string[]).includes(name);
}

/** How long a page has to be visible for its first moment to be over. */
const FIRST_MOMENT_MS = 7_000;

export interface PageReport {
  readonly name: PageReportName;
  readonly token: string;
  /** Numbers of the token's exposures; null: all of them. */
  readonly places: readonly number[] | null;
  readonly atMs: number;
  /** `lahza.leave`: for how long the page was visible, in ms. */
  readonly visibleMs?: number;
  /** `lahza.leave`: something was clicked or typed. */
  readonly acted?: boolean;
  /** `lahza.dropped`: what the shop's analytics were not told, as destination and reason. */
  readonly drops?: readonly (readonly [destination: string, reason: string])[];
  /** `lahza.confirm`: a script made the place after the page had come, */
  readonly late?: boolean;
  /** and how long its first byte took, in ms; null: unknown, or the page was not loaded. */
  readonly firstByteMs?: number | null;
  /** Of the page, as `<html lang>` has it. */
  readonly language?: string | null;
}

export interface Reported {
  readonly exposures: readonly ExposureRecord[];
  readonly events: readonly EventRecord[];
  readonly counters: readonly CounterRecord[];
}

/** A report whose token is not ours, or another visitor's, is counted as `page-token` and says nothing. */
export async function recordsOfReports(
  reports: readonly PageReport[],
  sender: KnownSender,
  keys: readonly SigningKey[],
  nowMs: number,
  idOf: (text: string) => Promise<string>,
): Promise<Reported> {
  const exposures: ExposureRecord[] = [];
  const events: EventRecord[] = [];
  const counters: CounterRecord[] = [];
  for (const report of reports) {
    const token = await readPageToken(report.token, sender.visitor, keys, sender.customer);
    if (token === null) {
      counters.push({ reason: "page-token", subject: report.name });
      continue;
    }
    if (report.name === "lahza.dropped") {
      for (const [subject, reason] of report.drops ?? [])
        counters.push(
          subject === "reapply"
            ? { reason: `reapply-${reason}` }
            : { reason: `analytics-${reason}`, subject },
        );
      continue;
    }
    const met = exposuresAt(token, report.places);
    if (met.length === 0) continue;
    if (report.name === "lahza.leave") {
      for (const name of momentsOf(report)) {
        // Once a day for the same exposures: what is asked is whether it happened after them, and when first.
        const places = met.map(({ experiment, phase }) => `${experiment}.${phase}`).join();
        const id = await idOf(`${name} ${places} ${new Date(report.atMs).toISOString().slice(0, 10)}`);
        events.push(behaviour(name, sender, id, report.atMs, nowMs));
      }
    } else {
      for (const exposure of met) {
        const row = staged(exposure, report, token, sender);
        if (row === null) counters.push({ reason: "signed-out", subject: report.name });
        else exposures.push(row);
      }
    }
  }
  return { exposures, events, counters };
}

export function behaviour(
  name: string,
  { visitor, customer }: KnownSender,
  id: string,
  atMs: number,
  receivedMs: number,
  source: "browser" | "edge" = "browser",
): EventRecord {
  const amount = { valueMinor: null, currency: null, orderId: null, refundId: null };
  return { source, unit: visitor, id, visitor, customer, name, atMs, receivedMs, ...amount };
}

/** Null: the page was made for a customer who is signed in no longer, or somebody else is. */
function staged(
  { experiment, phase, variant, stretch, unit: kind }: PageExposure,
  { name, atMs, language = null, late = false, firstByteMs = null }: PageReport,
  token: ReadPageToken,
  { visitor, customer }: KnownSender,
): ExposureRecord | null {
  const unit =
    kind === "visitor" ? visitor : customer !== null && token.isCustomers ? customerUnit(customer) : null;
  if (unit === null) return null;
  const ahead = token.facts !== null;
  const [primary = ""] = (language ?? "").toLowerCase().split("-", 1);
  return {
    experiment,
    phase,
    unit,
    visitor,
    customer,
    variant,
    stretch,
    assignedAtMs: atMs,
    foundAtMs: ahead || late ? atMs : null,
    // What was seen has been there.
    confirmedAtMs: atMs,
    seenAtMs: name === "lahza.seen" ? atMs : null,
    firstByteMs,
    facts: ahead ? { ...NO_FACTS, ...(token.facts as Partial<VisitFacts>), language: primary } : NO_FACTS,
  };
}

function exposuresAt(token: ReadPageToken, places: PageReport["places"]): readonly PageExposure[] {
  if (places === null) return token.exposures;
  return [...new Set(places)].flatMap((place) => token.exposures[place] ?? []);
}

function momentsOf({ visibleMs = 0, acted = false }: PageReport): string[] {
  return [...(visibleMs >= FIRST_MOMENT_MS ? ["lahza.stayed"] : []), ...(acted ? ["lahza.interaction"] : [])];
}

/** Of a wire event with such a name. */
export function reportOf(event: WireEvent & { readonly name: PageReportName }, atMs: number): PageReport {
  const { places, visible, acted, language, late, wait, drops } = event.properties ?? {};
  return {
    name: event.name,
    token: event.page ?? "",
    places: placesIn(typeof places === "string" ? places : ""),
    atMs,
    visibleMs: typeof visible === "number" ? visible : 0,
    acted: acted === true,
    late: late === true,
    firstByteMs: typeof wait === "number" && wait >= 0 ? Math.min(Math.round(wait), MAX_FIRST_BYTE_MS) : null,
    language: typeof language === "string" ? language : null,
    ...(event.name === "lahza.dropped" ? { drops: dropsIn(typeof drops === "string" ? drops : "") } : {}),
  };
}

const DROP = new RegExp(
  `^(?:(${ANALYTICS_DESTINATIONS.join("|")}):(gpc|no-consent|not-there|failed)|(reapply):(gave-up|never-appeared))$`,
);

/** `ga4:gpc,segment:no-consent,reapply:gave-up`; each pair once, and nothing that is none. */
function dropsIn(text: string): [string, string][] {
  return [...new Set(text.split(","))].flatMap((pair): [string, string][] => {
    const [, destination, reason, reapply, why] = DROP.exec(pair) ?? [];
    const [subject, cause] = [destination ?? reapply, reason ?? why];
    return subject === undefined || cause === undefined ? [] : [[subject, cause]];
  });
}

/** `0,2` or `0.2`; what is no number is no place. */
export function placesIn(text: string): number[] {
  return text.split(/[.,]/).flatMap((part) => (/^\d{1,3}$/.test(part) ? [Number(part)] : []));
}
