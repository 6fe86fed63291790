/** The address of a page of the shop as the edge renders a definition, asked anew whenever that changes. */
import { useEffect, useRef, useState } from "preact/hooks";
import { api, type Problem, problemOf } from "../core/api.ts";
import type { Draft } from "../edit/draft.ts";

export interface FrameWish {
  readonly experiment: string;
  readonly variant: string;
  readonly to: string;
  /** Null: as it is saved. */
  readonly definition: Draft | null;
  readonly overlay: boolean;
}

export interface FrameState {
  readonly url: string | null;
  readonly problem: Problem | null;
  readonly busy: boolean;
}

const PAUSE_MS = 350;

export function useFrame(wish: FrameWish | null): FrameState & { readonly again: () => void } {
  const [state, setState] = useState<FrameState>({ url: null, problem: null, busy: true });
  const [turn, setTurn] = useState(0);
  const isFirst = useRef(true);
  const asked = wish === null ? null : JSON.stringify(wish);
  useEffect(() => {
    if (wish === null) return undefined;
    const controller = new AbortController();
    setState((before) => ({ ...before, busy: true }));
    const ask = (): void => {
      const { experiment, variant, to, definition, overlay } = wish;
      api<{ readonly data: { readonly url: string } }>("POST", `/experiments/${experiment}/editor`, {
        body: { variant, to, overlay, ...(definition === null ? {} : { definition }) },
        signal: controller.signal,
      })
        .then(({ body }) => setState({ url: body.data.url, problem: null, busy: false }))
        .catch((error: unknown) => {
          // What was shown stays: a half-typed change must not blank the page.
          if (!controller.signal.aborted)
            setState((before) => ({ ...before, problem: problemOf(error), busy: false }));
        });
    };
    const timer = setTimeout(ask, isFirst.current ? 0 : PAUSE_MS);
    isFirst.current = false;
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked, turn]);
  return { ...state, again: () => setTurn((before) => before + 1) };
}
