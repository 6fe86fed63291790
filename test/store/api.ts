/** The API over a real D1, asked as a client would. */
import { createApi } from "../../src/admin/app.ts";
import type { ApiContext } from "../../src/admin/context.ts";
import type { TokenRole } from "../../src/admin/role.ts";
import { mintToken } from "../../src/admin/token.ts";
import { parseConfig, type Env } from "../../src/config.ts";
import { writeRecords } from "../../src/store/records.ts";
import { insertTokenStatement } from "../../src/store/tokens.ts";
import { db } from "./database.ts";

export const ADMIN_TOKEN = "a-long-admin-token";
export const NOW = Date.parse("2026-11-01T12:00:00Z");

export interface TestApi {
  /** `body` is sent as JSON unless it is text. */
  readonly ask: (method: string, path: string, options?: AskOptions) => Promise<Asked>;
  readonly api: ReturnType<typeof createApi>;
  nowMs: number;
}

export interface AskOptions {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly etag?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly host?: string;
}

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  readonly body: any;
}

export function testApi(env: Partial<Env> = {}, context: Partial<ApiContext> = {}): TestApi {
  const state = { nowMs: NOW };
  const api = createApi({
    db,
    config: parseConfig({
      DB: db,
      ADMIN_TOKEN,
      COOKIE_KEYS: "k1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE",
      ...env,
    }),
    write: (records, nowMs) => writeRecords(db, records, nowMs),
    recorder: { unsaved: () => [] },
    rulesetStatus: () => ({ version: 1, digest: "d", ageMs: 1, problem: null }),
    nowMs: () => state.nowMs,
    random: (bytes) => void crypto.getRandomValues(bytes),
    requestsPerMinute: 1_000_000,
    ...context,
  });
  return {
    api,
    get nowMs() {
      return state.nowMs;
    },
    set nowMs(value) {
      state.nowMs = value;
    },
    async ask(method, path, { token = ADMIN_TOKEN, body, etag, headers = {}, host = "shop.example" } = {}) {
      const response = await api.fetch(
        new Request(`https://${host}/_lahza/api${path}`, {
          method,
          headers: {
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...(etag === undefined ? {} : { "if-match": etag }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        }),
      );
      const text = await response.text();
      const isJson = /json/.test(response.headers.get("content-type") ?? "");
      return {
        status: response.status,
        headers: response.headers,
        body: isJson && text !== "" ? (JSON.parse(text) as unknown) : text,
      };
    },
  };
}

/** A token with a role, straight into the database. */
export async function tokenFor(
  role: TokenRole,
  options: { name?: string; expiresAtMs?: number | null; revokedAtMs?: number | null } = {},
): Promise<{ id: string; secret: string }> {
  const { secret, prefix, hash } = await mintToken((bytes) => void crypto.getRandomValues(bytes));
  const id = `t${hash.slice(0, 12)}`;
  await insertTokenStatement(
    db,
    {
      id,
      name: options.name ?? role,
      prefix,
      role,
      expiresAtMs: options.expiresAtMs ?? null,
      lastUsedAtMs: null,
      createdAtMs: NOW,
      revokedAtMs: null,
    },
    hash,
  ).run();
  if (options.revokedAtMs)
    await db.prepare("UPDATE tokens SET revoked_at = ?2 WHERE id = ?1").bind(id, options.revokedAtMs).run();
  return { id, secret };
}

export const experiment = (overrides: object = {}) => ({
  key: "pdp-trust",
  name: "Trust badges",
  pages: { include: ["/products/*"] },
  variants: [
    { key: "control", weight: 0.5 },
    { key: "words", weight: 0.5, changes: [{ selector: "h1", action: "set_text", value: "Hello" }] },
  ],
  ...overrides,
});
