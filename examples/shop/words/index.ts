import type { LanguageCode } from "../locales.ts";
import { ar } from "./ar.ts";
import { en, type Words } from "./en.ts";
import { fa } from "./fa.ts";

export type { Words };

export const WORDS: Readonly<Record<LanguageCode, Words>> = { en, fa, ar };
