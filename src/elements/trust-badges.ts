/**
 * Reasons to trust the shop. Three sorts of item:
 * - a promise of the shop (guarantee, exchange, …), with words of ours or of its own;
 * - an authorisation by somebody else, which carries issuer, reference, link and expiry, and goes at expiry;
 * - a seal, which is the issuer's own link and image, so that shoppers can verify it there.
 */
import { type LocalizedText, textFor } from "../domain/text.ts";
import { dateText } from "./dates.ts";
import { type ElementKind, type LintProblem, type Look, LOOKS, type RenderContext } from "./element.ts";
import { frame } from "./frame.ts";
import { icon, type IconName } from "./icon.ts";
import { escape, escapeKnown, html, type Markup } from "./markup.ts";
import { BADGE_WORDS, ISSUED_BY, LIST_LABEL, REFERENCE, VALID_UNTIL } from "./trust-badges.words.ts";

type PromiseType = keyof typeof BADGE_WORDS;

interface PromiseBadge {
  readonly type: PromiseType;
  /** Ours when absent. */
  readonly label?: LocalizedText | undefined;
  readonly note?: LocalizedText | undefined;
  readonly link?: string | undefined;
}
interface CustomBadge {
  readonly type: "custom";
  readonly label: LocalizedText;
  readonly note?: LocalizedText | undefined;
  readonly link?: string | undefined;
  readonly icon: "star" | "check" | PromiseType;
}
interface Authorisation {
  readonly type: "authorisation";
  readonly label: LocalizedText;
  readonly issuer: LocalizedText;
  readonly reference: string;
  /** Where the issuer confirms it. */
  readonly link: string;
  /** ISO instant; gone from then on. */
  readonly expiresAt: string;
}
interface Seal {
  readonly type: "seal";
  readonly issuer: string;
  readonly href: string;
  /** The issuer's own image, https: a copy of ours could not be verified. */
  readonly src: string;
  readonly alt: LocalizedText;
  readonly width: number;
  readonly height: number;
}
export type TrustBadge = PromiseBadge | CustomBadge | Authorisation | Seal;

export interface TrustBadges {
  readonly items: readonly TrustBadge[];
  /** What the list is called for assistive technology; ours when absent. */
  readonly label?: LocalizedText | undefined;
  readonly look: Look;
}

const PROMISES = Object.keys(BADGE_WORDS) as [PromiseType, ...PromiseType[]];

export const trustBadges: ElementKind<TrustBadges> = {
  kind: "trust_badges",
  moments: ["fmot", "zmot", "amot", "umot"],
  makesClaims: true,
  languages: null,
  script: null,

  schema: ({ z, text, url, secureUrl, instant }) => {
    const words = { note: text.optional(), link: url.optional() };
    const item = z.discriminatedUnion("type", [
      z.strictObject({ type: z.enum(PROMISES), label: text.optional(), ...words }),
      z.strictObject({
        type: z.literal("custom"),
        label: text,
        ...words,
        icon: z.enum([...PROMISES, "star", "check"]).default("check"),
      }),
      z.strictObject({
        type: z.literal("authorisation"),
        label: text,
        issuer: text,
        reference: z.string().trim().min(1).max(100),
        link: secureUrl,
        expiresAt: instant,
      }),
      z.strictObject({
        type: z.literal("seal"),
        issuer: z.string().trim().min(1).max(100),
        href: secureUrl,
        src: secureUrl,
        alt: text,
        width: z.int().min(16).max(400).default(80),
        height: z.int().min(16).max(400).default(80),
      }),
    ]);
    return z.strictObject({
      items: z.array(item).min(1).max(6),
      label: text.optional(),
      look: z.enum(LOOKS).default("plain"),
    });
  },

  texts: ({ items, label }) => [label ?? LIST_LABEL, ...items.flatMap(textsOf)],

  /** Until the next authorisation runs out. */
  trueUntil({ items }, nowMs) {
    const ends = items.map(expiryOf).filter((end) => end > nowMs && end < Infinity);
    return ends.length === 0 ? null : Math.min(...ends);
  },

  lint: ({ items }, nowMs) =>
    items.flatMap((item, index): LintProblem[] =>
      expiryOf(item) > nowMs
        ? []
        : [
            {
              rule: "authorisation-expired",
              pointer: `/items/${index}/expiresAt`,
              message: "this authorisation has run out: renew it, or take the badge away",
            },
          ],
    ),

  imageOrigins: ({ items }) => [
    ...new Set(items.flatMap((item) => (item.type === "seal" ? [new URL(item.src).origin] : []))),
  ],

  render({ items, label, look }, context) {
    const current = items.filter((item) => expiryOf(item) > context.nowMs);
    const badges = current.map((item) => badge(item, context)).filter((markup) => markup !== null);
    if (badges.length === 0) return null;
    const name = context.text(label ?? LIST_LABEL);
    const list = html`<ul class="lz-badges" role="list" aria-label="${name}">${badges}</ul>`;
    return frame("trust-badges", look, context, list);
  },
};

function textsOf(item: TrustBadge): readonly LocalizedText[] {
  switch (item.type) {
    case "seal":
      return [item.alt];
    case "authorisation":
      return [item.label, item.issuer, ISSUED_BY];
    case "custom":
      return item.note === undefined ? [item.label] : [item.label, item.note];
    default: {
      const label = item.label ?? BADGE_WORDS[item.type];
      return item.note === undefined ? [label] : [label, item.note];
    }
  }
}

/** Infinity for what does not run out; an unreadable instant has run out. */
function expiryOf(item: TrustBadge): number {
  if (item.type !== "authorisation") return Infinity;
  const end = Date.parse(item.expiresAt);
  return Number.isNaN(end) ? -Infinity : end;
}

function badge(item: TrustBadge, context: RenderContext): Markup | null {
  switch (item.type) {
    case "seal":
      return seal(item, context);
    case "authorisation":
      return authorisation(item, context);
    case "custom":
      return promise(item.icon, item.label, item.note, item.link, context);
    default:
      return promise(item.type, item.label ?? BADGE_WORDS[item.type], item.note, item.link, context);
  }
}

function promise(
  iconName: IconName,
  label: LocalizedText,
  note: LocalizedText | undefined,
  link: string | undefined,
  context: RenderContext,
): Markup {
  const href = link === undefined ? null : context.url(link);
  const words = context.text(label);
  const name =
    href === null
      ? html`<span class="lz-label">${words}</span>`
      : html`<a class="lz-label" href="${href}">${words}</a>`;
  const more = note === undefined ? null : html`<span class="lz-note">${context.text(note)}</span>`;
  return html`<li class="lz-badge">${icon(iconName)}<span class="lz-words">${name}${more}</span></li>`;
}

/** Not shown at all when its link is refused: an authorisation that nobody can check is none. */
function authorisation(item: Authorisation, context: RenderContext): Markup | null {
  const href = context.url(item.link);
  if (href === null) return null;
  const ours = (text: LocalizedText): Markup => escapeKnown(textFor(text, context.language) ?? "");
  const comma = escape(context.direction === "rtl" ? "\u060c " : ", ");
  const until = escape(dateText(Date.parse(item.expiresAt), context, false));
  const name = html`<a class="lz-label" href="${href}">${context.text(item.label)}</a>`;
  const issuer = html`<span class="lz-note">${ours(ISSUED_BY)} <bdi>${context.text(item.issuer)}</bdi></span>`;
  const proof = html`<span class="lz-note">${ours(REFERENCE)} <bdi dir="ltr">${escape(item.reference)}</bdi>${comma}${ours(VALID_UNTIL)} ${until}</span>`;
  return html`<li class="lz-badge">${icon("authorisation")}<span class="lz-words">${name}${issuer}${proof}</span></li>`;
}

/**
 * `referrerpolicy="origin"` on link and image: issuers such as Enamad check which shop the shopper comes from,
 * and answer a request without a referrer with an error page. Hence no `rel=noreferrer` either.
 */
function seal(item: Seal, context: RenderContext): Markup | null {
  const href = context.url(item.href);
  const src = context.url(item.src);
  if (href === null || src === null) return null;
  const image = html`<img src="${src}" alt="${context.text(item.alt)}" width="${item.width}" height="${item.height}" referrerpolicy="origin" decoding="async">`;
  return html`<li class="lz-badge lz-seal"><a href="${href}" target="_blank" rel="noopener" referrerpolicy="origin">${image}</a></li>`;
}
