/**
 * Keeps rows of erased units out. Each row brings digests of the ids in it along, and SQL leaves out what is erased:
 * in the same transaction, so that no row slips in beside an erasure.
 */
import { customerUnit } from "../collect/record.ts";
import { toBase64Url } from "../visitor/base64url.ts";

/**
 * What stays of an id that was erased. A visitor's id is 128 random bits and a customer's is keyed itself, so neither
 * can be guessed from it.
 */
export async function unitDigest(unit: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`erased\n${unit}`));
  return toBase64Url(new Uint8Array(digest, 0, 16));
}

export interface Digests {
  /** Of a unit or a visitor; null stays null. */
  of(unit: string | null): string | null;
  ofCustomer(customer: string | null): string | null;
}

/** Of every id that the rows name. */
export async function digestsOf(
  rows: readonly {
    readonly unit: string;
    readonly visitor: string | null;
    readonly customer: string | null;
  }[],
): Promise<Digests> {
  const ids = new Set<string>();
  for (const { unit, visitor, customer } of rows) {
    ids.add(unit);
    if (visitor !== null) ids.add(visitor);
    if (customer !== null) ids.add(customerUnit(customer));
  }
  const digests = new Map(await Promise.all([...ids].map(async (id) => [id, await unitDigest(id)] as const)));
  return {
    of: (unit) => (unit === null ? null : (digests.get(unit) ?? null)),
    ofCustomer: (customer) => (customer === null ? null : (digests.get(customerUnit(customer)) ?? null)),
  };
}

/** SQL over a row of `json_each`: whether the digest at this index is of an erased unit. */
export function isErased(index: number): string {
  return `EXISTS (SELECT 1 FROM erased WHERE erased.digest = value->>${index})`;
}
