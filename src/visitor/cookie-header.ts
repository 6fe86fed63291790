/** Reading and pruning a Cookie header (RFC 6265, section 4.2). Pure; never throws. */

/** Cookies of Lahza's own, by name: the shop may have a `lahza_cart`. */
const OURS = /(?:^|;)[ \t]*lahza(?:_(?:s|optout|preview|shown(?:-[A-Za-z0-9_-]+)?|frame|b|staff))?[ \t]*=/;
const OWN_NAME = /^lahza(?:_(?:s|optout|preview|shown(?:-[A-Za-z0-9_-]+)?|frame|b|staff))?$/;

/** Every value under this name, in the header's order, as sent. */
export function cookieValues(header: string | null, name: string): string[] {
  const values: string[] = [];
  if (header === null) return values;
  let from = header.indexOf(name);
  while (from >= 0) {
    let equals = from + name.length;
    while (isSpace(header.charCodeAt(equals))) equals++;
    if (header.charCodeAt(equals) === EQUALS && startsPair(header, from)) {
      const end = header.indexOf(";", equals);
      values.push(header.slice(equals + 1, end < 0 ? undefined : end).trim());
    }
    from = header.indexOf(name, from + name.length);
  }
  return values;
}

/** The first value under this name, as sent; null when there is none. */
export function cookieValue(header: string | null, name: string): string | null {
  return cookieValues(header, name)[0] ?? null;
}

/**
 * The header for the origin: without our cookies, every other byte as it was. Null when nothing is left,
 * so that the origin's caches see no Cookie header at all.
 */
export function withoutLahzaCookies(header: string | null): string | null {
  if (header === null || !OURS.test(header)) return header;
  const pairs = header.split(";");
  const kept = pairs.filter((pair) => !OWN_NAME.test(nameOf(pair)));
  if (kept.every((pair) => pair.trim() === "")) return null;
  // The first pair has no space before it, unless it had one as sent.
  if (kept[0] !== pairs[0]) kept[0] = kept[0]?.replace(/^[ \t]/, "") ?? "";
  return kept.join(";");
}

function nameOf(pair: string): string {
  const equals = pair.indexOf("=");
  return equals < 0 ? "" : pair.slice(0, equals).replace(/^[ \t]+|[ \t]+$/g, "");
}

const EQUALS = 61;
const SEMICOLON = 59;

function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}

/** Whether only spaces stand between here and the previous pair's end. */
function startsPair(header: string, at: number): boolean {
  let before = at - 1;
  while (isSpace(header.charCodeAt(before))) before--;
  return before < 0 || header.charCodeAt(before) === SEMICOLON;
}
