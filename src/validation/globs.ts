/**
 * Whether two path patterns can match one path, and whether one matches all that the other does. Exact for overlap;
 * `covers` says true only where it is sure. Both bounded by the product of the patterns' lengths. Pure.
 */
import { compileGlob } from "../assignment/glob.ts";

/** A character; or one that is no slash; or any run of such; or any run at all. */
type Token = string | typeof ONE | typeof RUN | typeof STAR;
const ONE = 1;
const RUN = 2;
const STAR = 3;

export type Tokens = readonly Token[];

export function tokensOf(pattern: string): Tokens {
  const tokens: Token[] = [];
  compileGlob(pattern).pieces.forEach((piece, index) => {
    if (index > 0) tokens.push(STAR);
    piece.forEach((literal, segment) => {
      if (segment > 0) tokens.push(ONE, RUN);
      tokens.push(...Array.from(literal));
    });
  });
  return tokens;
}

export function overlap(a: Tokens, b: Tokens): boolean {
  return reachEnds(a, b, (i, j, to) => {
    const [one, other] = [a[i], b[j]];
    if (isRun(one)) to(i + 1, j);
    if (isRun(other)) to(i, j + 1);
    if (one === undefined || other === undefined || !canBeSame(one, other)) return;
    to(isRun(one) ? i : i + 1, isRun(other) ? j : j + 1);
  });
}

/** Whether every path that `inner` matches is matched by `outer`; false where that takes more than a look. */
export function covers(outer: Tokens, inner: Tokens): boolean {
  return reachEnds(outer, inner, (i, j, to) => {
    const [big, small] = [outer[i], inner[j]];
    if (isRun(big)) {
      to(i + 1, j);
      if (small !== undefined && (big === STAR || (small !== STAR && small !== "/"))) to(i, j + 1);
    } else if (big !== undefined && small !== undefined) {
      if (big === small || (big === ONE && typeof small === "string" && small !== "/")) to(i + 1, j + 1);
    }
  });
}

/** Whether the ends of both can be reached from their starts; `step` names the places that one place leads to. */
function reachEnds(
  a: Tokens,
  b: Tokens,
  step: (i: number, j: number, to: (nextI: number, nextJ: number) => void) => void,
): boolean {
  const width = b.length + 1;
  const seen = new Uint8Array((a.length + 1) * width);
  const open: number[] = [0];
  const to = (nextI: number, nextJ: number): void => void open.push(nextI * width + nextJ);
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (seen[state] === 1) continue;
    seen[state] = 1;
    const i = Math.floor(state / width);
    const j = state % width;
    if (i === a.length && j === b.length) return true;
    step(i, j, to);
  }
  return false;
}

function isRun(token: Token | undefined): boolean {
  return token === RUN || token === STAR;
}

/** Whether one character can be both. */
function canBeSame(one: Token, other: Token): boolean {
  if (one === STAR || other === STAR) return true;
  if (typeof one === "string" && typeof other === "string") return one === other;
  return one !== "/" && other !== "/";
}
