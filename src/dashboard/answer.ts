/**
 * The dashboard, on its own host: its files, signing in and out, and one page for all else under the prefix, whose
 * script draws what the address says from the public API. No other page of this host runs a script, and none may frame it.
 */
import { comesFromElsewhere, subjectOfToken, whoAsks } from "../admin/auth.ts";
import type { ApiContext } from "../admin/context.ts";
import { endedSessionCookie, sessionCookie, spendSignInCode } from "../admin/session.ts";
import { shopHost } from "../admin/shop-host.ts";
import { createLimiter } from "../collect/limiter.ts";
import { answerFile, builtFiles } from "./files.ts";
import { languageOf } from "./languages.ts";
import { dashboardPage, type PageFrame, signInPage, type SignInPage } from "./pages.tsx";

export type DashboardContext = ApiContext & {
  /** Where the built files are. */
  readonly files: Fetcher | undefined;
};

/** Attempts to sign in that one isolate takes a minute: a token has 256 bits, this only keeps the log readable. */
const ATTEMPTS_PER_MINUTE = 30;
const attempts = createLimiter(ATTEMPTS_PER_MINUTE);

export async function answerDashboard(request: Request, context: DashboardContext): Promise<Response> {
  const { prefix } = context.config;
  const path = new URL(request.url).pathname.slice(prefix.length);
  if (path.startsWith("/d/")) return await answerFile(request, path.slice(3), context.files);
  if (path === "/sign-in" || path.startsWith("/sign-in/"))
    return await signIn(request, path.slice("/sign-in/".length), context);
  if (path === "/sign-out" && request.method === "POST") {
    if (comesFromElsewhere(request)) return page(403, "", request, null);
    return away(`${prefix}/sign-in`, endedSessionCookie());
  }
  if (request.method !== "GET" && request.method !== "HEAD") return page(405, "", request, null);
  const who = await whoAsks(request, context);
  if (who instanceof Response) {
    const next = path === "" || path === "/" ? "" : `?next=${encodeURIComponent(path)}`;
    return away(`${prefix}/sign-in${next}`);
  }
  const [frame, shop] = await Promise.all([frameFor(request, context), shopHost(context, request)]);
  return page(200, dashboardPage(frame), request, context, "refused" in shop ? null : shop.base.origin);
}

async function signIn(request: Request, code: string, context: DashboardContext): Promise<Response> {
  const { config, db } = context;
  const nowMs = context.nowMs();
  const frame = await frameFor(request, context);
  const ask = (status: number, asked: Partial<SignInPage> = {}): Response =>
    page(status, signInPage(frame, { code: null, problem: null, next: "", ...asked }), request, context);
  // Asked for by a page, not spent by it: whoever looks at links before people do must not use them up.
  if (request.method !== "POST") {
    const next = nextOf(new URL(request.url).searchParams.get("next"));
    return ask(200, { code: code === "" ? null : code, next });
  }
  if (comesFromElsewhere(request)) return ask(403);
  const form = await request.formData().catch(() => new FormData());
  const field = (name: string): string => {
    const value = form.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const next = nextOf(field("next"));
  if (!attempts.take("sign-in", 1, nowMs).ok) return ask(429, { problem: "many", next });
  const given = field("code");
  const subject =
    given === ""
      ? await subjectOfToken(field("token"), context)
      : await spendSignInCode(given, config, db, nowMs);
  if (subject === null) return ask(401, { problem: given === "" ? "token" : "code", next });
  return away(`${config.prefix}${next === "" ? "/" : next}`, await sessionCookie(subject, config, nowMs));
}

/** A path of the dashboard, or nothing. */
function nextOf(text: string | null): string {
  return text !== null && /^\/(?![/\\])[A-Za-z0-9/_-]{0,200}$/.test(text) ? text : "";
}

async function frameFor(request: Request, { config, files }: DashboardContext): Promise<PageFrame> {
  return { prefix: config.prefix, language: languageOf(request), files: await builtFiles(files) };
}

function away(location: string, cookie?: string): Response {
  return new Response(null, {
    status: 303,
    headers: {
      location,
      "cache-control": "no-store",
      ...(cookie === undefined ? {} : { "set-cookie": cookie }),
    },
  });
}

/** `shop`: whose pages the visual editor frames. */
function page(
  status: number,
  html: string,
  request: Request,
  context: DashboardContext | null,
  shop: string | null = null,
): Response {
  const own = context === null ? "'none'" : `${new URL(request.url).origin}${context.config.prefix}/d/`;
  return new Response(request.method === "HEAD" ? null : html, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": [
        "default-src 'none'",
        `script-src ${own}`,
        `style-src ${own}`,
        `font-src ${own}`,
        `img-src ${own} data:`,
        "connect-src 'self'",
        `frame-src 'self'${shop === null ? "" : ` ${shop}`}`,
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ].join("; "),
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": "camera=(), geolocation=(), microphone=()",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    },
  });
}
