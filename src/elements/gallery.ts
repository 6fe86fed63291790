/**
 * Every kind, look, language and direction on a page that is like a shop's: its own fonts, spacing and heading styles,
 * none of them made for ours. For people who choose an element, for screenshots, and for tests.
 */
import { type Look, LOOKS } from "./element.ts";
import { elementKind } from "./index.ts";
import { renderElement } from "./render.ts";
import { sampleFacts, samples } from "./samples.ts";
import { elementSchema } from "./schema.ts";

export const GALLERY_PAGES = [
  {
    language: "en",
    timeZone: "Europe/London",
    heading: "Stoneware teapot",
    text: "Thrown by hand and fired twice. Holds 900 ml.",
  },
  {
    language: "fa",
    timeZone: "Asia/Tehran",
    heading: "قوری سفالی",
    text: "دست‌ساز و دوبار پخته‌شده، با گنجایش ۹۰۰ میلی‌لیتر.",
  },
  {
    language: "ar",
    timeZone: "Asia/Riyadh",
    heading: "إبريق شاي خزفي",
    text: "مصنوع يدويًا ومحروق مرتين، بسعة 900 مل.",
  },
] as const;

export const THEMES = ["light", "dark", "brand"] as const;
export type Theme = (typeof THEMES)[number];

export interface GalleryOptions {
  readonly page: (typeof GALLERY_PAGES)[number];
  readonly theme: Theme;
  readonly nowMs: number;
  readonly looks?: readonly Look[];
  /** This kind alone, with nothing around it; an unknown one is none. */
  readonly only?: string | null;
  /** What stands in the head: stylesheets, scripts. */
  readonly head: string;
  /** Links above the elements. */
  readonly menu?: string;
  readonly scripts: boolean;
  /** Says what a kind is for above it. */
  readonly about?: boolean;
}

export function galleryHtml(options: GalleryOptions): string {
  const { page, theme, nowMs, looks = LOOKS, only = null, head, menu = "", scripts, about = false } = options;
  const { language, timeZone } = page;
  let count = 0;
  const sections = looks.map((look) => {
    const shown = samples(nowMs).filter(({ kind }) => only === null || kind === only);
    const elements = shown.map((sample) => {
      const input = { ...sample, look, headingLevel: look === "bar" ? null : 3 };
      const { kind, ...props } = elementSchema.parse(input);
      const facts = sampleFacts(nowMs);
      const shop = { timeZone, currency: "SAR" };
      const id = `e${count++}`;
      const element = renderElement(kind, props, { language, shop, nowMs, id, scripts, facts }) ?? "";
      const said = about ? ` &#183; ${elementKind(kind)?.about ?? ""}` : "";
      if (only !== null) return element;
      return `<p class="kind" id="${kind}-${look}" lang="en"><b>${kind}</b>${said}</p>${element}`;
    });
    if (only !== null) return elements.join("\n");
    return `<section><h2 class="look">${look}</h2>${elements.join("\n")}</section>`;
  });
  return `<!doctype html>
<html lang="${language}" dir="${language === "en" ? "ltr" : "rtl"}" class="${theme}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Elements: ${language}, ${theme}</title>
${head}
</head><body><main>${only === null ? `${menu}<h1>${page.heading}</h1><p>${page.text}</p>\n` : ""}${sections.join("\n")}
</main></body></html>
`;
}

export const PAGE_STYLES = `html{color-scheme:light}html.dark{color-scheme:dark}
body{margin:0;font:16px/1.55 "DejaVu Sans",system-ui,sans-serif;color:#1d1f23;background:#fff}
[lang=fa] body,[lang=ar] body{font-family:Vazirmatn,sans-serif}
.dark body{color:#e9eaee;background:#16181d}
.brand body{color:#2b211a;background:#fbf7f1}
.brand{--lahza-accent:#9a4a1c;--lahza-bar:#5b2a12;--lahza-radius:2px}
main{max-width:60rem;margin:auto;padding:1rem}
nav.gallery{direction:ltr;font:14px/2 system-ui,sans-serif;border-bottom:1px solid #8886}
nav.gallery a{color:inherit;margin-inline-end:1rem;display:inline-block}
nav.gallery a[aria-current]{font-weight:700;text-decoration:none}
h1{font-size:1.75rem;margin:.5rem 0}
p.kind{margin:1.75rem 0 0;font:13px/1.5 system-ui,sans-serif;direction:ltr;text-align:left;color:#5b6068}
.dark p.kind{color:#a5a9b3}
h2.look{margin:2.5rem 0 .5rem;font-size:.8rem;text-transform:uppercase;color:#6b7078}
.dark h2.look{color:#a5a9b3}
ul li{list-style:square;margin-block:.5em}
`;
