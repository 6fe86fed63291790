/** Pages of our own for shoppers, in English, Persian and Arabic: without script, without cookies, kept by no cache. */

export const PAGE_LANGUAGES = ["en", "fa", "ar"] as const;
export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

const STYLE = `:root{color-scheme:light dark}body{font:1.0625rem/1.7 system-ui,"Vazirmatn",Tahoma,sans-serif;max-inline-size:38rem;margin:0 auto;padding:2rem 1.25rem 4rem}h1{font-size:1.6rem;line-height:1.3;margin-block:0 1rem}h2{font-size:1.15rem;margin-block:2rem .5rem}ul,dl{margin-block:.5rem}dl{display:grid;grid-template-columns:fit-content(45%) minmax(0,1fr);gap:.25rem 1.25rem}dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}button{font:inherit;font-weight:600;padding:.7rem 1.4rem;border:2px solid currentColor;border-radius:.6rem;background:none;color:inherit;cursor:pointer}button:focus-visible{outline:3px solid Highlight;outline-offset:2px}nav{margin-block-start:2.5rem}nav a{color:inherit;margin-inline-end:1rem}.note{border-inline-start:4px solid currentColor;padding:.25rem 1rem;margin-inline:0}`;

/** `body` is markup; `status` of the answer. */
export function shopperPage(
  {
    language,
    title,
    body,
  }: { readonly language: PageLanguage; readonly title: string; readonly body: string },
  status = 200,
): Response {
  const nonce = crypto.randomUUID();
  const direction = language === "en" ? "ltr" : "rtl";
  const page = `<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style nonce="${nonce}">${STYLE}</style></head><body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`;
  return new Response(page, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex",
      vary: "accept-language, cookie",
    },
  });
}

/** `lang` of the address, else what the browser prefers, else the shop's first language; English where none is ours. */
export function pageLanguageOf(request: Request, shopLanguages: readonly string[]): PageLanguage {
  const asked = new URL(request.url).searchParams.get("lang") ?? "";
  const preferred = (request.headers.get("accept-language") ?? "")
    .split(",")
    .map((part) => part.trim().slice(0, 2).toLowerCase());
  const known = [asked, ...preferred, ...shopLanguages].find((language) =>
    (PAGE_LANGUAGES as readonly string[]).includes(language),
  );
  return (known as PageLanguage | undefined) ?? "en";
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
