/**
 * `/elements`: the gallery of all kinds, for who chooses one. No script and nothing of the shop; samples only. With
 * `?kind=` that one alone, for the dashboard's picker.
 */
import { type Look, LOOKS } from "../elements/element.ts";
import { GALLERY_PAGES, galleryHtml, PAGE_STYLES, type Theme, THEMES } from "../elements/gallery.ts";
import { elementKinds } from "../elements/index.ts";
import { elementStyles } from "../elements/render.ts";
import { sha256 } from "../ruleset/digest.ts";

export async function answerGallery(request: Request, nowMs: number): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD")
    return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
  const { searchParams } = new URL(request.url);
  const page =
    GALLERY_PAGES.find(({ language }) => language === searchParams.get("language")) ?? GALLERY_PAGES[0];
  const theme = THEMES.find((one) => one === searchParams.get("theme")) ?? "light";
  const look = LOOKS.find((one) => one === searchParams.get("look")) ?? "card";
  const style = PAGE_STYLES + elementStyles(elementKinds.map(({ kind }) => kind));
  const digest = btoa(String.fromCharCode(...(await sha256(style))));
  const html = galleryHtml({
    page,
    theme,
    nowMs,
    looks: [look],
    only: searchParams.get("kind"),
    head: `<style>${style}</style>`,
    menu: menu({ language: page.language, theme, look }),
    scripts: false,
    about: true,
  });
  return new Response(request.method === "HEAD" ? null : html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}

interface Chosen {
  readonly language: string;
  readonly theme: Theme;
  readonly look: Look;
}

function menu(chosen: Chosen): string {
  const links = (name: keyof Chosen, values: readonly string[]): string =>
    values
      .map((value) => {
        const current = chosen[name] === value ? ' aria-current="true"' : "";
        return `<a href="?${new URLSearchParams({ ...chosen, [name]: value }).toString().replaceAll("&", "&amp;")}"${current}>${value}</a>`;
      })
      .join("");
  const languages = GALLERY_PAGES.map(({ language }) => language);
  return `<nav class="gallery" lang="en" aria-label="Gallery">${links("language", languages)}<br>${links("look", LOOKS)}<br>${links("theme", THEMES)}</nav>`;
}
