/** Light, dark, or as the system has it; the language; both kept in this browser. */
import type { DashboardLanguage } from "./place.ts";

export type Theme = "auto" | "light" | "dark";
const KEY = "lahza-theme";

export function currentTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "auto";
}

export function applyTheme(theme: Theme = currentTheme()): void {
  localStorage.setItem(KEY, theme);
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** The Worker writes the page in the language of this cookie, so it is loaded anew. */
export function chooseLanguage(language: DashboardLanguage): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `lahza_language=${language}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  location.reload();
}
