/** Path patterns: `*` any run of characters, `:name` one whole segment. Pure; never throws. */
import { decoded } from "./path.ts";

/** A pattern cut at its `*`: the first piece stands at the start of the path, the last at its end. */
export interface Glob {
  readonly pieces: readonly Piece[];
}

/** Literal texts with one whole segment (`:name`) between each and the next. */
type Piece = readonly [string, ...string[]];

/** Wildcards are read before decoding, so that `%2A` and `%3A` are a literal star and colon. */
export function compileGlob(pattern: string): Glob {
  const trimmed = pattern.length > 1 && pattern.endsWith("/") ? pattern.slice(0, -1) : pattern;
  const stars = trimmed.split(/\*+/);
  return { pieces: stars.map((text, index) => compilePiece(text, index === 0, index === stars.length - 1)) };
}

const WHOLE_SEGMENT = /^:[A-Za-z_][A-Za-z0-9_]*$/;

function compilePiece(text: string, first: boolean, last: boolean): Piece {
  const segments = text.split("/");
  const literals: [string, ...string[]] = [""];
  segments.forEach((segment, index) => {
    if (index > 0) literals[literals.length - 1] += "/";
    // A segment that touches a star is no whole one, and `:name` in it is plain text.
    const whole = (index > 0 || first) && (index < segments.length - 1 || last);
    if (whole && index > 0 && WHOLE_SEGMENT.test(segment)) literals.push("");
    else literals[literals.length - 1] += decoded(segment);
  });
  return literals;
}

/**
 * Linear in the path times the pattern at worst: after the two ends, each piece is taken at its first place,
 * which leaves the most to the pieces after it, so nothing is ever tried twice.
 */
export function globMatches({ pieces }: Glob, path: string): boolean {
  const first = pieces[0];
  if (first === undefined) return false;
  let at = after(first, path, 0);
  if (pieces.length === 1) return at === path.length;
  const last = pieces[pieces.length - 1];
  if (at < 0 || last === undefined) return false;
  const end = before(last, path);
  for (let index = 1; index < pieces.length - 1; index++) {
    const piece = pieces[index];
    if (piece !== undefined) at = find(piece, path, at);
    if (at < 0) return false;
  }
  return at <= end;
}

/** Where a piece that starts at `start` ends, or −1. */
function after(piece: Piece, path: string, start: number): number {
  if (!path.startsWith(piece[0], start)) return -1;
  let at = start + piece[0].length;
  for (let index = 1; index < piece.length; index++) {
    const slash = path.indexOf("/", at);
    const segmentEnd = slash < 0 ? path.length : slash;
    const literal = piece[index] ?? "";
    if (segmentEnd === at || !path.startsWith(literal, segmentEnd)) return -1;
    at = segmentEnd + literal.length;
  }
  return at;
}

/** Where a piece that ends at the path's end starts, or −1. */
function before(piece: Piece, path: string): number {
  let at = path.length;
  for (let index = piece.length - 1; index > 0; index--) {
    const literal = piece[index] ?? "";
    if (!path.endsWith(literal, at)) return -1;
    const segmentEnd = at - literal.length;
    const segmentStart = segmentEnd === 0 ? 0 : path.lastIndexOf("/", segmentEnd - 1) + 1;
    if (segmentStart === segmentEnd) return -1;
    at = segmentStart;
  }
  return path.endsWith(piece[0], at) ? at - piece[0].length : -1;
}

/** Where the first place of a piece from `from` on ends, or −1. */
function find(piece: Piece, path: string, from: number): number {
  for (let start = path.indexOf(piece[0], from); start >= 0; start = path.indexOf(piece[0], start + 1)) {
    const end = after(piece, path, start);
    if (end >= 0) return end;
  }
  return -1;
}
