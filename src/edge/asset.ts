/**
 * `<prefix>/a/<hash>.css|js`: files whose address names their content, so that browsers and caches keep them for good.
 * From memory where the ruleset in force has them; older ones, which pages still open may ask for, from D1.
 */
import { within } from "../collect/within.ts";
import { builtInAssets } from "../elements/assets.ts";
import type { Asset } from "../ruleset/types.ts";
import { assetByHash } from "../store/rulesets.ts";
import type { Isolate } from "../isolate.ts";

const builtIn = new Map<string, Asset>(builtInAssets().map((asset) => [asset.hash, asset]));
const TYPES = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8" } as const;

/** The hash in such a path, or null when it is another path. */
export function assetHashOf(path: string, prefix: string): string | null {
  if (!path.startsWith(`${prefix}/a/`)) return null;
  return /^([0-9a-f]{16,64})\.(?:css|js)$/.exec(path.slice(prefix.length + 3))?.[1] ?? "";
}

export async function answerAsset(request: Request, hash: string, isolate: Isolate): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
  }
  const asset = await find(hash, isolate);
  if (asset === null) return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
  const headers = {
    "content-type": TYPES[asset.type],
    "cache-control": "public, max-age=31536000, immutable",
    etag: `"${hash}"`,
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
  };
  if (request.headers.get("if-none-match")?.includes(`"${hash}"`) === true)
    return new Response(null, { status: 304, headers });
  return new Response(request.method === "HEAD" ? null : asset.body, { headers });
}

async function find(hash: string, isolate: Isolate): Promise<Asset | null> {
  if (hash === "") return null;
  const known = builtIn.get(hash);
  if (known !== undefined) return known;
  const current = isolate.rulesets.current(Date.now());
  const inForce = current.state === "cold" ? null : current.ruleset;
  const asset = inForce?.ruleset.assets[hash];
  if (asset !== undefined) return asset;
  try {
    return await within(DATABASE_WAIT_MS, assetByHash(isolate.env.DB, hash));
  } catch {
    return null;
  }
}

/** A page is not drawn before its styles are there or are given up. */
const DATABASE_WAIT_MS = 2_000;
