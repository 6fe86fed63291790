/** Where the dashboard stands: said by the page that loads it. */

const root = document.documentElement;

export const PREFIX = root.dataset["prefix"] ?? "/_lahza";
export const LANGUAGE = (["fa", "ar"] as const).find((language) => language === root.lang) ?? "en";
export type DashboardLanguage = "en" | "fa" | "ar";
export const IS_RTL = root.dir === "rtl";
