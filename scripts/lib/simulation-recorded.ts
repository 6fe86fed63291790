/** What the results API tells, in the shape of the truth. */
import type { Truth } from "./simulation.ts";

interface Told {
  readonly metrics: readonly {
    readonly metric: string;
    readonly variants: readonly {
      readonly variant: string;
      readonly visitors: number;
      readonly total: number | null;
    }[];
  }[];
}

/** `ask` gives the results for a query; everybody who met the place is counted, confirmed or not. */
export async function recordedBy(ask: (query: string) => Promise<unknown>): Promise<Truth[]> {
  const found = (await ask("population=found")) as Told;
  const confirmed = (await ask("population=confirmed")) as Told;
  const variants = found.metrics[0]?.variants.map(({ variant }) => variant) ?? [];
  return variants.map((variant) => {
    const of = (told: Told, metric: string) =>
      told.metrics.find((one) => one.metric === metric)?.variants.find((one) => one.variant === variant);
    const total = (metric: string): number => of(found, metric)?.total ?? -1;
    return {
      variant,
      visitors: of(found, "purchase")?.visitors ?? -1,
      confirmed: of(confirmed, "purchase")?.visitors ?? -1,
      add_to_cart: total("add_to_cart"),
      purchase: total("purchase"),
      orders: total("orders"),
      revenue: total("revenue"),
      bounce: total("bounce"),
    };
  });
}
