/** Under which name a page's facts are kept: host, path, and those parameters that choose what the page shows. Pure. */
import { toBase64Url } from "../visitor/base64url.ts";

/** Parameters that shops use to choose a variant or a thing; all others are dropped. */
const KNOWN = new Set(
  "variant sku size color colour id pid product product_id productid lang currency".split(" "),
);
/** Parameters that never change a page: an address that has others beside them may be another page's. */
const TRACKING =
  /^(?:utm_[a-z_]+|gclid|gbraid|wbraid|dclid|fbclid|msclkid|ttclid|yclid|srsltid|mc_[a-z]+|_ga|_gl|ref)$/i;

export interface FactAddress {
  readonly key: string;
  /** Whether what this page says may be kept under the key: no parameter was dropped that might have changed it. */
  readonly mayKeep: boolean;
  /** Host and path alone; null where the address has parameters that may choose another page than these do. */
  readonly plain: string | null;
}

export function factAddress(url: URL): FactAddress {
  const kept: string[] = [];
  let mayKeep = true;
  for (const [name, value] of url.searchParams) {
    if (KNOWN.has(name.toLowerCase())) kept.push(`${name.toLowerCase()}=${value.slice(0, 100)}`);
    else if (!TRACKING.test(name)) mayKeep = false;
  }
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/$/, "") : url.pathname;
  const plain = `${url.host}${path}`;
  return kept.length === 0
    ? { key: plain, mayKeep, plain: mayKeep ? plain : null }
    : { key: `${plain}?${kept.sort().join("&")}`, mayKeep, plain: null };
}

/** What D1 may know of an address: 22 characters of base64url, 16 bytes of the SHA-256 of its host and path. */
export async function addressDigest(plain: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(plain));
  return toBase64Url(new Uint8Array(digest, 0, 16));
}
