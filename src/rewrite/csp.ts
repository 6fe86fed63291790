/**
 * Content-Security-Policy of rewritten pages: every policy, enforced or report-only, gets the least that lets
 * Lahza's own files load. With the page's nonce nothing is loosened; otherwise the exact address is added; where
 * only hashes count, the file's hash. Never 'unsafe-inline'. What a policy forbids for good is left out, with the
 * reason. A policy that cannot be read is left as it is; nothing throws.
 *
 * `require-trusted-types-for` needs nothing: it does not concern scripts that the parser inserts.
 */
import {
  applyEdits,
  type Edit,
  extendPolicyList,
  type LeftOut,
  noncesOf,
  type PolicyNeeds,
  requiresIntegrity,
  sandboxesScripts,
  type TagMarks,
} from "./csp.policy.ts";

export type { PolicyNeeds, TagMarks } from "./csp.policy.ts";

export interface PolicyOutcome {
  /** Whether a header was changed. */
  readonly changed: boolean;
  /** Whether our script tags may be written; when not, none of them would run. */
  readonly scriptAllowed: boolean;
  readonly styleAllowed: boolean;
  /** `nonce` attributes that our tags must carry. */
  readonly scriptNonce: string | null;
  readonly styleNonce: string | null;
  /** Whether our script tags must carry `integrity`. */
  readonly useIntegrity: boolean;
  /** `<kind>: <reason>`, for the count of what was left out. */
  readonly reasonsLeftOut: readonly string[];
}

const ENFORCED = "content-security-policy";
const REPORT_ONLY = "content-security-policy-report-only";

/** Changes the policies in `headers` for a page at `pageUrl`. */
export function extendPolicies(headers: Headers, needs: PolicyNeeds, pageUrl: string): PolicyOutcome {
  const enforced = headers.get(ENFORCED);
  const reportOnly = headers.get(REPORT_ONLY);
  const blocked = (headers.get("integrity-policy") ?? "").toLowerCase();
  const integrityPolicy = /blocked-destinations=\([^)]*\bscript\b/.test(blocked);
  if ((enforced === null && reportOnly === null) || !URL.canParse(pageUrl)) {
    return { ...NO_POLICY, useIntegrity: integrityPolicy };
  }
  const page = new URL(pageUrl);
  const both = [enforced, reportOnly].filter((text) => text !== null);
  const marks: TagMarks = {
    scriptNonce: needs.script?.length ? chooseNonce(both, "script") : null,
    styleNonce: needs.style?.length ? chooseNonce(both, "style") : null,
    integrity: true,
  };

  const leftOut: LeftOut[] = [];
  if (needs.script?.length && enforced !== null && sandboxesScripts(enforced)) {
    leftOut.push({ kind: "script", reason: "sandbox" });
  }
  const first = enforced === null ? null : extendPolicyList(enforced, needs, page, marks);
  if (first !== null) leftOut.push(...first.leftOut);
  // What will not be loaded must not loosen anything.
  const wanted = without(needs, leftOut);

  let changed = false;
  let byHash = integrityPolicy;
  for (const [name, text] of [
    [ENFORCED, enforced],
    [REPORT_ONLY, reportOnly],
  ] as const) {
    if (text === null) continue;
    const asBefore = name === ENFORCED && leftOut.length === 0 ? first : null;
    const extended = asBefore ?? extendPolicyList(text, wanted, page, marks);
    byHash ||= extended.byHash || requiresIntegrity(text);
    if (extended.edits.length === 0) continue;
    headers.set(name, applyEdits(text, extended.edits));
    changed = true;
  }
  return { changed, ...marksOf(wanted, marks, byHash), ...verdict(leftOut) };
}

export interface MetaOutcome {
  /** The new attribute value, escaped for any kind of quotes; null: leave it. */
  readonly content: string | null;
  readonly scriptAllowed: boolean;
  readonly styleAllowed: boolean;
  /** What our tags must carry after this policy: as given, or taken from it where `marks.open`. */
  readonly scriptNonce: string | null;
  readonly styleNonce: string | null;
  readonly useIntegrity: boolean;
  readonly reasonsLeftOut: readonly string[];
}

/**
 * The same for `<meta http-equiv=content-security-policy content=…>`, whose value comes as it stands in the page.
 * `marks` says what our tags carry; with `open` they are not written yet and may still take this policy's nonce or
 * `integrity`. A sandbox in a meta is void.
 */
export function extendMetaPolicy(
  raw: string,
  needs: PolicyNeeds,
  pageUrl: string,
  marks: TagMarks & { readonly open?: boolean },
): MetaOutcome {
  const decoded = decodeAttribute(raw);
  if (decoded === null || !URL.canParse(pageUrl)) {
    return {
      content: null,
      scriptAllowed: false,
      styleAllowed: false,
      ...marksOf(needs, marks, false),
      reasonsLeftOut: ["meta: unreadable"],
    };
  }
  const page = new URL(pageUrl);
  const carried = marks.open === true ? withNoncesOf(decoded.text, needs, marks) : marks;
  const { leftOut } = extendPolicyList(decoded.text, needs, page, carried);
  const wanted = without(needs, leftOut);
  const { edits, byHash } = extendPolicyList(decoded.text, wanted, page, carried);
  const bare = !/[\t\n\f\r "']/.test(raw); // may stand without quotes
  const content =
    edits.length === 0
      ? null
      : applyEdits(
          raw,
          edits.map((edit) => toRaw(edit, decoded.offsets, bare)),
        );
  return { content, ...marksOf(wanted, carried, byHash), ...verdict(leftOut) };
}

function withNoncesOf(policy: string, needs: PolicyNeeds, marks: TagMarks): TagMarks {
  return {
    scriptNonce: marks.scriptNonce ?? (needs.script?.length ? chooseNonce([policy], "script") : null),
    styleNonce: marks.styleNonce ?? (needs.style?.length ? chooseNonce([policy], "style") : null),
    integrity: true,
  };
}

const NO_POLICY: PolicyOutcome = {
  changed: false,
  scriptAllowed: true,
  styleAllowed: true,
  scriptNonce: null,
  styleNonce: null,
  useIntegrity: false,
  reasonsLeftOut: [],
};

/** The nonce that most lists know, those first that accept nothing else. A tag can carry only one. */
function chooseNonce(policies: readonly string[], kind: "script" | "style"): string | null {
  const score = new Map<string, number>();
  for (const { nonce, needed } of policies.flatMap((text) => noncesOf(text, kind))) {
    score.set(nonce, (score.get(nonce) ?? 0) + (needed ? 1000 : 1));
  }
  let best: string | null = null;
  for (const [nonce, points] of score) {
    if (best === null || points > (score.get(best) ?? 0)) best = nonce;
  }
  return best;
}

function without(needs: PolicyNeeds, leftOut: readonly LeftOut[]): PolicyNeeds {
  const gone = new Set(leftOut.map(({ kind }) => kind));
  return Object.fromEntries(Object.entries(needs).filter(([kind]) => !(gone as Set<string>).has(kind)));
}

function marksOf(wanted: PolicyNeeds, marks: TagMarks, byHash: boolean) {
  return {
    scriptNonce: wanted.script === undefined ? null : marks.scriptNonce,
    styleNonce: wanted.style === undefined ? null : marks.styleNonce,
    useIntegrity: byHash,
  };
}

function verdict(leftOut: readonly LeftOut[]) {
  const has = (kind: LeftOut["kind"]): boolean => leftOut.some((item) => item.kind === kind);
  return {
    scriptAllowed: !has("script"),
    styleAllowed: !has("style"),
    reasonsLeftOut: [...new Set(leftOut.map(({ kind, reason }) => `${kind}: ${reason}`))],
  };
}

function toRaw({ at, remove, insert }: Edit, offsets: readonly number[], bare: boolean): Edit {
  const start = offsets[at] ?? 0;
  const escaped = insert.replaceAll("&", "&amp;").replaceAll("'", "&#39;").replaceAll('"', "&#34;");
  const end = offsets[at + remove] ?? start;
  return { at: start, remove: end - start, insert: bare ? escaped.replaceAll(" ", "&#32;") : escaped };
}

/**
 * An attribute's value with the character references that a policy may hold; `offsets[i]` is where character i of the
 * text begins in `raw` (one more for the end). Null where a named reference is met that is not in this small table.
 */
function decodeAttribute(raw: string): { readonly text: string; readonly offsets: readonly number[] } | null {
  let text = "";
  const offsets: number[] = [];
  let at = 0;
  while (at < raw.length) {
    offsets.push(at);
    if (raw[at] !== "&") {
      text += raw[at];
      at++;
      continue;
    }
    const match = /^&(?:#[xX]([0-9a-fA-F]{1,6});|#(\d{1,7});|([A-Za-z]+);)/.exec(raw.slice(at, at + 12));
    if (match === null) {
      // A bare & is itself; a reference that may go without its semicolon is a riddle.
      if (/^&(?:#|amp|quot|apos|lt|gt)/i.test(raw.slice(at, at + 5))) return null;
      text += "&";
      at++;
      continue;
    }
    const [whole, hex, decimal, name] = match;
    const char =
      name === undefined
        ? fromCode(Number.parseInt(hex ?? decimal ?? "0", hex === undefined ? 10 : 16))
        : NAMED.get(name);
    if (char === undefined) return null;
    text += char;
    at += whole.length;
  }
  offsets.push(raw.length);
  return { text, offsets };
}

function fromCode(code: number): string | undefined {
  return code > 0 && code < 0x80 ? String.fromCharCode(code) : undefined;
}

const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: "&",
    quot: '"',
    apos: "'",
    lt: "<",
    gt: ">",
    Tab: "\t",
    NewLine: "\n",
    semi: ";",
    comma: ",",
    colon: ":",
    sol: "/",
    period: ".",
    ast: "*",
  }),
);
