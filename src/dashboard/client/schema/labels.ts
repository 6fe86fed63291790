/** What a field is called: a word for it where there is one, else its own name with spaces. */
import { named } from "../core/words.ts";

export function labelOf(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  const known = named("field", name);
  return known === name ? words.charAt(0).toUpperCase() + words.slice(1) : known;
}
