/**
 * Which pages may be rewritten byte by byte, judged by their charset.
 *
 * The rewriter reads tags as ASCII bytes and inserts ASCII only (numeric references for the rest), so it is right
 * in every encoding where an ASCII byte that belongs to tag syntax always means that character. Trail bytes of
 * the multi-byte encodings of the Encoding Standard, as far as they fall into ASCII:
 *
 * | encoding | trail bytes below 0x80 |
 * |---|---|
 * | shift_jis, gbk, gb18030, big5 | 0x40–0x7E: `@ A–Z [ \ ] ^ _ ` a–z { | } ~` |
 * | gb18030, four bytes | also 0x30–0x39: the digits |
 * | euc-kr | 0x41–0x5A, 0x61–0x7A: letters |
 * | utf-8, euc-jp, all single-byte ones | none |
 *
 * So 0x00–0x2F and 0x3A–0x3F are never part of a longer character: white space, `< > " ' & = / ! - ? : ; #` are
 * always themselves, and a broken lead byte gives such a byte back (the decoders "restore" an ASCII byte that is
 * no trail byte). Letters, digits, `\ ` | { }` may be halves of characters in text and in values: names are safe
 * to compare only because a tag name starts right behind `<` and an attribute name behind white space, `/` or a
 * quote; a value that holds bytes ≥ 0x80 is compared as bytes.
 *
 * Not so in utf-16 (every other byte is zero), iso-2022-jp (escape sequences switch to two-byte sets that
 * reuse 0x21–0x7E, `<` among them) and the encodings that browsers replace by one U+FFFD. Those pages, and labels
 * that nobody knows, are passed on as they are.
 */

export type CharsetClass = "utf-8" | "ascii-superset" | "unsupported";

/** A page that names no charset counts as an ASCII superset: every default of every browser is one. */
export function charsetClass(contentType: string): CharsetClass {
  const label = charsetLabel(contentType);
  return label === null ? "ascii-superset" : classOfLabel(label);
}

/**
 * Value of the first `charset` parameter (the first one counts in browsers too), lower case; null when there is
 * none or it is empty.
 */
export function charsetLabel(contentType: string): string | null {
  const match = /;[\t\n\r ]*charset=(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/i.exec(contentType);
  if (match === null) return null;
  const label = (match[1]?.replace(/\\(.)/g, "$1") ?? match[2] ?? "").trim().toLowerCase();
  return label === "" ? null : label;
}

/**
 * Whether a page's first bytes say UTF-16, whatever was declared: a byte order mark overrides the header, and a
 * `<` beside a zero byte is what browsers take for UTF-16 without one. Two bytes are enough.
 */
export function looksUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return (
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff) ||
    (first === 0x3c && second === 0x00) ||
    (first === 0x00 && second === 0x3c)
  );
}

/**
 * Whether bytes hold one of the escape sequences of ISO-2022-JP (`ESC $ @`, `ESC $ B`, `ESC ( I`, `ESC ( J`): such
 * a page may name its charset in a meta tag only. No HTML in another charset has a reason to hold them.
 */
export function looksIso2022Jp(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x1b); at >= 0; at = bytes.indexOf(0x1b, at + 1)) {
    const second = bytes[at + 1];
    const third = bytes[at + 2];
    if (second === 0x24 && (third === 0x40 || third === 0x42)) return true;
    if (second === 0x28 && (third === 0x49 || third === 0x4a)) return true;
  }
  return false;
}

function classOfLabel(label: string): CharsetClass {
  if (UTF8_LABELS.split(" ").includes(label)) return "utf-8";
  return ASCII_SUPERSET_LABELS.split(/\s+/).includes(label) ? "ascii-superset" : "unsupported";
}

/** Labels of the Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels). */
const UTF8_LABELS = "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8";

const ASCII_SUPERSET_LABELS = `866 cp866 csibm866 ibm866
  csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
  csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
  csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
  csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988
  arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127
  iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987
  csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7
  iso_8859-7:1987 sun_eu_greek
  csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8
  iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical
  csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6
  iso-8859-13 iso8859-13 iso885913 iso-8859-14 iso8859-14 iso885914
  csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9 iso-8859-16
  cskoi8r koi koi8 koi8-r koi8_r koi8-ru koi8-u csmacintosh mac macintosh x-mac-roman x-mac-cyrillic x-mac-ukrainian
  dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874
  cp1250 windows-1250 x-cp1250 cp1251 windows-1251 x-cp1251
  ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1
  iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252
  cp1253 windows-1253 x-cp1253
  cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254
  cp1255 windows-1255 x-cp1255 cp1256 windows-1256 x-cp1256 cp1257 windows-1257 x-cp1257 cp1258 windows-1258 x-cp1258
  chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030
  big5 big5-hkscs cn-big5 csbig5 x-x-big5 cseucpkdfmtjapanese euc-jp x-euc-jp
  csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis
  cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949
  x-user-defined`;
