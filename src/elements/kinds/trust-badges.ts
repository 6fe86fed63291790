/**
 * Reasons to trust the shop. Three sorts of item:
 * - a promise of the shop (guarantee, exchange, …), with words of ours or of its own;
 * - an authorisation by somebody else, which carries issuer, reference, link and expiry, and goes at expiry;
 * - a seal, which is the issuer's own link and image, so that shoppers can verify it there.
 */
import type { z as Zod } from "zod";
import { row } from "../blocks.ts";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { ICON_NAMES } from "../icon.ts";
import { dateText } from "../live/dates.ts";
import { escape, html, type Markup } from "../markup.ts";
import { TRUST_BADGES_WORDS } from "./trust-badges.words.ts";

const PROMISES = ["guarantee", "exchange", "authenticity", "secure_payment", "delivery", "support"] as const;

const schema = ({ z, text, url, secureUrl, instant, common }: SchemaTools) => {
  const words = { note: text.optional(), link: url.optional() };
  const item = z.discriminatedUnion("type", [
    z.strictObject({ type: z.enum(PROMISES), label: text.optional(), ...words }),
    z.strictObject({
      type: z.literal("custom"),
      label: text,
      ...words,
      icon: z.enum(ICON_NAMES).default("check"),
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
  return z.strictObject({ items: z.array(item).min(1).max(6), label: text.optional(), ...common("plain") });
};
type Props = Zod.output<ReturnType<typeof schema>>;
type Item = Props["items"][number];
type Of<Type extends Item["type"]> = Extract<Item, { type: Type }>;

export const trustBadges: ElementKind<Props> = {
  kind: "trust_badges",
  moments: ["fmot", "zmot", "amot", "umot"],
  about:
    "Guarantee, exchange, authenticity, secure payment and their like, each with an icon and a link; authorisations; official seals.",
  need: "Before they give money to a shop that they do not know, shoppers look for reasons to trust it.",
  evidence:
    "An authorisation carries issuer, reference, link and expiry, and goes at expiry; a seal is the issuer's own link and image.",
  words: TRUST_BADGES_WORDS,
  script: null,
  schema,

  wordsShown: ({ items, label }) => [
    ...(label === undefined ? ["list"] : []),
    ...items.flatMap((item): string[] => {
      if (item.type === "authorisation") return ["issuedBy", "reference", "validUntil"];
      return item.type === "seal" || item.type === "custom" || item.label !== undefined ? [] : [item.type];
    }),
  ],

  claims: ({ items }) =>
    items.map((item) =>
      item.type === "authorisation"
        ? {
            claim: "authorisation",
            statement: `${item.reference} until ${item.expiresAt}`,
            source: item.link,
          }
        : item.type === "seal"
          ? { claim: "seal", statement: item.issuer, source: item.href }
          : { claim: "promise", statement: item.type, source: "author" },
    ),

  lint: ({ items }, nowMs) =>
    items.flatMap((item, index) =>
      item.type !== "authorisation" || Date.parse(item.expiresAt) > nowMs
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

  render(props, context) {
    const { items, label } = props;
    const badges = items.flatMap((item) => badge(item, context) ?? []);
    if (badges.length === 0) return null;
    const name = label === undefined ? context.say("list") : context.text(label);
    const expiring = items.filter((item) => item.type === "authorisation");
    const content = html`<ul class="lz-badges" role="list" aria-label="${name}">${badges}</ul>`;
    const element = frame("trust_badges", props, context, content);
    // Nothing but authorisations: with the last of them the list goes too.
    if (expiring.length < items.length) return element;
    const untilMs = Math.max(...expiring.map(({ expiresAt }) => Date.parse(expiresAt)));
    return context.live({ live: "when", untilMs, parts: context.parts(element), otherwise: null });
  },
};

function badge(item: Item, context: RenderContext): Markup | null {
  switch (item.type) {
    case "seal":
      return seal(item, context);
    case "authorisation":
      return authorisation(item, context);
    default: {
      const name = item.type === "custom" ? item.icon : item.type;
      const label = item.label === undefined ? context.say(item.type) : context.text(item.label);
      const note = item.note === undefined ? null : context.text(item.note);
      const href = item.link === undefined ? null : context.url(item.link);
      return html`<li class="lz-badge">${row({ icon: name, label, note, href })}</li>`;
    }
  }
}

/** Not shown at all when its link is refused: an authorisation that nobody can check is none. */
function authorisation(item: Of<"authorisation">, context: RenderContext): Markup | null {
  const href = context.url(item.link);
  const untilMs = Date.parse(item.expiresAt);
  if (href === null || Number.isNaN(untilMs)) return null;
  const comma = escape(context.direction === "rtl" ? "\u060c " : ", ");
  const until = escape(dateText(untilMs, context, false));
  const note = html`${context.say("issuedBy")} <bdi>${context.text(item.issuer)}</bdi></span><span class="lz-note">${context.say("reference")} <bdi dir="ltr">${escape(item.reference)}</bdi>${comma}${context.say("validUntil")} ${until}`;
  const markup = html`<li class="lz-badge">${row({ icon: "authorisation", label: context.text(item.label), note, href })}</li>`;
  return context.live({ live: "when", untilMs, parts: context.parts(markup), otherwise: [] });
}

/**
 * `referrerpolicy="origin"` on link and image: issuers such as Enamad check which shop the shopper comes from,
 * and answer a request without a referrer with an error page. Hence no `rel=noreferrer` either.
 */
function seal(item: Of<"seal">, context: RenderContext): Markup | null {
  const href = context.url(item.href);
  const src = context.url(item.src);
  if (href === null || src === null) return null;
  const image = html`<img src="${src}" alt="${context.text(item.alt)}" width="${item.width}" height="${item.height}" referrerpolicy="origin" decoding="async">`;
  return html`<li class="lz-badge lz-seal"><a href="${href}" target="_blank" rel="noopener" referrerpolicy="origin">${image}</a></li>`;
}
