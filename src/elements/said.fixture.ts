/** What a reader gets of an element, and what is refused of it, for the tests of its rules. */
import { elementKind } from "./index.ts";
import type { Fact } from "./live/fill.ts";
import { renderElement } from "./render.ts";
import { elementSchema } from "./schema.ts";

export const NOW = Date.parse("2026-11-25T10:00:00Z");
export const fact = (value: string, ageSeconds = 0): Fact => ({ value, atMs: NOW - ageSeconds * 1000 });

export interface Page {
  readonly language?: string;
  readonly country?: string;
  readonly nowMs?: number;
  readonly scripts?: boolean;
  readonly facts?: { readonly [name: string]: Fact };
  readonly timeZone?: string;
  readonly holidays?: readonly string[];
}

/** As it stands in the page; null: nothing. */
export function markupOf(element: Record<string, unknown>, page: Page = {}): string | null {
  const { kind, ...props } = elementSchema.parse(element);
  const { timeZone = "UTC", holidays = [], ...rest } = page;
  const shop = { timeZone, currency: "SAR", holidays };
  return renderElement(kind, props, { language: "en", nowMs: NOW, id: "e1", shop, ...rest });
}

/** What a reader gets; null: nothing. */
export function said(element: Record<string, unknown>, page: Page = {}): string | null {
  return (
    markupOf(element, page)
      ?.replace(/<[^>]*>/g, " ")
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replace(/\s+/g, " ")
      .replace(/(?<=\() | (?=\))/g, "")
      .trim() ?? null
  );
}

export const rules = (element: Record<string, unknown>, nowMs = NOW): string[] => {
  const { kind, ...props } = elementSchema.parse(element);
  return (elementKind(kind)?.lint?.(props, nowMs) ?? []).map(({ rule }) => rule);
};
export const problems = (element: unknown): string[] =>
  (elementSchema.safeParse(element).error?.issues ?? []).map(
    ({ path, message }) => `${path.join("/")}: ${message}`,
  );
