/** Env → Config, parsed once an isolate, defaults filled. A bad value is a named problem, never an exception. */

import type { ApiService } from "./api-binding.ts";
import type { QueuedRecords } from "./collect/write.ts";

export interface Env {
  readonly DB: D1Database;
  /** Where the shop is, when Lahza does not stand on the shop's own route. */
  readonly ORIGIN?: string;
  /** A Worker that is the shop (the example storefront). */
  readonly SHOP?: Fetcher;
  /** The API's Worker. Without it shoppers are served, and nothing else is. */
  readonly API?: ApiService;
  /** Takes records before D1 does (optional); both Workers write into it, the API's reads it. */
  readonly RECORDS?: Queue<QueuedRecords>;
  /** The dashboard's built files (scripts/build-dashboard.ts). */
  readonly DASHBOARD?: Fetcher;
  /** Carries published rulesets to places where D1 is far (optional). */
  readonly RULESETS?: KVNamespace;
  /** `kid:base64url,kid2:base64url`: the first one signs, all verify. */
  readonly COOKIE_KEYS?: string;
  readonly COOKIE_DOMAIN?: string;
  readonly ADMIN_TOKEN?: string;
  readonly ADMIN_HOST?: string;
  /** Cloudflare Access in front of ADMIN_HOST: `team.cloudflareaccess.com`, and the application's audience tag. */
  readonly ACCESS_TEAM_DOMAIN?: string;
  readonly ACCESS_AUD?: string;
  /** Path prefix of everything of Lahza's, `/_lahza` by default. */
  readonly PREFIX?: string;
  /** Which version of the Worker this is (wrangler's version_metadata binding). */
  readonly VERSION?: { readonly id: string };
}

export interface SigningKey {
  readonly id: string;
  readonly secret: Uint8Array;
}

export interface Config {
  readonly origin: URL | null;
  readonly cookieKeys: readonly SigningKey[];
  readonly cookieDomain: string | null;
  /** Secrets that the shop signs its customer cookie with, by name (`CUSTOMER_COOKIE_…`). */
  readonly customerSecrets: Readonly<Record<string, string>>;
  readonly adminToken: string | null;
  readonly adminHost: string | null;
  /** Sign-in through Cloudflare Access; null: none. */
  readonly access: { readonly teamDomain: string; readonly audience: string } | null;
  readonly prefix: string;
  /** What is wrong with the environment, in words that say what to do. Not empty: Lahza only passes through. */
  readonly problems: readonly string[];
}

const DEFAULT_PREFIX = "/_lahza";

const parsed = new WeakMap<Env, Config>();

export function configOf(env: Env): Config {
  let config = parsed.get(env);
  if (config === undefined) {
    config = parseConfig(env);
    parsed.set(env, config);
  }
  return config;
}

/** What is text in an environment: variables and secrets. */
export function variablesOf(env: Env): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env as unknown as Record<string, unknown>).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}

/** Keys are at least 32 bytes, base64url; the example in docs/operations.md makes one. */
export function parseConfig(env: Env): Config {
  const problems: string[] = [];
  const cookieKeys: SigningKey[] = [];
  for (const entry of (env.COOKIE_KEYS ?? "").split(",").filter((text) => text.trim() !== "")) {
    const [id, encoded] = entry.trim().split(":", 2);
    const secret = decodeBase64Url(encoded ?? "");
    if (id === undefined || !/^[A-Za-z0-9_-]{1,8}$/.test(id) || secret === null || secret.length < 32) {
      problems.push(
        "COOKIE_KEYS: each key is <id>:<base64url of at least 32 random bytes>, ids of at most 8 letters or digits",
      );
      continue;
    }
    cookieKeys.push({ id, secret });
  }
  if (cookieKeys.length === 0)
    problems.push("COOKIE_KEYS: no usable key, so that no visitor can be signed; set the secret");
  let prefix = env.PREFIX ?? DEFAULT_PREFIX;
  if (!/^\/[A-Za-z0-9_~-]{1,32}$/.test(prefix)) {
    problems.push("PREFIX: one path segment such as /_lahza");
    // What is no prefix could take the whole shop; health has to be asked somewhere.
    prefix = DEFAULT_PREFIX;
  }
  let origin: URL | null = null;
  if (env.ORIGIN !== undefined && env.ORIGIN !== "") {
    origin = URL.canParse(env.ORIGIN) ? new URL(env.ORIGIN) : null;
    if (origin === null || !/^https?:$/.test(origin.protocol))
      problems.push("ORIGIN: an http or https address");
  }
  return {
    origin,
    cookieKeys,
    cookieDomain: env.COOKIE_DOMAIN || null,
    customerSecrets: Object.fromEntries(
      Object.entries(variablesOf(env)).filter(([name]) => name.startsWith("CUSTOMER_COOKIE_")),
    ),
    adminToken: env.ADMIN_TOKEN || null,
    adminHost: env.ADMIN_HOST?.toLowerCase() || null,
    access: accessOf(env, problems),
    prefix,
    problems,
  };
}

/** Half of it, or a name that is none, is a problem to be told: nobody shall believe to be signed in safely. */
function accessOf(env: Env, problems: string[]): Config["access"] {
  const { ACCESS_TEAM_DOMAIN: domain = "", ACCESS_AUD: audience = "" } = env;
  if (domain === "" && audience === "") return null;
  const teamDomain = domain
    .toLowerCase()
    .replace(/^https:\/\//, "")
    .replace(/\/$/, "");
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(teamDomain) || audience === "" || !env.ADMIN_HOST) {
    problems.push(
      "ACCESS_TEAM_DOMAIN (such as team.cloudflareaccess.com), ACCESS_AUD and ADMIN_HOST belong together",
    );
    return null;
  }
  return { teamDomain, audience };
}

function decodeBase64Url(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) =>
      char.charCodeAt(0),
    );
  } catch {
    return null;
  }
}
