/** What a segment's value is called on a page. */
import { codeName, date } from "./format.ts";
import { named, t } from "./words.ts";

/** `value`: null or empty where it is not known; of a day its date. */
export function segmentValue(segment: string, value: string | null): string {
  if (value === null || value === "") return t("unknown");
  if (segment === "day") return date(value);
  if (segment === "country") return codeName("region", value);
  if (segment === "language") return codeName("language", value);
  return named(`value.${segment}`, value);
}
