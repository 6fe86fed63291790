/** Values of placeholders for one request: what the settings allow, and nothing else of it. Raw; escaped where they land. */
import type { Settings } from "../domain/settings.schema.ts";
import { cookieValue } from "../visitor/cookie-header.ts";
import { preferredLanguage } from "../visitor/language.ts";
import { percentDecoded } from "../visitor/percent.ts";
import { countryOf } from "../visitor/attributes.ts";
import type { Resolve } from "./content.ts";
import type { Page } from "./page.ts";
import type { VisitContext } from "./visit.ts";

export function placeholderValues(
  page: Page,
  visit: VisitContext,
  settings: Pick<Settings, "cookies" | "headers">,
): Resolve {
  return (from) => {
    const dot = from.indexOf(".");
    const name = from.slice(dot + 1);
    switch (dot < 0 ? from : from.slice(0, dot)) {
      case "city":
        return visit.place?.city ?? null;
      case "country":
        return countryOf(visit.place);
      // Also as `language.name`, which is written out in the page's language (content.ts).
      case "language":
        return preferredLanguage(visit.headers.get("accept-language"));
      case "campaign":
        return visit.visit()?.utm.utm_campaign ?? null;
      case "returning":
        return visit.visit()?.visitor === "returning" ? TRUE : null;
      case "bought":
        return visit.stage === "first" || visit.stage === "repeat" ? TRUE : null;
      case "query":
        return page.url.search === "" ? null : page.url.searchParams.get(name);
      case "cookie": {
        const value = settings.cookies.includes(name) ? cookieValue(visit.headers.get("cookie"), name) : null;
        return value === null ? null : percentDecoded(value);
      }
      case "header":
        return settings.headers.some((allowed) => allowed.toLowerCase() === name.toLowerCase())
          ? visit.headers.get(name)
          : null;
      default:
        return null;
    }
  };
}

/** Of a condition: the author's words stand there instead. */
const TRUE = "yes";

/** Sources that the first page of a visit decides, so that the visit has to be kept. */
export function isOfVisit(source: string): boolean {
  return source === "campaign" || source === "returning";
}
