/** What every page is given. */
import type { AssetPaths } from "../files.ts";
import { type Locale, number, pathIn, type Translated } from "../locales.ts";
import { format } from "../money.ts";
import type { Words } from "../words/index.ts";

export interface View {
  readonly locale: Locale;
  readonly words: Words;
  readonly assets: AssetPaths;
  /** Scheme and host that shoppers see, without a slash at the end. */
  readonly origin: string;
  /** Path without the language, `/products/borage`. */
  readonly rest: string;
  readonly nowMs: number;
}

export const link = (view: View, rest: string): string => pathIn(view.locale, rest);
export const say = (view: View, text: Translated): string => text[view.locale.code];
export const amount = (view: View, minor: number): string => format(view.locale, minor);
/** An amount within a sentence. */
export const amountInText = (view: View, minor: number): string => format(view.locale, minor, true);
export const digits = (view: View, value: number, decimals = 0): string =>
  number(view.locale, value, decimals);
export const absolute = (view: View, path: string): string => `${view.origin}${path}`;
