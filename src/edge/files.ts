/** The hashed files that a page's variants need, and the tags that ask for them. */
import { builtInAssets, type BuiltInAsset } from "../elements/assets.ts";
import type { PolicyNeeds, PolicyOutcome } from "../rewrite/csp.ts";
import { assetFile } from "../ruleset/asset.ts";
import type { Ruleset } from "../ruleset/types.ts";
import type { Decision } from "./decide.ts";

export interface PageFile {
  readonly type: "css" | "js";
  /** Absolute, so that a `<base>` cannot move it. */
  readonly url: string;
  readonly integrity: string;
}

const builtIn = new Map<string, BuiltInAsset>(builtInAssets().map((asset) => [asset.name, asset]));

/** Where this host's assets live, with a slash at the end. */
export function assetBase(url: URL, prefix: string): string {
  return `${url.origin}${prefix}/a/`;
}

function fileAt(base: string, type: "css" | "js", hash: string, integrity: string): PageFile {
  return { type, url: base + assetFile(hash, type), integrity };
}

/** One of our own modules (src/client) by its name. */
export function builtInFile(name: string, base: string): PageFile {
  const asset = builtIn.get(name);
  if (asset === undefined) throw new Error(`no built-in file ${name}`);
  return fileAt(base, asset.type, asset.hash, asset.integrity);
}

/** Files of these decisions, without repeats: the elements' own first, so that an author's css can override them. */
export function filesFor(
  decisions: readonly Decision[],
  ruleset: Ruleset,
  base: string,
): readonly PageFile[] {
  const files = new Map<string, PageFile>();
  const add = (type: "css" | "js", hash: string, integrity: string): void => {
    files.set(hash, fileAt(base, type, hash, integrity));
  };
  const addBuiltIn = (name: string): void => {
    const asset = builtIn.get(name);
    if (asset !== undefined) add(asset.type, asset.hash, asset.integrity);
  };
  const addAsset = (hash: string | null): void => {
    const asset = hash === null ? undefined : ruleset.assets[hash];
    if (hash !== null && asset !== undefined) add(asset.type, hash, asset.integrity);
  };
  for (const { variant } of decisions) {
    addAsset(variant.variant.elements?.css ?? null);
    for (const script of variant.variant.elements?.scripts ?? []) addBuiltIn(script);
  }
  for (const { variant } of decisions) {
    addAsset(variant.variant.css);
    addAsset(variant.variant.js);
  }
  return [...files.values()];
}

/** What the page's policies must allow for these files, for the elements' pictures, and beside them. */
export function needsOf(
  files: readonly PageFile[],
  decisions: readonly Decision[],
  beside: PolicyNeeds = {},
): PolicyNeeds {
  const script = [...(beside.script ?? []), ...files.filter((file) => file.type === "js")];
  const style = [...(beside.style ?? []), ...files.filter((file) => file.type === "css")];
  const pictures = decisions.flatMap(({ variant }) => variant.variant.elements?.imageOrigins ?? []);
  const img = [...new Set([...pictures, ...files.flatMap(pictureOf)])];
  const connect = [...(beside.connect ?? []), ...files.flatMap(addressOf)];
  return {
    ...(connect.length > 0 ? { connect } : {}),
    ...(script.length > 0 ? { script: script.map(({ url, integrity }) => ({ url, integrity })) } : {}),
    ...(style.length > 0 ? { style: style.map(({ url }) => ({ url })) } : {}),
    ...(img.length > 0 ? { img } : {}),
  };
}

/** Where modules of ours send what they hear, or ask. */
const ADDRESSES = new Map([
  [builtIn.get("survey")?.hash, "survey"],
  [builtIn.get("navigate")?.hash, "view"],
]);

function addressOf({ type, url }: PageFile): readonly string[] {
  const at = url.lastIndexOf("/a/");
  const door = type === "js" ? ADDRESSES.get(url.slice(at + 3, -".js".length)) : undefined;
  return door === undefined ? [] : [`${url.slice(0, at)}/${door}`];
}

const SHOWN = builtIn.get("shown")?.hash ?? "";

/** Where showings are counted of who runs no script. */
function pictureOf({ type, url }: PageFile): readonly string[] {
  return type === "js" && url.endsWith(`/a/${assetFile(SHOWN, "js")}`)
    ? [url.replace(/a\/[^/]*$/, "shown")]
    : [];
}

/** The tags, ASCII. Scripts are deferred: they never hold back the page. */
export function tagsFor(files: readonly PageFile[], policy: PolicyOutcome): string {
  return files
    .map((file) => {
      if (file.type === "js") return scriptTag(file, policy);
      return policy.styleAllowed
        ? `<link rel="stylesheet" href="${attribute(file.url)}"${noncesOf(policy).style}>`
        : "";
    })
    .join("");
}

/** `data`: further attributes, ready to be written. Nothing where the page's policies let no script of ours run. */
export function scriptTag({ url, integrity }: PageFile, policy: PolicyOutcome, data = ""): string {
  if (!policy.scriptAllowed) return "";
  const check = policy.useIntegrity ? ` integrity="${integrity}"` : "";
  return `<script src="${attribute(url)}" defer${check}${noncesOf(policy).script}${data}></script>`;
}

/** As attributes with a space before them. */
export function noncesOf({ scriptNonce, styleNonce }: PolicyOutcome): {
  readonly script: string;
  readonly style: string;
} {
  const nonce = (value: string | null): string => (value === null ? "" : ` nonce="${attribute(value)}"`);
  return { script: nonce(scriptNonce), style: nonce(styleNonce) };
}

/** For a value in double quotes: ASCII, and nothing that could end it. */
export function attribute(text: string): string {
  return text.replace(/[^\x20-\x7e]|["&<>]/gu, (char) => `&#${char.codePointAt(0) ?? 0xfffd};`);
}
