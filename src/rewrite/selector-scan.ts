/** Reads a selector's text: CSS identifiers with escapes, strings, an+b. Pure. */
import type { AttributeOperator } from "./selector.ts";

export interface Scanner {
  position(): number;
  done(): boolean;
  /** The next character, "" at the end. */
  peek(): string;
  /** Steps over `character` if it is next. */
  take(character: string): boolean;
  /** Steps over white space and comments; whether there was any. */
  spaces(): boolean;
  /** A CSS identifier with its escapes resolved, or null. */
  identifier(): string | null;
  /** Like an identifier, but may begin with a digit (`#1st`: what follows `#` in a hash token). */
  name(): string | null;
  string(): string | null;
  operator(): AttributeOperator | null;
  formula(): { step: number; offset: number } | null;
}

export function createScanner(text: string): Scanner {
  let at = 0;

  function spaces(): boolean {
    const from = at;
    for (;;) {
      while (/[ \t\r\n\f]/.test(text.charAt(at))) at += 1;
      if (!text.startsWith("/*", at)) return at > from;
      const end = text.indexOf("*/", at + 2);
      at = end === -1 ? text.length : end + 2;
    }
  }

  /** The character that the escape at `at` (a backslash) stands for; `at` moves behind it. */
  function escape(): string {
    at += 1;
    const hex = /^[0-9a-fA-F]{1,6}/.exec(text.slice(at, at + 6))?.[0];
    if (hex === undefined) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0xfffd);
      at += character.length;
      return character;
    }
    at += hex.length;
    if (text.startsWith("\r\n", at)) at += 2;
    else if (/[ \t\r\n\f]/.test(text.charAt(at))) at += 1;
    const code = Number.parseInt(hex, 16);
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
      ? "\ufffd"
      : String.fromCodePoint(code);
  }

  function name(): string | null {
    let result = "";
    for (;;) {
      const character = text.charAt(at);
      if (/[-_a-zA-Z0-9\u0080-\uffff]/.test(character)) {
        result += character;
        at += 1;
      } else if (character === "\\" && at + 1 < text.length && !/[\r\n\f]/.test(text.charAt(at + 1))) {
        result += escape();
      } else {
        return result === "" ? null : result;
      }
    }
  }

  return {
    position: () => at,
    done: () => at >= text.length,
    peek: () => text.charAt(at),
    take(character) {
      if (text.charAt(at) !== character) return false;
      at += 1;
      return true;
    },
    spaces,
    identifier: () =>
      /^(?:-?(?:[_a-zA-Z\u0080-\uffff]|\\[^\r\n\f])|--)/.test(text.slice(at, at + 3)) ? name() : null,
    name,
    string() {
      const quote = text.charAt(at);
      if (quote !== '"' && quote !== "'") return null;
      const from = at;
      let result = "";
      at += 1;
      while (at < text.length) {
        const character = text.charAt(at);
        if (character === quote) {
          at += 1;
          return result;
        }
        if (/[\r\n\f]/.test(character)) break;
        if (character === "\\") {
          if (/[\r\n\f]/.test(text.charAt(at + 1))) at += text.startsWith("\r\n", at + 1) ? 3 : 2;
          else result += escape();
        } else {
          result += character;
          at += 1;
        }
      }
      at = from;
      return null;
    },
    operator() {
      const found = /^(?:[~|^$*]?=)/.exec(text.slice(at, at + 2))?.[0];
      if (found === undefined) return null;
      at += found.length;
      return found as AttributeOperator;
    },
    formula() {
      spaces();
      const rest = text.slice(at, at + 40);
      const word = /^(?:odd|even)(?![-\w])/i.exec(rest)?.[0];
      if (word !== undefined) {
        at += word.length;
        return { step: 2, offset: word.toLowerCase() === "odd" ? 1 : 0 };
      }
      const steps = /^([+-]?\d{0,6})n(?:\s*([+-])\s*(\d{1,6}))?(?![-\w])/i.exec(rest);
      if (steps !== null) {
        at += steps[0].length;
        const sign = steps[1] ?? "";
        const step = /\d/.test(sign) ? Number(sign) : sign === "-" ? -1 : 1;
        return { step, offset: Number(`${steps[2] ?? ""}${steps[3] ?? "0"}`) };
      }
      const position = /^[+-]?\d{1,6}(?![-\w])/.exec(rest)?.[0];
      if (position === undefined) return null;
      at += position.length;
      return { step: 0, offset: Number(position) };
    },
  };
}
