/** What a page reads from the API: the last answer stays while a newer one is asked for, or cannot be had. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { api, type Answered, type Problem, problemOf } from "./api.ts";

export interface Loaded<T> {
  readonly body: T | null;
  readonly etag: string | null;
  readonly problem: Problem | null;
  readonly loading: boolean;
  readonly reload: () => void;
  /** Puts an answer of a write in its place. */
  readonly set: (answer: Answered<T>) => void;
}

/** `path` null: nothing is asked. `everyMs`: asked again while the page is on the screen. */
export function useApi<T>(path: string | null, everyMs: number | null = null): Loaded<T> {
  const [state, setState] = useState<{
    path: string | null;
    answer: Answered<T> | null;
    problem: Problem | null;
  }>({
    path,
    answer: null,
    problem: null,
  });
  const [loading, setLoading] = useState(path !== null);
  const asked = useRef<AbortController | null>(null);

  const reload = useCallback(() => {
    if (path === null) return;
    asked.current?.abort();
    const controller = new AbortController();
    asked.current = controller;
    setLoading(true);
    api<T>("GET", path, { signal: controller.signal })
      .then((answer) => setState({ path, answer, problem: null }))
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        setState((before) => ({
          path,
          answer: before.path === path ? before.answer : null,
          problem: problemOf(error),
        }));
      })
      .finally(() => {
        if (!controller.signal.aborted) setLoading(false);
      });
  }, [path]);

  useEffect(() => {
    reload();
    return () => asked.current?.abort();
  }, [reload]);
  useEffect(() => {
    if (everyMs === null) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [reload, everyMs]);

  const isCurrent = state.path === path;
  const set = useCallback((answer: Answered<T>) => setState({ path, answer, problem: null }), [path]);
  return {
    body: isCurrent ? (state.answer?.body ?? null) : null,
    etag: isCurrent ? (state.answer?.etag ?? null) : null,
    problem: isCurrent ? state.problem : null,
    loading,
    reload,
    set,
  };
}
