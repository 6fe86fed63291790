/**
 * Character references (`&amp;`, `&#1587;`) in values that are compared or read. Pure.
 *
 * Values come as one character a byte; on a UTF-8 page what a reference stands for is put in as UTF-8 bytes too.
 * Of the 2,231 names of the standard those are known that shops write; others stay as written.
 */

/** Names with their character; those of `LEGACY` also count without the semicolon. */
const NAMED: { readonly [name: string]: number } = {
  amp: 0x26,
  AMP: 0x26,
  lt: 0x3c,
  LT: 0x3c,
  gt: 0x3e,
  GT: 0x3e,
  quot: 0x22,
  QUOT: 0x22,
  apos: 0x27,
  nbsp: 0xa0,
  cent: 0xa2,
  pound: 0xa3,
  curren: 0xa4,
  yen: 0xa5,
  sect: 0xa7,
  copy: 0xa9,
  COPY: 0xa9,
  laquo: 0xab,
  shy: 0xad,
  reg: 0xae,
  REG: 0xae,
  deg: 0xb0,
  plusmn: 0xb1,
  sup2: 0xb2,
  sup3: 0xb3,
  micro: 0xb5,
  middot: 0xb7,
  raquo: 0xbb,
  frac12: 0xbd,
  auml: 0xe4,
  ouml: 0xf6,
  uuml: 0xfc,
  Auml: 0xc4,
  Ouml: 0xd6,
  Uuml: 0xdc,
  szlig: 0xdf,
  agrave: 0xe0,
  aacute: 0xe1,
  ccedil: 0xe7,
  egrave: 0xe8,
  eacute: 0xe9,
  ecirc: 0xea,
  iacute: 0xed,
  ntilde: 0xf1,
  oacute: 0xf3,
  uacute: 0xfa,
  times: 0xd7,
  euro: 0x20ac,
  ensp: 0x2002,
  emsp: 0x2003,
  thinsp: 0x2009,
  zwnj: 0x200c,
  zwj: 0x200d,
  lrm: 0x200e,
  rlm: 0x200f,
  ndash: 0x2013,
  mdash: 0x2014,
  lsquo: 0x2018,
  rsquo: 0x2019,
  ldquo: 0x201c,
  rdquo: 0x201d,
  bull: 0x2022,
  hellip: 0x2026,
  lsaquo: 0x2039,
  rsaquo: 0x203a,
  trade: 0x2122,
  minus: 0x2212,
  NewLine: 0x0a,
  Tab: 0x09,
  comma: 0x2c,
  period: 0x2e,
  colon: 0x3a,
  num: 0x23,
  dollar: 0x24,
  percnt: 0x25,
  lowbar: 0x5f,
  hyphen: 0x2010,
  equals: 0x3d,
  sol: 0x2f,
};

function named(name: string): number | undefined {
  return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
}

/** Without a semicolon only what was so in HTML 4 counts: names for characters up to U+00FF, `apos` not among them. */
function isLegacy(name: string, code: number): boolean {
  return (code <= 0xff && code >= 0xa0) || /^(?:amp|lt|gt|quot)$/i.test(name);
}

/** What numeric references 128 to 159 stand for: windows-1252, as the standard says. */
const WINDOWS_1252 =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

const REFERENCE = /&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?|([a-zA-Z][a-zA-Z0-9]{1,31})(;?))/g;

/** `raw` with its references resolved; `utf8`: characters above ASCII come as UTF-8 bytes, one character each. */
export function decodeReferences(raw: string, place: "attribute" | "text", utf8: boolean): string {
  if (!raw.includes("&")) return raw;
  return raw.replace(REFERENCE, (whole, hex, decimal, name, semicolon, at: number) => {
    if (typeof name !== "string") {
      const digits = Number.parseInt(String(hex ?? decimal), hex === undefined ? 10 : 16);
      return put(numeric(digits), utf8);
    }
    const code = named(name);
    if (semicolon === ";") return code === undefined ? prefixed(whole, name, place, utf8) : put(code, utf8);
    if (place === "attribute") {
      // The name ran up to here, so what follows is neither a letter nor a digit; `=` keeps it as text.
      const legacy = code !== undefined && isLegacy(name, code) && raw.charAt(at + whole.length) !== "=";
      return legacy ? put(code, utf8) : whole;
    }
    return code !== undefined && isLegacy(name, code) ? put(code, utf8) : prefixed(whole, name, place, utf8);
  });
}

/** In text a legacy name counts also as the beginning of a longer word: `&copyright` is ©right. */
function prefixed(whole: string, name: string, place: "attribute" | "text", utf8: boolean): string {
  if (place === "attribute") return whole;
  for (let length = Math.min(name.length - 1, 6); length >= 2; length -= 1) {
    const start = name.slice(0, length);
    const code = named(start);
    if (code !== undefined && isLegacy(start, code)) return put(code, utf8) + whole.slice(length + 1);
  }
  return whole;
}

function numeric(code: number): number {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || Number.isNaN(code))
    return 0xfffd;
  return code >= 0x80 && code <= 0x9f ? WINDOWS_1252.charCodeAt(code - 0x80) : code;
}

function put(code: number, utf8: boolean): string {
  const character = String.fromCodePoint(code);
  if (!utf8 || code < 0x80) return character;
  return String.fromCharCode(...new TextEncoder().encode(character));
}
