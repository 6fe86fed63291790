/** Languages that the dashboard speaks. */

export const DASHBOARD_LANGUAGES = ["en", "fa", "ar"] as const;
export type DashboardLanguage = (typeof DASHBOARD_LANGUAGES)[number];
export const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["fa", "ar"]);

/** The one chosen before (cookie `lahza_language`), else the first of the browser's that we speak. */
export function languageOf(request: Request): DashboardLanguage {
  const chosen = /(?:^|;\s*)lahza_language=([a-z]{2})/.exec(request.headers.get("cookie") ?? "")?.[1];
  const accepted = (request.headers.get("accept-language") ?? "")
    .split(",")
    .map((item) => item.trim().slice(0, 2).toLowerCase());
  for (const wish of [chosen, ...accepted]) {
    const known = DASHBOARD_LANGUAGES.find((language) => language === wish);
    if (known !== undefined) return known;
  }
  return "en";
}
