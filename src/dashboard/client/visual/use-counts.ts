/** How often each change is made on the pages at hand, as the edge sees them: what shoppers will get. */
import { useEffect, useState } from "preact/hooks";
import { api } from "../core/api.ts";
import type { Draft } from "../edit/draft.ts";

export interface ChangeCount {
  readonly matches: number;
  readonly made: number;
  /** Why not, in the API's words. */
  readonly why: readonly string[];
}

export interface PageCounts {
  readonly url: string;
  readonly problem: string | null;
  readonly language: string | null;
  readonly warnings: readonly string[];
  /** Of the variant's changes, in their order. */
  readonly changes: readonly ChangeCount[];
}

interface Report {
  readonly data: {
    readonly pages: readonly {
      readonly url: string;
      readonly problem?: string;
      readonly language?: string | null;
      readonly warnings?: readonly string[];
      readonly variants?: readonly {
        readonly variant: string;
        readonly changes: readonly {
          readonly matches: number;
          readonly made: number;
          readonly skipped: readonly { readonly words: string }[];
          readonly warnings: readonly string[];
          readonly framework: { readonly words: string } | null;
        }[];
      }[];
    }[];
  };
}

const PAUSE_MS = 700;

export function useCounts(
  experiment: string,
  definition: Draft,
  variant: string,
  paths: readonly string[],
): readonly PageCounts[] {
  const [pages, setPages] = useState<readonly PageCounts[]>([]);
  const asked = JSON.stringify([definition, variant, paths]);
  useEffect(() => {
    if (paths.length === 0) return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      api<Report>("POST", `/experiments/${experiment}/check`, {
        body: { urls: paths, definition },
        signal: controller.signal,
      })
        .then(({ body }) =>
          setPages(
            body.data.pages.map((page) => ({
              url: page.url,
              problem: page.problem ?? null,
              language: page.language ?? null,
              warnings: page.warnings ?? [],
              changes: (page.variants?.find((one) => one.variant === variant)?.changes ?? []).map(
                (change) => ({
                  matches: change.matches,
                  made: change.made,
                  why: [
                    ...change.skipped.map(({ words }) => words),
                    ...change.warnings,
                    ...(change.framework === null ? [] : [change.framework.words]),
                  ],
                }),
              ),
            })),
          ),
        )
        .catch(() => undefined);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked, experiment]);
  return pages;
}
