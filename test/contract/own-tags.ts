/** What Lahza puts into the head of a page by which browsers confirm it: of one visitor alone. */
const OWN_TAGS =
  /<script src="[^"]*\/_lahza\/a\/[^"]*" defer[^>]*><\/script>|<noscript><link rel="stylesheet" media="print" href="[^"]*\/_lahza\/c\/[^"]*"[^>]*><\/noscript>/g;

/** The page without them; of bytes give latin1 text. */
export function withoutOwnTags(html: string): string {
  return html.replaceAll(OWN_TAGS, "");
}
