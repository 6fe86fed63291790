/**
 * Markup that is safe to put into a page in any charset.
 *
 * Safety is in the type: `html` takes `Markup` and numbers, so that a plain string in it does not compile;
 * `escape` is the way from text to markup. Literal parts of templates are written by us, in ASCII.
 */

/** Escaped and ASCII, everything else as numeric references. */
export type Markup = string & { readonly __markup: unique symbol };

type Piece = Markup | number | null | readonly Markup[];

const PLAIN = /^[\x20\x23-\x25\x28-\x3b\x3d\x3f-\x5f\x61-\x7e]*$/;

/** Text for an element's content or for an attribute in quotes. */
export function escape(text: string): Markup {
  if (PLAIN.test(text)) return text as Markup;
  let escaped = "";
  for (const character of text) escaped += reference(character);
  return escaped as Markup;
}

/**
 * The same, remembered: for words of ours and of a ruleset, which come again with every page. Never for what a
 * request brings, which would push them out.
 */
export function escapeKnown(text: string): Markup {
  let markup = known.get(text);
  if (markup === undefined) {
    if (known.size >= KNOWN_LIMIT) known.clear();
    known.set(text, (markup = escape(text)));
  }
  return markup;
}
const known = new Map<string, Markup>();
/** Some hundred elements in three languages. */
const KNOWN_LIMIT = 2000;

/** Joins our own markup with escaped pieces; null leaves nothing behind. */
export function html(literals: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  let markup = literals[0] ?? "";
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index] ?? null;
    if (piece !== null) markup += typeof piece === "object" ? piece.join("") : piece;
    markup += literals[index + 1] ?? "";
  }
  return markup as Markup;
}

export const NOTHING = "" as Markup;

function reference(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  switch (character) {
    case "<":
      return "&lt;";
    case ">":
      return "&gt;";
    case "&":
      return "&amp;";
    case '"':
      return "&quot;";
    // Never special in our quoting; kept out so that nobody's later processing can trip over them.
    case "'":
    case "`":
      return `&#${code};`;
    case "\n":
    case "\r":
    case "\t":
      return " ";
    default:
  }
  if (code >= 0x20 && code < 0x7f) return character;
  // A reference to a control would be dropped or read as windows-1252; one to half a surrogate pair is an error.
  if (code < 0xa0 || (code >= 0xd800 && code <= 0xdfff)) return "&#65533;";
  return `&#${code};`;
}
