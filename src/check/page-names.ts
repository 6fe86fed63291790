/** Which of an experiment's pages are named in full. Pure. */
import type { Experiment } from "../domain/experiment.schema.ts";

/** Patterns without wildcards are pages. */
export function pagesInFull({ pages }: Pick<Experiment, "pages">): readonly string[] {
  return pages.include.filter((pattern) => pattern.startsWith("/") && !/\*|\/:/.test(pattern));
}
