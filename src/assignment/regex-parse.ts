/**
 * The regular expressions that conditions may use: what RE2 and JavaScript both take, with one meaning in
 * both. Backreferences, lookaround, flags inside the pattern and ambiguous escapes are problems in words.
 * Pure.
 */

/** One code unit to consume: `source` is a class, an escape, a dot or a literal in JavaScript's notation. */
export type Node =
  | { readonly kind: "unit"; readonly source: string }
  | { readonly kind: "assert"; readonly what: "start" | "end" | "boundary" | "no-boundary" }
  | { readonly kind: "sequence"; readonly nodes: readonly Node[] }
  | { readonly kind: "choice"; readonly nodes: readonly Node[] }
  | { readonly kind: "repeat"; readonly node: Node; readonly min: number; readonly max: number };

export type ParsedRegex =
  | { readonly ok: true; readonly node: Node }
  | { readonly ok: false; readonly problem: string };

export const MAX_PATTERN_LENGTH = 512;
const MAX_DEPTH = 50;
/** RE2's own limit on counted repeats. */
const MAX_REPEAT = 1000;

class Problem extends Error {}

export function parseRegex(pattern: string): ParsedRegex {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return { ok: false, problem: `longer than ${MAX_PATTERN_LENGTH} characters` };
  }
  try {
    const parser = new Parser(pattern);
    return { ok: true, node: parser.parse() };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: error.message };
    throw error;
  }
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Node {
    const node = this.#choice(0);
    if (this.#at < this.#text.length) throw new Problem("a ) without its (");
    return node;
  }

  #choice(depth: number): Node {
    if (depth > MAX_DEPTH) throw new Problem(`groups nested more than ${MAX_DEPTH} deep`);
    const nodes = [this.#sequence(depth)];
    while (this.#take("|")) nodes.push(this.#sequence(depth));
    return nodes.length === 1 && nodes[0] !== undefined ? nodes[0] : { kind: "choice", nodes };
  }

  #sequence(depth: number): Node {
    const nodes: Node[] = [];
    while (this.#at < this.#text.length && !"|)".includes(this.#peek())) {
      nodes.push(this.#repeated(this.#atom(depth)));
    }
    return { kind: "sequence", nodes };
  }

  #atom(depth: number): Node {
    const char = this.#text.charAt(this.#at++);
    switch (char) {
      case "^":
        return { kind: "assert", what: "start" };
      case "$":
        return { kind: "assert", what: "end" };
      case "(": {
        this.#groupStart();
        const node = this.#choice(depth + 1);
        if (!this.#take(")")) throw new Problem("a ( without its )");
        return node;
      }
      case "[":
        return { kind: "unit", source: this.#class() };
      case "\\":
        return this.#escape();
      case ".":
        return { kind: "unit", source: "." };
      case "*":
      case "+":
      case "?":
        throw new Problem(`nothing to repeat before ${char}`);
      default:
        if (char === "{" && this.#counted() !== null) throw new Problem("nothing to repeat before {");
        return { kind: "unit", source: quoted(char) };
    }
  }

  #groupStart(): void {
    if (!this.#take("?")) return;
    if (this.#take(":")) return;
    const named = /^P?<[A-Za-z_][A-Za-z0-9_]*>/.exec(this.#text.slice(this.#at));
    // `(?P<name>` is RE2's alone; `(?<name>` is known to both.
    if (named !== null && !named[0].startsWith("P")) {
      this.#at += named[0].length;
      return;
    }
    throw new Problem("lookaround, flags and other groups that begin with (? are not allowed; (?: is");
  }

  #repeated(node: Node): Node {
    const count = this.#quantifier();
    if (count === null) return node;
    if (node.kind === "assert") throw new Problem("an assertion cannot be repeated");
    // Laziness changes what is captured, not what matches.
    this.#take("?");
    if (this.#quantifier() !== null) throw new Problem("a repeat of a repeat; use a group");
    return { kind: "repeat", node, ...count };
  }

  #quantifier(): { min: number; max: number } | null {
    if (this.#take("*")) return { min: 0, max: Infinity };
    if (this.#take("+")) return { min: 1, max: Infinity };
    if (this.#take("?")) return { min: 0, max: 1 };
    if (!this.#take("{")) return null;
    const counted = this.#counted();
    if (counted === null) {
      this.#at--; // A brace that counts nothing is a literal.
      return null;
    }
    return counted;
  }

  /** `n}`, `n,}` or `n,m}` at the current place, just behind the brace. */
  #counted(): { min: number; max: number } | null {
    const match = /^(\d+)(?:(,)(\d*))?\}/.exec(this.#text.slice(this.#at));
    if (match === null) return null;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === "" ? Infinity : Number(match[3]);
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT)) {
      throw new Problem(`a count above ${MAX_REPEAT}`);
    }
    if (max < min) throw new Problem("a count whose end is below its start");
    this.#at += match[0].length;
    return { min, max };
  }

  #escape(): Node {
    if (this.#take("b")) return { kind: "assert", what: "boundary" };
    if (this.#take("B")) return { kind: "assert", what: "no-boundary" };
    return { kind: "unit", source: this.#escapedUnit() };
  }

  /** Behind the backslash, inside or outside a class. */
  #escapedUnit(): string {
    const char = this.#text.charAt(this.#at++);
    if (char === "") throw new Problem("ends with a backslash");
    if (/[1-9]/.test(char)) throw new Problem("backreferences are not allowed");
    if (/[dDwWsStnrfv]/.test(char)) return `\\${char}`;
    if (char === "x") {
      const hex = /^[0-9A-Fa-f]{2}/.exec(this.#text.slice(this.#at))?.[0];
      if (hex === undefined) throw new Problem("\\x needs two hexadecimal digits");
      this.#at += 2;
      return `\\x${hex}`;
    }
    if (/[A-Za-z0-9]/.test(char)) throw new Problem(`the escape \\${char} is not allowed`);
    return quoted(char);
  }

  /** Behind the opening bracket; returns the whole class in JavaScript's notation. */
  #class(): string {
    let source = this.#take("^") ? "[^" : "[";
    if (this.#peek() === "]") throw new Problem("an empty class [] is not allowed");
    // A class escape or a finished range cannot begin a range.
    let from: string | null = null;
    while (!this.#take("]")) {
      if (this.#at >= this.#text.length) throw new Problem("a [ without its ]");
      const member = this.#member();
      source += member;
      const dash = this.#peek() === "-" && this.#text.charAt(this.#at + 1) !== "]";
      from = member;
      if (!dash) continue;
      if (this.#at + 1 >= this.#text.length) throw new Problem("a [ without its ]");
      this.#at++;
      const to = this.#member();
      if (isSet(from) || isSet(to)) throw new Problem("a range needs a character on both sides");
      if (unitOf(from) > unitOf(to)) throw new Problem("a range whose end is below its start");
      source += `-${to}`;
    }
    return `${source}]`;
  }

  #member(): string {
    const char = this.#text.charAt(this.#at++);
    if (char === "\\") return this.#escapedUnit();
    if (char === "[" && this.#peek() === ":")
      throw new Problem("POSIX classes such as [:alpha:] are not allowed");
    return quoted(char);
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }
}

/** A literal code unit so written that it stands for itself inside and outside a class. */
function quoted(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function isSet(member: string): boolean {
  return /^\\[dDwWsS]$/.test(member);
}

function unitOf(member: string): number {
  const hex = /^\\[ux]([0-9a-fA-F]+)$/.exec(member)?.[1];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return { "\\t": 9, "\\n": 10, "\\v": 11, "\\f": 12, "\\r": 13 }[member] ?? 0;
}
