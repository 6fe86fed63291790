/** Pages for `check`: saved ones, and those of a shop that answers. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

export interface LoadedPage {
  /** As it was named. */
  readonly name: string;
  readonly url: URL;
  readonly status: number;
  readonly contentType: string | null;
  readonly headers: Headers | null;
  readonly bytes: Uint8Array;
  /** It went through Lahza, so that it may be changed already. */
  readonly changed: boolean;
}

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 8 * 1024 * 1024;
/** How far into a saved page its own address is looked for. */
const HEAD = 65_536;

/**
 * `named`: a file, a file with its address (`page.html@/products/tea`), an address, or with `base` a path of the
 * shop. `folder` is where files are looked for. Gives the page, or why there is none.
 */
export async function loadPage(
  named: string,
  folder: string,
  base: string | null,
): Promise<LoadedPage | string> {
  if (/^https?:\/\//i.test(named))
    return URL.canParse(named) ? await fetched(named, new URL(named)) : `${named}: not an address`;
  const [, path = named, address = null] = /^(.+?)@((?:https?:\/)?\/.*)$/.exec(named) ?? [];
  const file = resolve(folder, path);
  if (existsSync(file)) return saved(named, file, address, base);
  if (!named.startsWith("/")) return `${named}: there is no such file`;
  if (base === null)
    return `${named}: there is no such file; for a page of the shop give its address with --url`;
  return URL.canParse(named, base) ? await fetched(named, new URL(named, base)) : `${named}: not an address`;
}

function saved(name: string, file: string, address: string | null, base: string | null): LoadedPage | string {
  const bytes = readFileSync(file);
  const url = address ?? ownAddress(bytes.subarray(0, HEAD).toString("latin1"));
  if (url === null || !URL.canParse(url, base ?? "https://shop.example"))
    return `${name}: it does not say which page it is; add the address: ${name}@/products/tea`;
  return {
    name,
    url: new URL(url, base ?? "https://shop.example"),
    status: 200,
    contentType: "text/html",
    headers: null,
    bytes: new Uint8Array(bytes),
    changed: isChanged(bytes),
  };
}

/** Browsers write where they saved a page from; shops write which page it is. */
function ownAddress(text: string): string | null {
  const from = /<!--\s*saved from url=\(\d+\)(\S+)/i.exec(text)?.[1];
  if (from !== undefined) return from;
  const link = /<link\b[^>]*\brel\s*=\s*["']?canonical\b[^>]*>/i.exec(text)?.[0] ?? "";
  return /\bhref\s*=\s*["']?([^"'\s>]+)/i.exec(link)?.[1] ?? null;
}

async function fetched(name: string, url: URL): Promise<LoadedPage | string> {
  try {
    const response = await fetch(url, {
      headers: {
        accept: "text/html,application/xhtml+xml",
        "user-agent": "Mozilla/5.0 (compatible; LahzaCheck bot)",
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length > MAX_BYTES) return `${name}: larger than ${MAX_BYTES / 1024 / 1024} MB`;
    return {
      name,
      url: new URL(response.url),
      status: response.status,
      contentType: response.headers.get("content-type"),
      headers: response.headers,
      bytes,
      changed: isChanged(bytes),
    };
  } catch (error) {
    const { name: kind, cause, message } = error as Error & { cause?: { code?: string } };
    const why = kind === "TimeoutError" ? `nothing within ${TIMEOUT_MS / 1000} s` : (cause?.code ?? message);
    return `${name}: it could not be fetched (${why})`;
  }
}

function isChanged(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes("/_lahza/") || Buffer.from(bytes).includes('class="lahza ');
}
