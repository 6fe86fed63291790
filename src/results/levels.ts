/**
 * Several primary metrics, several treatments: Holm's steps over the metrics, where a metric makes way for the next step
 * only when all of its treatments are told from control; until then one of them may still be a true null hypothesis. Pure.
 * Source: Holm (1979), on families whose tests are corrected within.
 */

/**
 * By how much the level of each family is divided, as the steps go. `rejects`: whether all hypotheses of a family are
 * rejected at the level divided by so much. One entry a family, each between 1 and their number.
 */
export function holmDivisors<Family>(
  families: readonly Family[],
  rejects: (family: Family, divisor: number) => boolean,
): number[] {
  const divisors = families.map(() => families.length);
  const left = new Set(families.keys());
  while (left.size > 0) {
    const divisor = left.size;
    for (const index of left) divisors[index] = divisor;
    const rejected = [...left].filter((index) => rejects(families[index] as Family, divisor));
    if (rejected.length === 0) break;
    for (const index of rejected) left.delete(index);
  }
  return divisors;
}

/**
 * Adjusted p-values, by family: the smallest level at which the steps of `holmDivisors` reject. `families`: p-values in
 * [0, 1], corrected within each family; null: not computable, which is never rejected.
 */
export function holmOverFamilies(families: readonly (readonly (number | null)[])[]): (number | null)[][] {
  const ranked = families
    .map((pValues, index) => ({ index, last: Math.max(...pValues.map((pValue) => pValue ?? Infinity)) }))
    .sort((one, other) => one.last - other.last);
  const adjusted = families.map((pValues): (number | null)[] => pValues.map(() => null));
  let before = 0;
  for (const [rank, { last }] of ranked.entries()) {
    const divisor = ranked.length - rank;
    for (const { index } of ranked.slice(rank)) {
      adjusted[index] = (families[index] ?? []).map((pValue, at) => {
        const known = adjusted[index]?.[at] ?? 1;
        return pValue === null ? null : Math.min(known, Math.max(before, divisor * pValue));
      });
    }
    before = Math.max(before, divisor * last);
  }
  return adjusted;
}
