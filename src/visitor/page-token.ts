/**
 * The page's token, `v1.<kid>.<ruleset>.<exposures>.<facts>[.<customer>].<signature>`: which experiments this very page was made
 * for, in which phase and variant. It stands in the HTML, and comes back with what the browser reports
 * (`lahza.confirm`, `lahza.seen`, `lahza.leave`) or in the address of the confirmation stylesheet.
 *
 * It names the visitor without showing the id: the signature covers it, so that the token is worth something only
 * beside that visitor's own cookie, and no script of the page learns an id that HttpOnly keeps from it. It holds no
 * time: the same page for the same visitor has the same bytes, so that a 304 stays true. It may be sent again and
 * again, because a stage that was reached is reached only once.
 *
 * - ruleset: version, base 36;
 * - exposures: `3_1_0-7_2_1_c-8_1_1_s2` is variant 0 of experiment 3 in phase 1, variant 1 of experiment 7 in phase 2,
 *   whose unit is the customer, and variant 1 of experiment 8 in its third stretch of weights; base 36, in the order of
 *   the page;
 * - facts: base64url of the visit's facts as JSON, only for a page that was fetched ahead: what counts it is the
 *   confirmation, which then has to bring them;
 * - customer: only where some exposure's unit is the customer: a signature over the visitor and the customer's digest.
 *   Another account in the same browser was not shown this page.
 */
import type { SigningKey } from "../config.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { recent, type Recent } from "./recent.ts";
import { isSigned, sign, SIGNATURE_LENGTH } from "./signature.ts";

export interface PageExposure {
  readonly experiment: number;
  readonly phase: number;
  /** Index among the experiment's variants. */
  readonly variant: number;
  /** Of constant weights within the phase, from 0. */
  readonly stretch: number;
  /** What the experiment is keyed by. */
  readonly unit: "visitor" | "customer";
}

export interface PageToken {
  /** Version of the ruleset that made the page. */
  readonly ruleset: number;
  readonly exposures: readonly PageExposure[];
  /** Of a page that was fetched ahead; any JSON. */
  readonly facts: unknown;
}

export interface ReadPageToken extends PageToken {
  /** Whether the page was made for this customer; false where no exposure's unit is the customer. */
  readonly isCustomers: boolean;
}

/** Longer ones are not ours: 100 experiments on one page, with facts. */
export const MAX_TOKEN = 2048;
const MAX_EXPOSURES = 100;

/** `customer`: digest of who is signed in. Throws when there is no key (the configuration forbids it). */
export async function formatPageToken(
  visitorId: string,
  { ruleset, exposures, facts }: PageToken,
  keys: readonly SigningKey[],
  customer: string | null = null,
): Promise<string> {
  const key = keys[0];
  if (key === undefined) throw new Error("no key to sign the page's token with");
  const list = exposures
    .slice(0, MAX_EXPOSURES)
    .map(
      ({ experiment, phase, variant, stretch, unit }) =>
        [experiment, phase, variant].map(base36).join("_") +
        (unit === "customer" ? "_c" : "") +
        (stretch === 0 ? "" : `_s${base36(stretch)}`),
    );
  const packed = facts === null ? "" : toBase64Url(new TextEncoder().encode(JSON.stringify(facts)));
  const isOfCustomer = customer !== null && exposures.some(({ unit }) => unit === "customer");
  const mark = isOfCustomer ? `.${await sign(key, customerText(visitorId, customer))}` : "";
  const signed = `v1.${key.id}.${base36(ruleset)}.${list.join("-")}.${packed}${mark}`;
  const memo = memoOf(keys);
  const name = bound(signed, visitorId);
  const known = memo.get(name);
  if (known !== undefined) return known;
  const token = `${signed}.${await sign(key, name)}`;
  memo.set(name, token);
  return token;
}

/** Null for what is not a token of ours for this visitor. `customer`: digest of who is signed in now. */
export async function readPageToken(
  token: string,
  visitorId: string,
  keys: readonly SigningKey[],
  customer: string | null = null,
): Promise<ReadPageToken | null> {
  if (token.length > MAX_TOKEN) return null;
  const parts = token.split(".");
  const [version, keyId, ruleset = "", exposureText = "", factText = ""] = parts;
  const signature = parts.at(-1);
  const mark = parts.length === 7 ? (parts[5] ?? "") : null;
  if ((parts.length !== 6 && mark === null) || version !== "v1" || signature?.length !== SIGNATURE_LENGTH)
    return null;
  const key = keys.find((candidate) => candidate.id === keyId);
  const signed = token.slice(0, -(SIGNATURE_LENGTH + 1));
  if (key === undefined || !(await isSigned(key, bound(signed, visitorId), signature))) return null;
  const exposures: PageExposure[] = [];
  for (const entry of exposureText === "" ? [] : exposureText.split("-")) {
    const [experiment, phase, variant, ...marks] = entry.split("_");
    exposures.push({
      experiment: fromBase36(experiment),
      phase: fromBase36(phase),
      variant: fromBase36(variant),
      stretch: fromBase36(marks.find((mark) => mark.startsWith("s"))?.slice(1) ?? "0"),
      unit: marks.includes("c") ? "customer" : "visitor",
    });
  }
  const isCustomers =
    mark !== null && customer !== null && (await isSigned(key, customerText(visitorId, customer), mark));
  return { ruleset: fromBase36(ruleset), exposures, facts: factsIn(factText), isCustomers };
}

/** Signed by us, so that the shape is ours; what cannot be read is no facts. */
function factsIn(text: string): unknown {
  const bytes = text === "" ? null : fromBase64Url(text);
  if (bytes === null) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return null;
  }
}

/** No cookie's text is signed in this form. */
function bound(signed: string, visitorId: string): string {
  return `page|${visitorId}|${signed}`;
}

function customerText(visitorId: string, customer: string): string {
  return `page of customer|${visitorId}|${customer}`;
}

function base36(number: number): string {
  return number.toString(36);
}

function fromBase36(text = ""): number {
  return Number.parseInt(text, 36);
}

/** A visitor looks at several pages: what was signed for one holds for the next. Under the same keys only. */
const MEMO_SIZE = 2000;
const memos = new WeakMap<readonly SigningKey[], Recent<string>>();

function memoOf(keys: readonly SigningKey[]): Recent<string> {
  let memo = memos.get(keys);
  if (memo === undefined) {
    memo = recent<string>(MEMO_SIZE);
    memos.set(keys, memo);
  }
  return memo;
}
