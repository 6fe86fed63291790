/** What the results API tells, in the shape of the truth. */
import { POPULATIONS, type Row } from "./simulation-truth.ts";

interface Told {
  readonly health: { readonly firstByte: readonly { readonly visitors: number }[] };
  readonly metrics: readonly {
    readonly metric: string;
    readonly variants:
      | readonly {
          readonly variant: string;
          readonly visitors: number;
          readonly total: number;
          readonly denominator?: number;
        }[]
      | null;
  }[];
}

/** `ask` gives the results for a query; `counted` names a metric that is judged on the population asked for. */
export async function recordedBy(
  ask: (query: string) => Promise<unknown>,
  { variants, metrics }: { readonly variants: readonly string[]; readonly metrics: readonly string[] },
): Promise<Row[]> {
  const told = await Promise.all(
    POPULATIONS.map(async (population) => (await ask(`population=${population}`)) as Told),
  );
  return variants.flatMap((variant, at) =>
    POPULATIONS.map((population, index) => {
      const of = (metric: string) =>
        told[index]?.metrics
          .find((one) => one.metric === metric)
          ?.variants?.find((one) => one.variant === variant);
      const totals = metrics.map((metric) => {
        const { total, denominator } = of(metric) ?? {};
        return [metric, denominator === undefined ? `${total}` : `${total} / ${denominator}`];
      });
      const figures = [["first_byte_told", `${told[index]?.health.firstByte[at]?.visitors}`], ...totals];
      const visitors = of(metrics[0] ?? "")?.visitors ?? -1;
      return { variant, population, visitors, figures: Object.fromEntries(figures) };
    }),
  );
}

/** Every figure that is not what it should be; none: the two are the same. */
export function differences(truth: readonly Row[], recorded: readonly Row[]): string[] {
  return truth.flatMap((row, index) => {
    const other = recorded[index];
    const pairs = [
      ["visitors", row.visitors, other?.visitors],
      ...Object.entries(row.figures).map(([metric, figure]) => [metric, figure, other?.figures[metric]]),
    ];
    return pairs.flatMap(([name, done, told]) =>
      done === told ? [] : [`${row.variant}, ${row.population}, ${name}: ${done} done, ${told} recorded`],
    );
  });
}
