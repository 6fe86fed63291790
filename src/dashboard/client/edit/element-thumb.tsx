/** What an element looks like, from the gallery, in the page's language and theme; only to be looked at. */
import { LANGUAGE, PREFIX } from "../core/place.ts";
import { labelOf } from "../schema/labels.ts";

export function ElementThumb({ kind, large = false }: { readonly kind: string; readonly large?: boolean }) {
  const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const query = new URLSearchParams({ kind, language: LANGUAGE, theme, look: "card" });
  return (
    <div class={large ? "element-thumb large" : "element-thumb"}>
      <iframe
        src={`${PREFIX}/elements?${query.toString()}`}
        title={labelOf(kind)}
        loading="lazy"
        sandbox=""
        tabIndex={-1}
        aria-hidden="true"
      />
    </div>
  );
}
