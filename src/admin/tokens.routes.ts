/** `/tokens`: who may use the API. A token's secret is told once, when it is made. */
import {
  ifNotRevokedStatement,
  insertTokenStatement,
  revokeTokenStatement,
  tokenById,
  tokenPage,
  type StoredToken,
} from "../store/tokens.ts";
import { commitRows } from "./commit.ts";
import { etagOf } from "./etag.ts";
import { invalid, notThere } from "./refusals.ts";
import { TOKEN_ROLES } from "./role.ts";
import { reading, writing } from "./route.ts";
import { isoOf, noQuery, pageOf, writeQuery } from "./shapes.ts";
import {
  newTokenAnswer,
  newTokenSchema,
  tokenAnswer,
  tokenPageQuery,
  tokenParams,
  tokensAnswer,
  type TokenShown,
} from "./tokens.schema.ts";
import { mintToken } from "./token.ts";

const tag = "Tokens";

export const tokenRoutes = [
  reading({
    method: "GET",
    path: "/tokens",
    role: "admin",
    tag,
    summary: "List tokens",
    query: tokenPageQuery,
    answer: tokensAnswer,
    handle: async ({ api, query: { limit, after } }) => ({
      status: 200,
      body: pageOf(await tokenPage(api.db, after ?? "", limit + 1), limit, shown, ({ id }) => id),
    }),
  }),
  reading({
    method: "GET",
    path: "/tokens/:id",
    role: "admin",
    tag,
    summary: "Get a token",
    params: tokenParams,
    query: noQuery,
    answer: tokenAnswer,
    handle: async ({ api, params }) => {
      const token = await tokenById(api.db, params.id);
      if (token === null) return notThere("token");
      return { status: 200, body: { data: shown(token), warnings: [] }, etag: await tagOf(token) };
    },
  }),
  writing({
    method: "POST",
    path: "/tokens",
    role: "admin",
    tag,
    summary: "Create a token",
    description:
      "The answer's `token` is the secret; it is told this once and only its digest is kept. A retry with the same Idempotency-Key gets null instead.",
    query: writeQuery,
    body: newTokenSchema,
    answer: newTokenAnswer,
    guarded: false,
    status: 201,
    handle: (asked) =>
      commitRows(asked, async () => {
        const { api, body, nowMs } = asked;
        const expiresAtMs = body.expiresAt === null ? null : Date.parse(body.expiresAt);
        if (expiresAtMs !== null && expiresAtMs <= nowMs)
          return invalid([
            { pointer: "/expiresAt", detail: "this lies in the past: such a token would open nothing" },
          ]);
        const minted = await mintToken(api.random);
        const token: StoredToken = {
          // Ids grow with time, so that a list is in the order of making.
          id: `t${nowMs.toString(36).padStart(9, "0")}${minted.hash.slice(0, 8)}`,
          name: body.name,
          prefix: minted.prefix,
          role: body.role,
          expiresAtMs,
          lastUsedAtMs: null,
          createdAtMs: nowMs,
          revokedAtMs: null,
        };
        const data = shown(token);
        return {
          statements: [insertTokenStatement(api.db, token, minted.hash)],
          audit: { action: "token.create", resource: `tokens/${token.id}`, after: data },
          answer: {
            status: 201,
            body: { data: { ...data, token: asked.dryRun ? null : minted.secret }, warnings: [] },
            etag: await tagOf(token),
            location: `/tokens/${token.id}`,
          },
          again: { data: { ...data, token: null }, warnings: [] },
        };
      }),
  }),
  writing({
    method: "DELETE",
    path: "/tokens/:id",
    role: "admin",
    tag,
    summary: "Revoke a token",
    description:
      "It opens nothing from the next request on. Its row stays, so that the audit log can be read.",
    params: tokenParams,
    query: writeQuery,
    answer: tokenAnswer,
    guarded: true,
    status: 200,
    handle: (asked) =>
      commitRows(asked, async () => {
        const { api, nowMs } = asked;
        const before = await tokenById(api.db, asked.params.id);
        if (before === null) return notThere("token");
        const lost = asked.refuseUnlessCurrent(await tagOf(before));
        if (lost !== null) return lost;
        const after = { ...before, revokedAtMs: before.revokedAtMs ?? nowMs };
        return {
          statements:
            before.revokedAtMs === null
              ? [ifNotRevokedStatement(api.db, before.id), revokeTokenStatement(api.db, before.id, nowMs)]
              : [],
          audit: {
            action: "token.revoke",
            resource: `tokens/${before.id}`,
            before: shown(before),
            after: shown(after),
          },
          answer: { status: 200, body: { data: shown(after), warnings: [] }, etag: await tagOf(after) },
        };
      }),
  }),
] as const;

function shown(token: StoredToken): TokenShown {
  return {
    id: token.id,
    name: token.name,
    prefix: token.prefix,
    role: TOKEN_ROLES.find((role) => role === token.role) ?? "browser",
    createdAt: new Date(token.createdAtMs).toISOString(),
    expiresAt: isoOf(token.expiresAtMs),
    lastUsedAt: isoOf(token.lastUsedAtMs),
    revokedAt: isoOf(token.revokedAtMs),
  };
}

/** Being used does not change it. */
async function tagOf(token: StoredToken): Promise<string> {
  return await etagOf({ ...shown(token), lastUsedAt: null });
}
