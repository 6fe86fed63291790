/**
 * What marks a preview: a small bar at the foot of the page that says which variant is shown and ends the preview.
 * Written for the rewriter as an experiment of its own beside the one that is previewed.
 */
import type { PreparedExperiment } from "../edge/prepare.ts";
import { escapeHtml } from "../ruleset/escape.ts";

/** `html::before` stands in where a page has no place for the bar: whoever looks must always see that this is a preview. */
export const BADGE_CSS = `.lahza-preview{all:initial;position:fixed;inset-block-end:12px;inset-inline-start:12px;z-index:2147483647;box-sizing:border-box;max-inline-size:calc(100% - 24px);display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center;padding:8px 14px;border-radius:8px;background:#1c1633;color:#fff;font:14px/1.4 system-ui,sans-serif;box-shadow:0 2px 12px rgb(0 0 0/.35)}
.lahza-preview[dir=rtl]{direction:rtl}
.lahza-preview b{font-weight:600}
.lahza-preview a{color:#ffd98a;text-decoration:underline;cursor:pointer}
.lahza-preview a:focus-visible{outline:2px solid #ffd98a;outline-offset:2px}
html:not(:has(.lahza-preview))::before{content:"Preview";position:fixed;inset-block-end:12px;inset-inline-start:12px;z-index:2147483647;padding:8px 14px;border-radius:8px;background:#1c1633;color:#fff;font:14px/1.4 system-ui,sans-serif}
@media print{.lahza-preview,html:not(:has(.lahza-preview))::before{display:none}}
`;

interface Words {
  readonly preview: string;
  readonly elsewhere: string;
  readonly end: string;
}

const WORDS: { readonly [language: string]: Words } = {
  en: { preview: "Preview", elsewhere: "nothing is changed on this page", end: "End preview" },
  fa: { preview: "پیش‌نمایش", elsewhere: "در این صفحه چیزی تغییر نمی‌کند", end: "پایان پیش‌نمایش" },
  ar: { preview: "معاينة", elsewhere: "لا تغيير في هذه الصفحة", end: "إنهاء المعاينة" },
};
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["fa", "ar"]);

export interface Badge {
  readonly experiment: string;
  readonly variant: string;
  /** Whether the variant acts on this page. */
  readonly here: boolean;
  /** Absolute, so that a `<base>` cannot move it. */
  readonly endUrl: string;
  /** Hash of the stylesheet among the preview's files; null: no badge. */
  readonly css: string | null;
  /** Hash of a script in its place: the visual editor's. */
  readonly overlay: string | null;
}

/** Stands for no experiment in any row. */
const NO_EXPERIMENT = 0;

export function badgeExperiment(badge: Badge): PreparedExperiment {
  const byLanguage = Object.fromEntries(
    Object.entries(WORDS).map(([language, words]) => [language, [markup(badge, language, words)]]),
  );
  const bar = {
    selector: "body",
    action: "append" as const,
    name: null,
    content: { kind: "parts" as const, byLanguage: { ...byLanguage, "*": byLanguage["en"] ?? [] } },
  };
  const variant = {
    key: "badge",
    changes: badge.css === null ? [] : [bar],
    css: badge.css,
    js: badge.overlay,
    redirect: null,
    originPath: null,
  };
  return {
    experiment: {
      id: NO_EXPERIMENT,
      key: "lahza-preview",
      phase: 1,
      status: "rollout",
      rolloutVariant: 0,
      seed: "lahza-preview",
      hashVersion: 2,
      unit: "visitor",
      pages: { include: ["/*"], exclude: [], hosts: [] },
      audience: {},
      ranges: [[0, 1]],
      layer: null,
      startAtMs: null,
      endAtMs: null,
      fragments: false,
      languages: null,
      variants: [variant],
      watch: [],
    },
    attributes: new Set(),
    leadsElsewhere: false,
    variants: [{ variant, placeholders: [] }],
    facts: new Set(),
  };
}

function markup({ experiment, variant, here, endUrl }: Badge, language: string, words: Words): string {
  const dir = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
  const note = here ? "" : ` <span>(${escapeHtml(words.elsewhere)})</span>`;
  return (
    `<aside class="lahza-preview" lang="${language}" dir="${dir}" aria-label="${escapeHtml(words.preview)}">` +
    `<span>${escapeHtml(words.preview)}: <b dir="auto">${escapeHtml(experiment)}</b> &#183; <b dir="auto">${escapeHtml(variant)}</b></span>` +
    `${note}<a href="${escapeHtml(endUrl)}" rel="nofollow">${escapeHtml(words.end)}</a></aside>`
  );
}
