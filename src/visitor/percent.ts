/** Percent-decoded where that can be done; as it is otherwise. Pure; never throws. */
export function percentDecoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
