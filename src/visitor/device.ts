/**
 * Kind of device, browser and system, from client hints where they are sent and the user agent otherwise.
 * A short table of our own: audiences need a handful of names, the kept libraries bring thousands and
 * 20 KB or more to the shopper's path. Pure.
 */
import { recent } from "./recent.ts";

export interface Device {
  readonly device: "mobile" | "tablet" | "desktop";
  readonly browser: "chrome" | "safari" | "firefox" | "edge" | "samsung" | "opera" | "other";
  /** `android`, `ios`, `windows`, `macos`, `chromeos`, `linux`, `other`. */
  readonly os: string;
  /** The page is shown inside another app (Instagram, Telegram, a web view). */
  readonly inApp: boolean;
}

const MAX_LENGTH = 512;
const known = recent<Device>(1000);

export function deviceOf(headers: Headers): Device {
  const agent = (headers.get("user-agent") ?? "").slice(0, MAX_LENGTH);
  const mobileHint = headers.get("sec-ch-ua-mobile") ?? "";
  const platformHint = (headers.get("sec-ch-ua-platform") ?? "").slice(0, 32);
  const key = `${mobileHint.slice(0, 4)}|${platformHint}|${agent}`;
  let device = known.get(key);
  if (device === undefined) {
    device = parseDevice(agent, mobileHint, platformHint);
    known.set(key, device);
  }
  return device;
}

/** The order matters: most browsers also carry the names of others. */
const BROWSERS: readonly (readonly [Device["browser"], RegExp])[] = [
  ["edge", /\bEdg(?:e|A|iOS)?\//],
  ["opera", /\b(?:OPR|OPiOS|OPT|Opera)(?:\/|\b)/],
  ["samsung", /\bSamsungBrowser\//],
  ["firefox", /\b(?:Firefox|FxiOS)\//],
  ["chrome", /\b(?:Chrome|CriOS|Chromium)\//],
  ["safari", /\b(?:Safari\/|AppleWebKit.*\bMobile\/)/],
];

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ["ios", /\b(?:iPhone|iPad|iPod)\b/],
  ["android", /\bAndroid\b/],
  ["chromeos", /\bCrOS\b/],
  ["windows", /\bWindows\b/],
  ["macos", /\bMac OS X\b|\bMacintosh\b/],
  ["linux", /\bLinux\b|\bX11\b/],
];

const IN_APP =
  /\b(?:FBAN|FBAV|FB_IAB|Instagram|Snapchat|musical_ly|BytedanceWebview|TikTok|Pinterest\/|Line\/|MicroMessenger|Telegram|Twitter(?: for|Android)|LinkedInApp|GSA\/|KAKAOTALK|Eitaa|Bale|Rubika)\b|; wv\)/i;

function parseDevice(agent: string, mobileHint: string, platformHint: string): Device {
  const os = systemOf(platformHint) ?? nameIn(SYSTEMS, agent);
  const inApp = IN_APP.test(agent) || (os === "ios" && /AppleWebKit/.test(agent) && !/Safari\//.test(agent));
  return { device: kindOf(agent, mobileHint, os), browser: nameIn(BROWSERS, agent), os, inApp };
}

function kindOf(agent: string, mobileHint: string, os: string): Device["device"] {
  if (/\biPad\b|\bTablet\b|\bPlayBook\b|\bSilk\/(?!.*\bMobile\b)|\bKindle\b/.test(agent)) return "tablet";
  // Android says Mobile on phones and leaves it out on tablets.
  if (os === "android" && !/\bMobile\b/.test(agent) && mobileHint !== "?1") return "tablet";
  if (mobileHint === "?1" || os === "ios" || /\bMobi(?:le)?\b|\bOpera Mini\b|\bIEMobile\b/.test(agent))
    return "mobile";
  return "desktop";
}

function systemOf(platformHint: string): string | null {
  const name = platformHint.replaceAll('"', "").trim().toLowerCase();
  if (name === "chrome os" || name === "chromium os") return "chromeos";
  return /^(?:android|ios|windows|macos|linux)$/.test(name) ? name : null;
}

function nameIn<Name extends string>(
  table: readonly (readonly [Name, RegExp])[],
  agent: string,
): Name | "other" {
  return table.find(([, pattern]) => pattern.test(agent))?.[0] ?? "other";
}
