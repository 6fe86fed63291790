/**
 * Ways in which a published ruleset comes to an isolate without D1 having to send its body: the data centre's Cache
 * and, where it is bound, KV. D1 alone says which version is the newest, so a carrier can never bring back an old one;
 * only when D1 does not answer is the newest that KV knows better than none.
 *
 * Fails open: a carrier that fails, is empty or holds something else than its checksum says is as good as none.
 */
import type { RulesetHead, RulesetRow } from "../store/rulesets.ts";

export interface Carrier {
  /** The body of this very version, or null. Rejects when the carrier fails. */
  read(head: RulesetHead): Promise<string | null>;
  /** The newest version that it knows, for when D1 is away; null where it cannot tell. */
  newest(format: number): Promise<RulesetRow | null>;
  keep(row: RulesetRow): Promise<void>;
}

/** Never asked for over the network: keys of the Cache are addresses. */
const CACHE_ADDRESS = "https://ruleset.lahza.invalid/";
/** A version's body never changes; after this long a newer one is sure to be there. */
const KEEP_SECONDS = 24 * 60 * 60;

/** Of one data centre. It does not say what is newest: what it keeps may be old. */
export function cacheCarrier(cache: Cache): Carrier {
  const address = ({ format, version }: RulesetHead): string => `${CACHE_ADDRESS}${format}/${version}`;
  return {
    read: async (head) => (await (await cache.match(address(head)))?.text()) ?? null,
    newest: () => Promise.resolve(null),
    keep: (row) =>
      cache.put(
        address(row),
        new Response(row.body, { headers: { "cache-control": `public, max-age=${KEEP_SECONDS}` } }),
      ),
  };
}

/** Everywhere, about a minute behind. */
export function kvCarrier(kv: KVNamespace): Carrier {
  const versionKey = ({ format, version }: RulesetHead): string => `ruleset:${format}:${version}`;
  const newestKey = (format: number): string => `ruleset:${format}:newest`;
  return {
    read: (head) => kv.get(versionKey(head)),
    async newest(format) {
      const head = await kv.get<RulesetHead>(newestKey(format), "json");
      const body = head === null ? null : await kv.get(versionKey(head));
      return head === null || body === null ? null : { ...head, body };
    },
    async keep(row) {
      const { body, ...head } = row;
      await kv.put(versionKey(row), body, { expirationTtl: KEEP_SECONDS * 30 });
      await kv.put(newestKey(row.format), JSON.stringify(head));
    },
  };
}

/** The first carrier that has this version; null: none has, or all fail. */
export async function readCarried(carriers: readonly Carrier[], head: RulesetHead): Promise<string | null> {
  for (const carrier of carriers) {
    try {
      const body = await carrier.read(head);
      if (body !== null) return body;
    } catch {
      // The next one, or D1.
    }
  }
  return null;
}

export async function newestCarried(
  carriers: readonly Carrier[],
  format: number,
): Promise<RulesetRow | null> {
  for (const carrier of carriers) {
    try {
      const row = await carrier.newest(format);
      if (row !== null) return row;
    } catch {
      // The next one.
    }
  }
  return null;
}

export async function keepCarried(carriers: readonly Carrier[], row: RulesetRow): Promise<void> {
  await Promise.allSettled(carriers.map((carrier) => carrier.keep(row)));
}
