/** What an experiment's elements tell shoppers that must be true. Pure. */
import { elementKind } from "../elements/index.ts";
import type { Experiment } from "./experiment.schema.ts";
import { canonical } from "./population.ts";

/** All claims as one text, the same for the same claims; null: it makes none. */
export function claimsOf({ variants }: Pick<Experiment, "variants">): string | null {
  const elements = variants.flatMap(({ changes }) =>
    changes.flatMap((change) =>
      "element" in change && change.element !== undefined ? [change.element] : [],
    ),
  );
  const claims = elements.filter(({ kind }) => elementKind(kind)?.claims !== undefined).map(canonical);
  return claims.length === 0 ? null : JSON.stringify([...new Set(claims)].sort());
}
