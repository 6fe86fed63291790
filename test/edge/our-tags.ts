/** A page without the tags by which it confirms itself: what is left of control has to be the shop's own bytes. */
const OUR_TAGS =
  /<script src="[^"]*" defer[^>]* data-lahza="[^"]*"[^>]*><\/script>(?:<script src="[^"]*" defer[^>]* data-events="[^"]*"><\/script>)?(?:<noscript><link [^>]*\/c\/[^>]*><\/noscript>)?/;

export function withoutOurTags(page: string): string {
  return page.replace(OUR_TAGS, "");
}

/** The page's token, or null. */
export function tokenIn(page: string): string | null {
  return / data-lahza="([^"]*)"/.exec(page)?.[1] ?? null;
}
