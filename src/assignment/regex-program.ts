/** From a parsed regular expression to states that a matcher walks through (Thompson's construction). Pure. */
import type { Node } from "./regex-parse.ts";

/** More make a pattern too large to run on every request. */
export const MAX_STATES = 1000;

export type Assertion = "start" | "end" | "boundary" | "no-boundary";

export type State =
  | { readonly op: "unit"; readonly ascii: Uint8Array; readonly other: RegExp }
  | { readonly op: "assert"; readonly what: Assertion }
  | { readonly op: "split"; to: number }
  | { readonly op: "jump"; to: number }
  | { readonly op: "match" };

/** States in order: each goes on to the next one; `split` also, and `jump` only, to `to`. Null: too many. */
export function assemble(root: Node, insensitive: boolean): State[] | null {
  const states: State[] = [];
  const units = new Map<string, State>();
  // Counted repeats of nothing, `((){1000}){1000}`, add no state but would take time: visits count as well.
  let visits = 0;
  const full = (): boolean => states.length >= MAX_STATES || visits > 10 * MAX_STATES;

  const emit = (node: Node): void => {
    visits++;
    if (full()) return;
    switch (node.kind) {
      case "unit":
        states.push(unit(node.source));
        return;
      case "assert":
        states.push({ op: "assert", what: node.what });
        return;
      case "sequence":
        for (const child of node.nodes) emit(child);
        return;
      case "choice":
        choose(node.nodes);
        return;
      case "repeat":
        repeat(node.node, node.min, node.max);
        return;
    }
  };

  const unit = (source: string): State => {
    let state = units.get(source);
    if (state === undefined) {
      const one = new RegExp(`^${source}$`, insensitive ? "i" : "");
      const ascii = Uint8Array.from({ length: 128 }, (_, code) =>
        one.test(String.fromCharCode(code)) ? 1 : 0,
      );
      state = { op: "unit", ascii, other: one };
      units.set(source, state);
    }
    return state;
  };

  const choose = (nodes: readonly Node[]): void => {
    const ends: { to: number }[] = [];
    nodes.forEach((node, index) => {
      if (full()) return;
      const last = index === nodes.length - 1;
      const split: State & { op: "split" } = { op: "split", to: 0 };
      if (!last) states.push(split);
      emit(node);
      if (last) return;
      const jump: State & { op: "jump" } = { op: "jump", to: 0 };
      states.push(jump);
      ends.push(jump);
      split.to = states.length;
    });
    for (const end of ends) end.to = states.length;
  };

  const repeat = (node: Node, min: number, max: number): void => {
    for (let count = 0; count < min && !full(); count++) emit(node);
    if (max === Infinity) {
      const start = states.length;
      const split: State & { op: "split" } = { op: "split", to: 0 };
      states.push(split);
      emit(node);
      states.push({ op: "jump", to: start });
      split.to = states.length;
      return;
    }
    const splits: { to: number }[] = [];
    for (let count = min; count < max && !full(); count++) {
      const split: State & { op: "split" } = { op: "split", to: 0 };
      states.push(split);
      splits.push(split);
      emit(node);
    }
    for (const split of splits) split.to = states.length;
  };

  emit(root);
  if (full()) return null;
  states.push({ op: "match" });
  return states;
}

/** Which ASCII characters a match can begin with; null when it may be empty. Saves most positions of a text. */
export function startsOf(states: readonly State[]): Uint8Array | null {
  const starts = new Uint8Array(128);
  const seen = new Set<number>();
  const pending = [0];
  while (pending.length > 0) {
    const index = pending.pop() ?? 0;
    const state = states[index];
    if (seen.has(index) || state === undefined) continue;
    seen.add(index);
    if (state.op === "match") return null;
    if (state.op === "unit") state.ascii.forEach((fits, code) => (starts[code] = (starts[code] ?? 0) | fits));
    else if (state.op === "jump") pending.push(state.to);
    else if (state.op === "split") pending.push(state.to, index + 1);
    else pending.push(index + 1);
  }
  return starts;
}
