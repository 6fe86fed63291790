/** Checks an experiment against pages: `checkPage` for bytes at hand, `checkExperiment` for pages of the live shop. */
import type { Experiment } from "../domain/experiment.schema.ts";
import type { Settings } from "../domain/settings.schema.ts";
import type { Origin } from "../edge/origin.ts";
import type { CompileProblem } from "../ruleset/compile.ts";
import { fetchPage, shopAddress, type ShopHosts } from "./fetch.ts";
import { pagesInFull } from "./page-names.ts";
import { checkable, checkPage, type PageReport } from "./page.ts";

export { liveWarnings } from "./live.ts";
export { pagesInFull } from "./page-names.ts";
export { checkable, checkPage, type CheckableExperiment, type PageReport } from "./page.ts";

export interface CheckInput {
  readonly definition: Experiment;
  readonly settings: Settings;
  /** Paths or addresses of the shop's pages; none: those that the experiment names in full. */
  readonly urls: readonly string[];
  readonly origin: Origin;
  readonly shop: ShopHosts;
  readonly nowMs: number;
}

export interface PageNotChecked {
  readonly url: string;
  readonly ok: false;
  /** Why, in words. */
  readonly problem: string;
}

export type Checked =
  | {
      readonly ok: true;
      readonly report: { readonly ok: boolean; readonly pages: readonly (PageReport | PageNotChecked)[] };
    }
  | { readonly ok: false; readonly problems: readonly CompileProblem[] };

export const MAX_PAGES = 10;

/** Pages are fetched one after the other: a check must not be a load test. */
export async function checkExperiment(input: CheckInput): Promise<Checked> {
  const ready = await checkable(input.definition, input.settings);
  if (!ready.ok) return ready;
  const named = input.urls.length > 0 ? input.urls : pagesInFull(input.definition);
  const pages: (PageReport | PageNotChecked)[] = [];
  for (const text of named.slice(0, MAX_PAGES)) {
    const url = shopAddress(text, input.shop);
    if (typeof url === "string") {
      pages.push({ url: text, ok: false, problem: url });
      continue;
    }
    const fetched = await fetchPage(url, input.origin, input.shop);
    if (!fetched.ok) {
      pages.push({ url: url.href, ok: false, problem: fetched.reason });
      continue;
    }
    const { status, headers, bytes } = fetched;
    const options = { url: fetched.url, nowMs: input.nowMs, prefix: input.shop.prefix, status, headers };
    pages.push(checkPage(bytes, headers.get("content-type"), ready.experiment, options));
  }
  return { ok: true, report: { ok: pages.length > 0 && pages.every(({ ok }) => ok), pages } };
}
