/**
 * One serialized policy list (a header's value, or a meta's content): what must be written into it so that Lahza's
 * own files load, and nothing more. Says where to write; every other byte stays. Never throws.
 */
import { allowsUrl, sourceOf } from "./csp.source.ts";

export interface PolicyNeeds {
  /** Absolute URLs. `integrity` is `sha256-…` of the file; without it a hash-only policy leaves the script out. */
  readonly script?: readonly { readonly url: string; readonly integrity: string | null }[];
  readonly style?: readonly { readonly url: string }[];
  readonly connect?: readonly string[];
  readonly img?: readonly string[];
}

/** What our tags will carry. */
export interface TagMarks {
  readonly scriptNonce: string | null;
  readonly styleNonce: string | null;
  /** Whether the script tags may carry `integrity`. */
  readonly integrity: boolean;
}

export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

export interface PolicyEdits {
  readonly edits: readonly Edit[];
  /** The script is admitted by its hash, so the tag must carry `integrity`. */
  readonly byHash: boolean;
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly kind: Kind;
  readonly reason: "sandbox" | "strict-dynamic" | "bad-url";
}

export type Kind = "script" | "style" | "connect" | "img";

interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Directive {
  readonly name: string;
  readonly nameEnd: number;
  readonly sources: readonly Token[];
}

interface Policy {
  /** Those that matter to us; of each name the first, since the others do not count. */
  readonly directives: ReadonlyMap<string, Directive>;
  /** Behind the last character that is not white space. */
  readonly end: number;
  readonly closed: boolean;
}

/** Which directive governs a kind, the first that is there; `write` is made from default-src where only that is. */
const CHAINS: { readonly [K in Kind]: { readonly chain: readonly string[]; readonly write: string } } = {
  script: { chain: ["script-src-elem", "script-src", "default-src"], write: "script-src" },
  style: { chain: ["style-src-elem", "style-src", "default-src"], write: "style-src" },
  connect: { chain: ["connect-src", "default-src"], write: "connect-src" },
  img: { chain: ["img-src", "default-src"], write: "img-src" },
};
const KINDS = Object.keys(CHAINS) as readonly Kind[];

const NONCE = /^'nonce-([A-Za-z0-9+/_-]+={0,2})'$/i;
const HASH = /^'sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2}'$/i;
const INTEGRITY = /^sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2}$/;

export function extendPolicyList(text: string, needs: PolicyNeeds, page: URL, marks: TagMarks): PolicyEdits {
  const edits: Edit[] = [];
  const leftOut: LeftOut[] = [];
  let byHash = false;
  for (const policy of parsePolicyList(text)) {
    let appended = "";
    for (const kind of KINDS) {
      const directive = governing(policy, kind);
      if (directive === null) continue;
      const added: string[] = [];
      for (const resource of resourcesOf(needs, kind)) {
        const admission = admit(
          kind,
          resource,
          directive.sources.map((token) => token.text),
          page,
          marks,
        );
        if ("reason" in admission) {
          leftOut.push({ kind, reason: admission.reason });
          continue;
        }
        byHash ||= admission.byHash;
        if (admission.add !== null && !added.includes(admission.add)) added.push(admission.add);
      }
      if (added.length === 0) continue;
      const write = CHAINS[kind].write;
      if (directive.name === "default-src") {
        const copied = directive.sources
          .map((token) => token.text)
          .filter((source) => source.toLowerCase() !== "'none'");
        appended += `${policy.closed && appended === "" ? "" : ";"} ${[write, ...copied, ...added].join(" ")}`;
      } else {
        edits.push(addSources(directive, added));
      }
    }
    if (appended !== "") edits.push({ at: policy.end, remove: 0, insert: appended });
  }
  return { edits, byHash, leftOut };
}

/** Nonces that govern a kind, policy by policy; `needed` where nothing else would admit a script. */
export function noncesOf(
  text: string,
  kind: "script" | "style",
): readonly { nonce: string; needed: boolean }[] {
  return parsePolicyList(text).flatMap((policy) => {
    const sources = governing(policy, kind)?.sources ?? [];
    const needed =
      kind === "script" && sources.some((token) => token.text.toLowerCase() === "'strict-dynamic'");
    return sources.flatMap((token) => {
      const nonce = NONCE.exec(token.text)?.[1];
      return nonce === undefined ? [] : [{ nonce, needed }];
    });
  });
}

/** Whether some policy of the list sandboxes the page without letting scripts run. */
export function sandboxesScripts(text: string): boolean {
  return parsePolicyList(text).some((policy) => {
    const sandbox = policy.directives.get("sandbox");
    return (
      sandbox !== undefined && !sandbox.sources.some((token) => token.text.toLowerCase() === "allow-scripts")
    );
  });
}

/** Whether some policy asks for `integrity` on every script (the withdrawn `require-sri-for`). */
export function requiresIntegrity(text: string): boolean {
  return parsePolicyList(text).some((policy) =>
    policy.directives.get("require-sri-for")?.sources.some((token) => token.text.toLowerCase() === "script"),
  );
}

/** Edits that begin at the same place are made in their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let done = 0;
  for (const edit of edits.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(done, edit.at) + edit.insert;
    done = edit.at + edit.remove;
  }
  return result + text.slice(done);
}

interface Resource {
  readonly url: string;
  readonly integrity: string | null;
}

type Admission =
  | { readonly add: string | null; readonly byHash: boolean }
  | { readonly reason: LeftOut["reason"] };

/**
 * The least that admits a file. A list that knows only hashes stays one; a hash or nonce is never added where there
 * was none, because it would switch the page's own 'unsafe-inline' off.
 */
function admit(
  kind: Kind,
  resource: Resource,
  sources: readonly string[],
  page: URL,
  marks: TagMarks,
): Admission {
  const lower = sources.map((source) => source.toLowerCase());
  const nonce = kind === "script" ? marks.scriptNonce : kind === "style" ? marks.styleNonce : null;
  const asIs = { add: null, byHash: false };
  if (nonce !== null && sources.some((source) => NONCE.exec(source)?.[1] === nonce)) return asIs;
  if (!URL.canParse(resource.url)) return { reason: "bad-url" };
  const url = new URL(resource.url);
  // 'strict-dynamic' speaks of scripts only: it makes hosts, schemes and 'self' void.
  const strict = kind === "script" && lower.includes("'strict-dynamic'");
  if (!strict && allowsUrl(sources, url, page)) return asIs;
  const hash =
    kind === "script" && marks.integrity && INTEGRITY.test(resource.integrity ?? "")
      ? `'${resource.integrity}'`
      : null;
  if (hash !== null && sources.includes(hash)) return { add: null, byHash: true };
  const hashesOnly =
    sources.some((source) => HASH.test(source)) &&
    sources.every((source) => source.startsWith("'") && !/^'(self|nonce-.*)'$/i.test(source));
  if (strict || (kind === "script" && hashesOnly)) {
    if (hash !== null) return { add: hash, byHash: true };
    if (strict) return { reason: "strict-dynamic" };
  }
  return { add: sourceOf(url), byHash: false };
}

function resourcesOf(needs: PolicyNeeds, kind: Kind): readonly Resource[] {
  if (kind === "script") return needs.script ?? [];
  const urls = kind === "style" ? (needs.style ?? []).map((style) => style.url) : (needs[kind] ?? []);
  return urls.map((url) => ({ url, integrity: null }));
}

function governing(policy: Policy, kind: Kind): Directive | null {
  for (const name of CHAINS[kind].chain) {
    const directive = policy.directives.get(name);
    if (directive !== undefined) return directive;
  }
  return null;
}

function addSources(directive: Directive, added: readonly string[]): Edit {
  const [first] = directive.sources;
  const insert = added.join(" ");
  if (first !== undefined && directive.sources.length === 1 && first.text.toLowerCase() === "'none'") {
    return { at: first.start, remove: first.end - first.start, insert };
  }
  return { at: directive.sources.at(-1)?.end ?? directive.nameEnd, remove: 0, insert: ` ${insert}` };
}

/** Parsed policies by text: a shop sends the same one again and again, and each is looked at several times. */
const parsed = new Map<string, readonly Policy[]>();
const MAX_PARSED = 16;

/** CSP3 2.2.1: policies at commas, directives at semicolons; what is not ASCII is not a directive. */
function parsePolicyList(text: string): readonly Policy[] {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const policies: Policy[] = [];
  let start = 0;
  for (const part of text.split(",")) {
    policies.push(parsePolicy(part, start));
    start += part.length + 1;
  }
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(text, policies);
  return policies;
}

function parsePolicy(part: string, offset: number): Policy {
  const directives = new Map<string, Directive>();
  let start = offset;
  for (const piece of part.split(";")) {
    const name = /[^\t\n\f\r ]+/.exec(piece);
    const key = name?.[0].toLowerCase() ?? "";
    if (name !== null && RELEVANT.has(key) && !directives.has(key) && !/[^\0-\x7f]/.test(piece)) {
      const end = name.index + key.length;
      directives.set(key, {
        name: key,
        nameEnd: start + end,
        sources: tokensOf(piece.slice(end), start + end),
      });
    }
    start += piece.length + 1;
  }
  const trimmed = part.replace(/[\t\n\f\r ]+$/, "");
  return { directives, end: offset + trimmed.length, closed: trimmed.endsWith(";") };
}

const RELEVANT: ReadonlySet<string> = new Set([
  ...KINDS.flatMap((kind) => CHAINS[kind].chain),
  "sandbox",
  "require-sri-for",
]);

function tokensOf(piece: string, offset: number): Token[] {
  return Array.from(piece.matchAll(/[^\t\n\f\r ]+/g), (match) => ({
    start: offset + match.index,
    end: offset + match.index + match[0].length,
    text: match[0],
  }));
}
