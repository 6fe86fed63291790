/**
 * An author's text as parts, compiled once: elements keep their texts as written, so the shopper's path compiles them.
 * Bounded against a churn of rulesets. What cannot be compiled is shown as it is written, without placeholders.
 */
import { escapeHtml } from "./escape.ts";
import { compileText } from "./template.ts";
import type { Part } from "./types.ts";

const compiled = new Map<string, readonly Part[]>();
const MAX_COMPILED = 5_000;

export function textParts(text: string): readonly Part[] {
  let parts = compiled.get(text);
  if (parts === undefined) {
    const result = compileText(text);
    parts = result.ok ? result.parts : [escapeHtml(text)];
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(text, parts);
  }
  return parts;
}
