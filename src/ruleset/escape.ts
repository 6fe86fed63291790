/**
 * Text → HTML that means the same in every charset: ASCII, everything else as numeric references.
 * Good for element content and for values in double or single quotes.
 */

/**
 * White space stays (line ends as LF). Controls are left out: HTML cannot carry them in any spelling, a reference
 * would turn some into windows-1252 letters. Half a surrogate pair becomes U+FFFD.
 */
export function escapeHtml(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(CONTROLS, "")
    .replace(/[&<>"']|[^\0-\x7f]/gu, (char) => REFERENCES[char] ?? `&#${char.codePointAt(0)};`);
}

/** Printable ASCII without `" & ' < >`. */
const PLAIN = /^[\t\n !#-%(-;=?-~]*$/;

// oxlint-disable-next-line no-control-regex -- finding control characters is the point
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

const REFERENCES: { readonly [char: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
