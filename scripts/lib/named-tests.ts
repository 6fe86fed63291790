/**
 * Tests that documents name, as `path/of.test.ts` › words of its name. A document that names a test which is gone
 * promises what nobody holds.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const NAMED = /`([\w./-]+\.test\.ts)` › ([^;|)\n]+)/g;

export interface NamedTest {
  readonly file: string;
  readonly words: string;
}

export function namedTests(text: string): readonly NamedTest[] {
  return [...text.matchAll(NAMED)].map(([, file = "", words = ""]) => ({ file, words: words.trim() }));
}

/** Whether such a file has a test or a group of tests whose name, or a case of it, holds these words. */
export function hasTest({ file, words }: NamedTest): boolean {
  const path = join(ROOT, file);
  if (!existsSync(path)) return false;
  // The name of a test, or the first text of a case of `it.each`.
  return readFileSync(path, "utf8")
    .split("\n")
    .some((line) => line.includes(words) && /["'`]/.test(line) && !/^\s*(?:\/\/|\*|import\b)/.test(line));
}
