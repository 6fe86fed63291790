/** The element library: one line a kind. Loaded where experiments are saved and published, never for a shopper. */
import type { ElementKind } from "./element.ts";
import { activity } from "./kinds/activity.ts";
import { cartAssurance } from "./kinds/cart-assurance.ts";
import { comparison } from "./kinds/comparison.ts";
import { contact } from "./kinds/contact.ts";
import { countdown } from "./kinds/countdown.ts";
import { delayNotice } from "./kinds/delay-notice.ts";
import { deliveryCutoff } from "./kinds/delivery-cutoff.ts";
import { delivery } from "./kinds/delivery.ts";
import { eco } from "./kinds/eco.ts";
import { faq } from "./kinds/faq.ts";
import { greeting } from "./kinds/greeting.ts";
import { guide } from "./kinds/guide.ts";
import { howToOrder } from "./kinds/how-to-order.ts";
import { loyalty } from "./kinds/loyalty.ts";
import { newsletter } from "./kinds/newsletter.ts";
import { nextPurchase } from "./kinds/next-purchase.ts";
import { orderStatus } from "./kinds/order-status.ts";
import { paymentOptions } from "./kinds/payment-options.ts";
import { price } from "./kinds/price.ts";
import { rating } from "./kinds/rating.ts";
import { referral } from "./kinds/referral.ts";
import { reviewRequest } from "./kinds/review-request.ts";
import { reviews } from "./kinds/reviews.ts";
import { savedDetails } from "./kinds/saved-details.ts";
import { social } from "./kinds/social.ts";
import { stock } from "./kinds/stock.ts";
import { support } from "./kinds/support.ts";
import { survey } from "./kinds/survey.ts";
import { trustBadges } from "./kinds/trust-badges.ts";
import { usageTips } from "./kinds/usage-tips.ts";
import { valueProposition } from "./kinds/value-proposition.ts";
import { voucher } from "./kinds/voucher.ts";

/** In the order of the journey. */
const KINDS = [
  guide,
  comparison,
  faq,
  valueProposition,
  trustBadges,
  countdown,
  price,
  delivery,
  deliveryCutoff,
  rating,
  reviews,
  activity,
  stock,
  paymentOptions,
  howToOrder,
  contact,
  eco,
  social,
  greeting,
  cartAssurance,
  savedDetails,
  orderStatus,
  delayNotice,
  usageTips,
  support,
  reviewRequest,
  survey,
  loyalty,
  newsletter,
  voucher,
  referral,
  nextPurchase,
] as const;

/** Props have passed the kind's own schema before they reach a kind, so the list may forget their types. */
export const elementKinds = KINDS as unknown as readonly ElementKind<unknown>[];

const byName = new Map(elementKinds.map((kind) => [kind.kind, kind]));

export function elementKind(name: string): ElementKind<unknown> | null {
  return byName.get(name) ?? null;
}
