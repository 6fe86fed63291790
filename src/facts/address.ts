/** Under which name a page's facts are kept: host, path, and those parameters that choose what the page shows. Pure. */
import { isMobileNumber } from "../collect/record.ts";
import { toBase64Url } from "../visitor/base64url.ts";

/** Parameters that never change a page: an address that has others beside them may be another page's. */
const TRACKING =
  /^(?:utm_[a-z_]+|gclid|gbraid|wbraid|dclid|fbclid|msclkid|ttclid|yclid|srsltid|mc_[a-z]+|_ga|_gl|ref)$/i;
/** What names a thing: a code, a size, a colour. No address and no sentence. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/;

export interface FactAddress {
  readonly key: string;
  /** Whether what this page says may be kept under the key: no parameter was dropped that might have changed it. */
  readonly mayKeep: boolean;
  /** The key again, for what D1 counts under its digest; null where the address may be another page's, or a person's. */
  readonly counted: string | null;
}

/** `parameters`: names, in lower case, of those that choose a product or its variant (settings.productParameters). */
export function factAddress(url: URL, parameters: readonly string[]): FactAddress {
  const kept: string[] = [];
  let mayKeep = true;
  let mayCount = true;
  for (const [name, value] of url.searchParams) {
    const lower = name.toLowerCase();
    if (parameters.includes(lower)) {
      kept.push(`${lower}=${value.slice(0, 100)}`);
      // What could name a person is no product.
      mayCount &&= CODE.test(value) && !isMobileNumber(value);
    } else if (!TRACKING.test(name)) mayKeep = false;
  }
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/$/, "") : url.pathname;
  const plain = `${url.host}${path}`;
  const key = kept.length === 0 ? plain : `${plain}?${kept.sort().join("&")}`;
  return { key, mayKeep, counted: mayKeep && mayCount ? key : null };
}

/** What D1 may know of an address or a product: 22 characters of base64url, 16 bytes of the SHA-256 of the text. */
export async function addressDigest(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return toBase64Url(new Uint8Array(digest, 0, 16));
}

/** Longer than this no shop writes them. */
const MAX_SKU = 100;

/** Of a product by its SKU, as the page's schema.org and the order's lines both have it; null: it has none. */
export async function productDigest(sku: string): Promise<string | null> {
  const text = sku.normalize("NFC").trim();
  return text === "" || text.length > MAX_SKU ? null : await addressDigest(`sku\n${text}`);
}
