/** A definition with the way back and forth. What is typed in one go is one step. */
import { useCallback, useState } from "preact/hooks";
import type { Draft } from "../edit/draft.ts";

interface Steps {
  readonly past: readonly Draft[];
  readonly now: Draft;
  readonly future: readonly Draft[];
  readonly mark: string;
  readonly atMs: number;
}

const ONE_GO_MS = 1_200;
const MAX_STEPS = 200;

export interface History {
  readonly draft: Draft;
  /** Changes with the same mark, close after each other, are one step. */
  readonly set: (draft: Draft, mark?: string) => void;
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  readonly changed: boolean;
}

export function useHistory(first: Draft): History {
  const [steps, setSteps] = useState<Steps>({ past: [], now: first, future: [], mark: "", atMs: 0 });
  const set = useCallback((draft: Draft, mark = ""): void => {
    setSteps((before) => {
      const nowMs = Date.now();
      const goesOn = mark !== "" && mark === before.mark && nowMs - before.atMs < ONE_GO_MS;
      return {
        past: goesOn ? before.past : [...before.past, before.now].slice(-MAX_STEPS),
        now: draft,
        future: [],
        mark,
        atMs: nowMs,
      };
    });
  }, []);
  const undo = useCallback((): void => {
    setSteps((before) => {
      const last = before.past.at(-1);
      if (last === undefined) return before;
      return {
        past: before.past.slice(0, -1),
        now: last,
        future: [before.now, ...before.future],
        mark: "",
        atMs: 0,
      };
    });
  }, []);
  const redo = useCallback((): void => {
    setSteps((before) => {
      const [next, ...rest] = before.future;
      if (next === undefined) return before;
      return { past: [...before.past, before.now], now: next, future: rest, mark: "", atMs: 0 };
    });
  }, []);
  return {
    draft: steps.now,
    set,
    undo: steps.past.length > 0 ? undo : null,
    redo: steps.future.length > 0 ? redo : null,
    changed: JSON.stringify(steps.now) !== JSON.stringify(first),
  };
}
