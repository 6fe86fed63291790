/**
 * The cart's token: a hidden field in the forms that the settings name, and for the shop's scripts. An order that
 * comes back with it is the visitor's, whatever became of the browser.
 *
 * Fails open: where the field cannot be put in, the form is as the shop sent it, and the order is found another way.
 */
import type { PlannedChange } from "../rewrite/rewrite.types.ts";
import { cartToken } from "../visitor/cart-token.ts";
import { formatPageToken } from "../visitor/page-token.ts";
import type { Edge } from "./edge.ts";
import { attribute } from "./files.ts";
import type { Page } from "./page.ts";
import type { CartForm, PreparedRuleset } from "./prepare.ts";
import type { VisitContext } from "./visit.ts";

export interface Cart {
  /** Of this visitor, and another one on each page. */
  readonly token: string;
  readonly changes: readonly PlannedChange[];
  /** Whether scripts get it, too. */
  readonly isForScripts: boolean;
}

/** Forms on this page that carry the token, whoever asks. */
export function cartFormsOn(
  rules: PreparedRuleset,
  page: Pick<Page, "host" | "pathname">,
): readonly CartForm[] {
  return rules.cartForms.find(page.host, page.pathname);
}

/** Null: nobody to be named, or nowhere to do it. */
export async function cartOf(
  page: Page,
  { visitor, isStaff }: VisitContext,
  rules: PreparedRuleset,
  edge: Pick<Edge, "config" | "random">,
): Promise<Cart | null> {
  if (visitor === null || isStaff || page.fragment) return null;
  const forms = cartFormsOn(rules, page);
  if (forms.length === 0 && !rules.cartScript) return null;
  const token = await cartToken(visitor.id, edge.config.cookieKeys, edge.random);
  return {
    token,
    isForScripts: rules.cartScript,
    changes: forms.map((form, index) => fieldIn(form, index, token)),
  };
}

/** Stands for the visitor in the validator of a page with a cart's token but without its own; the same each time. */
export async function cartOwner(
  { visitor }: VisitContext,
  { ruleset }: PreparedRuleset,
  { config }: Pick<Edge, "config">,
): Promise<string | null> {
  if (visitor === null) return null;
  const nothing = { ruleset: ruleset.version, exposures: [], facts: null };
  return await formatPageToken(visitor.id, nothing, config.cookieKeys);
}

function fieldIn({ selector, name }: CartForm, index: number, token: string): PlannedChange {
  return {
    selector,
    action: "prepend",
    name: null,
    content: `<input type="hidden" name="${attribute(name)}" value="${token}">`,
    label: `cart#${index}`,
    // Of no experiment: nobody is in one by it.
    experiment: 0,
  };
}
