/**
 * `GET <prefix>/privacy` tells a shopper what is kept about their browser; `POST <prefix>/optout` takes them out
 * (`choice=out`), deletes what is kept besides (`choice=erase`), or takes them in again (`choice=in`). Nothing here
 * makes a visitor.
 */
import { problem } from "../admin/problem.ts";
import type { Config } from "../config.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { isSameOrigin } from "../collect/sender.ts";
import { readForm } from "../collect/body.ts";
import { consentOf, OPT_OUT_COOKIE } from "../visitor/consent.ts";
import {
  type Identity,
  MAX_AGE_SECONDS,
  readVisitorCookie,
  secondsLeft,
  VISITOR_COOKIE,
} from "../visitor/cookie.ts";
import { BUYER_COOKIE } from "../visitor/buyer.ts";
import { setCookie } from "../visitor/set-cookie.ts";
import { SESSION_COOKIE } from "../visitor/session.ts";
import { escaped, PAGE_LANGUAGES, type PageLanguage, pageLanguageOf, shopperPage } from "./page.ts";
import { PRIVACY_WORDS } from "./words.ts";

export interface PrivacyDoor {
  readonly config: Pick<Config, "cookieKeys" | "cookieDomain" | "prefix">;
  /** Null: no ruleset could be read. */
  readonly settings: Settings | null;
  /** What is kept of a visitor; may take its time, may fail. */
  readonly kept: (visitor: string) => Promise<Kept | null>;
  /** Deletes all that is kept of a visitor; rejects, or is null, where that cannot be done now. */
  readonly erase: (visitor: string) => Promise<true | null>;
  readonly nowMs: number;
}

export interface Kept {
  readonly exposures: number;
  readonly events: number;
}

const MAX_BYTES = 1024;
const NAMES = { en: "English", fa: "فارسی", ar: "العربية" } as const;

export async function answerPrivacy(request: Request, door: PrivacyDoor): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD")
    return problem({ status: 405, title: "This page is read" }, { allow: "GET, HEAD" });
  const language = pageLanguageOf(request, door.settings?.languages ?? []);
  const say = (word: keyof typeof PRIVACY_WORDS): string => escaped(PRIVACY_WORDS[word][language]);
  const { headers } = request;
  const consent = door.settings === null ? null : consentOf(headers, door.settings.consent);
  const identity = await readVisitorCookie(headers.get("cookie"), door.config.cookieKeys, door.nowMs);
  const isOut = consent?.allowed === false && consent.reason === "opted-out";
  const erasure = new URL(request.url).searchParams.get("erasure");
  const notes = [
    ...(isOut ? [say("optedOut")] : []),
    ...(consent?.allowed === false && consent.reason === "gpc" ? [say("gpc")] : []),
    ...(erasure === "done" ? [say("erased")] : erasure === "failed" ? [say("notErased")] : []),
  ].map((note) => `<p class="note" role="status">${note}</p>`);
  const about = identity === null ? `<p>${say("nothing")}</p>` : await aboutOf(identity, language, door);
  const choices: [string, keyof typeof PRIVACY_WORDS][] = [
    isOut ? ["in", "optIn"] : ["out", "optOut"],
    ...(identity === null ? [] : [["erase", "erase"] as [string, "erase"]]),
  ];
  const buttons = choices.map(
    ([choice, word]) => `<p><button type="submit" name="choice" value="${choice}">${say(word)}</button></p>`,
  );
  const button =
    `<form method="post" action="${door.config.prefix}/optout"><input type="hidden" name="lang" value="${language}">${buttons.join("")}</form>` +
    (isOut ? "" : `<p>${say("optOutNote")}${identity === null ? "" : ` ${say("eraseNote")}`}</p>`);
  const others = PAGE_LANGUAGES.filter((other) => other !== language).map(
    (other) => `<a href="?lang=${other}" lang="${other}" hreflang="${other}">${NAMES[other]}</a>`,
  );
  const body = `${notes.join("")}<p>${say("why")}</p><h2>${say("yours")}</h2>${about}${button}<h2>${say("never")}</h2><p>${say("neverList")}</p><nav><a href="/">${say("home")}</a>${others.join("")}</nav>`;
  return shopperPage({ language, title: PRIVACY_WORDS.title[language], body });
}

async function aboutOf(identity: Identity, language: PageLanguage, door: PrivacyDoor): Promise<string> {
  const say = (word: keyof typeof PRIVACY_WORDS): string => escaped(PRIVACY_WORDS[word][language]);
  const kept = await door.kept(identity.id).catch(() => null);
  const locale = language === "ar" ? "ar-u-nu-latn" : language;
  const date = new Intl.DateTimeFormat(locale, {
    dateStyle: "long",
    timeZone: door.settings?.timeZone ?? "UTC",
  });
  const number = new Intl.NumberFormat(locale);
  const counted = (value: number | undefined): string =>
    value === undefined ? say("unknown") : escaped(number.format(value));
  const untilMs = door.nowMs + secondsLeft(identity, door.nowMs) * 1000;
  const lines = [
    [say("number"), `<bdi dir="ltr">${escaped(identity.id)}</bdi>`],
    [say("since"), escaped(date.format(identity.mintedAtMs))],
    [say("until"), escaped(date.format(untilMs))],
    [say("experiments"), counted(kept?.exposures)],
    [say("events"), counted(kept?.events)],
  ];
  return `<dl>${lines.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("")}</dl><p>${say("beside")}</p>`;
}

export async function answerOptOut(request: Request, door: PrivacyDoor): Promise<Response> {
  if (request.method !== "POST")
    return problem({ status: 405, title: "A choice is POSTed" }, { allow: "POST" });
  if (!isSameOrigin(request)) return problem({ status: 403, title: "Only our own page may send a choice" });
  const fields = (await readForm(request, MAX_BYTES)) ?? new URLSearchParams();
  const url = new URL(request.url);
  const { cookieDomain: domain, prefix } = door.config;
  const set = (name: string, value: string, maxAgeSeconds: number): string =>
    setCookie(name, value, { maxAgeSeconds, domain, url });
  const language = fields.get("lang") ?? "";
  const choice = fields.get("choice");
  const erasure = choice === "erase" ? await erased(request, door) : null;
  const query = new URLSearchParams({
    ...((PAGE_LANGUAGES as readonly string[]).includes(language) ? { lang: language } : {}),
    ...(erasure === null ? {} : { erasure }),
  }).toString();
  const location = `${prefix}/privacy${query === "" ? "" : `?${query}`}`;
  const headers = new Headers({ location, "cache-control": "no-store" });
  if (choice === "in") headers.append("set-cookie", set(OPT_OUT_COOKIE, "", 0));
  else {
    headers.append("set-cookie", set(OPT_OUT_COOKIE, "1", MAX_AGE_SECONDS));
    // Without the number nobody could ask again.
    if (erasure !== "failed") headers.append("set-cookie", set(VISITOR_COOKIE, "", 0));
    headers.append("set-cookie", set(SESSION_COOKIE, "", 0));
    headers.append("set-cookie", set(BUYER_COOKIE, "", 0));
  }
  return new Response(null, { status: 303, headers });
}

async function erased(request: Request, door: PrivacyDoor): Promise<"done" | "failed"> {
  const { cookieKeys } = door.config;
  const identity = await readVisitorCookie(request.headers.get("cookie"), cookieKeys, door.nowMs);
  if (identity === null) return "done";
  return (await door.erase(identity.id).catch(() => null)) === true ? "done" : "failed";
}
