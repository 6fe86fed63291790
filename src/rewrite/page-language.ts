/** The page's language: what `<html lang>` says, or a guess from the letters of its first bytes. Pure. */
import { primaryLanguage } from "../domain/text.ts";

/**
 * A guess looks at this much and no more, however the page arrives: the same page always has the same language.
 * A page that does not say its language is held back until so much of it has come.
 */
export const GUESS_BYTES = 2_048;

/** Only where nothing before it opens the page's root already: then its attributes come too late to be asked for. */
const DECLARED =
  /^(?:\s|\u00ef\u00bb\u00bf|<!--(?:(?!-->)[^])*-->|<!doctype\b[^>]*>|<\?[^>]*>)*<html\b[^>]*\slang\s*=[^>]*>/i;

/** Whether a page's first bytes hold its `<html lang>`, so that nothing has to be guessed. */
export function declaresLanguage(firstBytes: Uint8Array): boolean {
  let text = "";
  for (const byte of firstBytes) text += String.fromCharCode(byte);
  return DECLARED.test(text);
}

/** `lang`: the attribute's raw value, or null. `bytes`: its first ones, read as UTF-8 when `utf8`. */
export function pageLanguage(lang: string | null, bytes: Uint8Array, utf8: boolean): string | null {
  const declared = primaryLanguage(lang);
  if (declared !== null) return declared;
  if (!utf8) return null;
  const text = new TextDecoder().decode(bytes.subarray(0, GUESS_BYTES));
  const hebrew = count(text, /[\u05d0-\u05ea]/g);
  const persian = count(text, /[\u067e\u0686\u0698\u06af\u06cc\u06a9]/g);
  const arabic = count(text, /[\u0629\u064a\u0643\u0649]/g);
  const most = Math.max(hebrew, persian, arabic);
  if (most < 3) return null;
  if (most === hebrew) return "he";
  // Urdu shares the Persian letters, and has some of its own.
  if (count(text, /[\u0679\u0688\u0691\u06ba\u06d2\u06be]/g) >= 3) return "ur";
  return persian > arabic ? "fa" : "ar";
}

function count(text: string, letters: RegExp): number {
  return text.match(letters)?.length ?? 0;
}
