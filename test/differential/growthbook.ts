/**
 * The inner functions of GrowthBook's SDK, which its package does not export: the reference that assignment
 * is compared with.
 */
export interface GrowthBook {
  readonly hash: (seed: string, value: string, version: number) => number | null;
  readonly getBucketRanges: (
    count: number,
    coverage: number | undefined,
    weights?: readonly number[],
  ) => [number, number][];
  readonly chooseVariation: (n: number, ranges: readonly (readonly [number, number])[]) => number;
  readonly inNamespace: (value: string, namespace: readonly [string, number, number]) => boolean;
  readonly paddedVersionString: (input: unknown) => string;
  readonly evalCondition: (attributes: object, condition: object) => boolean;
}

export async function growthbook(): Promise<GrowthBook> {
  const load = async (file: string): Promise<Partial<GrowthBook>> =>
    (await import(
      new URL(`../../node_modules/@growthbook/growthbook/dist/esm/${file}.mjs`, import.meta.url).href
    )) as Partial<GrowthBook>;
  return { ...(await load("util")), ...(await load("mongrule")) } as GrowthBook;
}
