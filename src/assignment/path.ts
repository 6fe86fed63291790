/** The form in which paths are compared. Pure; never throws. */

/** Nothing to decode, compose or fold: the common case, told apart by one scan. */
const PLAIN = /^[\x21-\x24\x26-\x7e]*$/;

/** The form in which paths are compared; see above. An encoded slash (`%2F`) is no separator and stays. */
export function normalisePath(path: string): string {
  const plain = decoded(path);
  return plain.length > 1 && plain.endsWith("/") ? plain.slice(0, -1) : plain;
}

/** Percent-decoded, NFC, Arabic yeh and kaf as the Persian ones. */
export function decoded(text: string): string {
  return PLAIN.test(text) ? text : fold(decodeSafely(text));
}

function fold(text: string): string {
  return text.normalize("NFC").replaceAll("\u064a", "\u06cc").replaceAll("\u0643", "\u06a9");
}

/** Runs of percent sequences that are no UTF-8 stay as they are, but for their hex in upper case. */
function decodeSafely(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    run
      .toUpperCase()
      .split("%2F")
      .map((part) => {
        try {
          return decodeURIComponent(part);
        } catch {
          return part;
        }
      })
      .join("%2F"),
  );
}
