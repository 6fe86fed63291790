/** What people call a time zone: by a city they know, else by its offset. */
import type { Language } from "../../domain/text.ts";
import { escape, html, type Markup } from "../markup.ts";

/** City names in English, Persian and Arabic. */
const CITIES: { readonly [zone: string]: readonly [en: string, fa: string, ar: string] } = {
  "Asia/Tehran": ["Tehran", "تهران", "طهران"],
  "Asia/Riyadh": ["Riyadh", "ریاض", "الرياض"],
  "Asia/Dubai": ["Dubai", "دبی", "دبي"],
  "Asia/Kuwait": ["Kuwait", "کویت", "الكويت"],
  "Asia/Qatar": ["Doha", "دوحه", "الدوحة"],
  "Asia/Bahrain": ["Manama", "منامه", "المنامة"],
  "Asia/Muscat": ["Muscat", "مسقط", "مسقط"],
  "Asia/Baghdad": ["Baghdad", "بغداد", "بغداد"],
  "Asia/Amman": ["Amman", "امان", "عمّان"],
  "Asia/Beirut": ["Beirut", "بیروت", "بيروت"],
  "Asia/Kabul": ["Kabul", "کابل", "كابل"],
  "Asia/Istanbul": ["Istanbul", "استانبول", "إسطنبول"],
  "Europe/Istanbul": ["Istanbul", "استانبول", "إسطنبول"],
  "Africa/Cairo": ["Cairo", "قاهره", "القاهرة"],
  "Africa/Casablanca": ["Casablanca", "کازابلانکا", "الدار البيضاء"],
  "Europe/London": ["London", "لندن", "لندن"],
  "Europe/Paris": ["Paris", "پاریس", "باريس"],
  "Europe/Berlin": ["Berlin", "برلین", "برلين"],
  "America/New_York": ["New York", "نیویورک", "نيويورك"],
  "America/Los_Angeles": ["Los Angeles", "لس‌آنجلس", "لوس أنجلوس"],
};

/** Words around a clock: `, ` 20:00 `Tehran time`. */
export function zoneWords(language: Language, zone: string, atMs: number): { before: string; after: Markup } {
  const city = CITIES[zone];
  switch (language) {
    case "fa":
      return { before: "، ساعت ", after: city ? escape(`به وقت ${city[1]}`) : offset(zone, atMs) };
    case "ar":
      return { before: "، الساعة ", after: city ? escape(`بتوقيت ${city[2]}`) : offset(zone, atMs) };
    default:
      return { before: ", ", after: city ? escape(`${city[0]} time`) : offset(zone, atMs) };
  }
}

/** Offsets such as UTC+05:30 are codes: ASCII, from left to right. */
function offset(zone: string, atMs: number): Markup {
  const formatter = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  const name = formatter.formatToParts(atMs).find((part) => part.type === "timeZoneName")?.value ?? "UTC";
  return html`<bdi dir="ltr">${escape(name.replace("+00:00", "").replace("GMT", "UTC"))}</bdi>`;
}

/** The zone itself when this runtime knows it, else UTC: rendering must not fail over a setting. */
export function knownZone(zone: string): string {
  const known = checked.get(zone);
  if (known !== undefined) return known;
  const result = isTimeZone(zone) ? zone : "UTC";
  if (checked.size < 100) checked.set(zone, result);
  return result;
}

export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const checked = new Map<string, string>();
