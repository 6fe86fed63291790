/**
 * Matching of regular expressions in time that is bounded whatever the pattern and the text are: the
 * pattern runs as a set of states (Thompson's construction), each text character once, so nested or
 * overlapping repeats cost no more than others. At most 512 characters × 1,000 states of work; there is
 * no backtracking to explode. Only patterns whose backtracking is bounded by their form (no choice within
 * a group, one repeat at most) are handed to the engine of JavaScript, which is faster.
 *
 * The meaning is JavaScript's without the `u` flag (UTF-16 code units; case folding included), searched
 * anywhere in the first 512 code units of the text. Pure but for a bounded cache.
 */
import { MAX_PATTERN_LENGTH, type Node, parseRegex } from "./regex-parse.ts";
import { assemble, type Assertion, MAX_STATES, startsOf, type State } from "./regex-program.ts";

const MAX_TEXT_LENGTH = 512;
const MAX_CACHED = 500;

/** Why a pattern is refused, in words that follow "the pattern has …"; null when it is fine. */
export function regexProblem(pattern: string): string | null {
  const parsed = parseRegex(pattern);
  if (!parsed.ok) return parsed.problem;
  return assemble(parsed.node, false) === null
    ? `repeats that expand to more than ${MAX_STATES} states; use smaller counts`
    : null;
}

/** A pattern that `regexProblem` refuses matches nothing. */
export function regexMatches(pattern: string, text: string, insensitive: boolean): boolean {
  if (pattern.length > MAX_PATTERN_LENGTH) return false;
  return compiled(
    pattern,
    insensitive,
  )(text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH) : text);
}

type Test = (text: string) => boolean;

const cache = new Map<string, Test>();

function compiled(pattern: string, insensitive: boolean): Test {
  const key = (insensitive ? "i" : "s") + pattern;
  let test = cache.get(key);
  if (test === undefined) {
    test = compile(pattern, insensitive);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, test);
  }
  return test;
}

function compile(pattern: string, insensitive: boolean): Test {
  const parsed = parseRegex(pattern);
  if (!parsed.ok) return () => false;
  const program = assemble(parsed.node, insensitive);
  if (program === null) return () => false;
  if (isSimple(parsed.node)) {
    const native = new RegExp(pattern, insensitive ? "i" : "");
    return (text) => native.test(text);
  }
  const starts = startsOf(program);
  return (text) => run(program, starts, text);
}

/** No choice but at the top, one repeat in all: at most (text length)² steps for the backtracking engine. */
function isSimple(root: Node): boolean {
  let repeats = 0;
  let choices = 0;
  const visit = (node: Node): void => {
    if (node.kind === "sequence" || node.kind === "choice") {
      if (node.kind === "choice" && node !== root) choices++;
      for (const child of node.nodes) visit(child);
    } else if (node.kind === "repeat") {
      repeats++;
      visit(node.node);
    }
  };
  visit(root);
  return choices === 0 && repeats <= 1;
}

function run(states: readonly State[], starts: Uint8Array | null, text: string): boolean {
  let current: number[] = [];
  let next: number[] = [];
  /** Position + 1 at which a state was last entered, so that each is entered once a position. */
  const entered = new Uint16Array(states.length);
  const pending: number[] = [];
  let matched = false;

  /** Follows everything that consumes nothing. */
  const enter = (start: number, position: number, into: number[]): void => {
    pending.push(start);
    while (pending.length > 0) {
      const index = pending.pop() ?? 0;
      if (entered[index] === position + 1) continue;
      entered[index] = position + 1;
      const state = states[index];
      if (state === undefined) continue;
      switch (state.op) {
        case "unit":
          into.push(index);
          break;
        case "assert":
          if (asserts(state.what, text, position)) pending.push(index + 1);
          break;
        case "split":
          pending.push(state.to, index + 1);
          break;
        case "jump":
          pending.push(state.to);
          break;
        case "match":
          matched = true;
          break;
      }
    }
  };

  for (let position = 0; position <= text.length; position++) {
    if (current.length === 0 && starts?.[text.charCodeAt(position)] === 0) continue;
    // A search, not a full match: a new attempt starts at every position.
    enter(0, position, current);
    if (matched) return true;
    if (position === text.length) return false;
    const code = text.charCodeAt(position);
    for (const index of current) {
      const state = states[index];
      if (state?.op !== "unit") continue;
      const fits = code < 128 ? state.ascii[code] === 1 : state.other.test(text.charAt(position));
      if (fits) enter(index + 1, position + 1, next);
    }
    if (matched) return true;
    [current, next] = [next, current];
    next.length = 0;
  }
  return false;
}

function asserts(what: Assertion, text: string, position: number): boolean {
  if (what === "start") return position === 0;
  if (what === "end") return position === text.length;
  const boundary = isWord(text.charCodeAt(position - 1)) !== isWord(text.charCodeAt(position));
  return boundary === (what === "boundary");
}

/** `\w` of ASCII; NaN (beyond either end) is none. */
function isWord(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95
  );
}
