/**
 * Known crawlers, by isbot's kept list: they get the same assignment as anyone and are never counted. Asked when
 * something is recorded, off the path of the first byte; its expression is compiled then.
 */
import { isbot } from "isbot";
import { recent } from "./recent.ts";

const MEMO_SIZE = 1000;
/** Longer than any real one; isbot's expression is only ever run over this much. */
const MAX_LENGTH = 512;

const known = recent<boolean>(MEMO_SIZE);

/** No user agent at all is no browser. */
export function isCrawler(userAgent: string | null): boolean {
  if (userAgent === null || userAgent.trim() === "") return true;
  const text = userAgent.slice(0, MAX_LENGTH);
  let crawler = known.get(text);
  if (crawler === undefined) {
    crawler = isbot(text);
    known.set(text, crawler);
  }
  return crawler;
}
