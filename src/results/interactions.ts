/**
 * Do two experiments that overlap disturb each other? The effect of a treatment among those who saw the other
 * experiment's treatment, less the effect among those who saw its control: 0 when they do not. Benjamini–Hochberg over
 * all pairs. Pure.
 */
import { benjaminiHochberg, normalTwoSided, rateMoments } from "../stats/index.ts";
import type { Overlap } from "../store/overlaps.ts";

export interface Interaction {
  readonly with: string;
  readonly phase: number;
  /** Of this experiment, and of the other one. */
  readonly variant: string;
  readonly otherVariant: number;
  readonly visitors: number;
  /** Effect on the rate beside the other's treatment, and beside its control. */
  readonly effects: readonly [beside: number, alone: number] | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly reason?: string;
}

const LEAST = 25;

export function interactionsOf(overlaps: readonly Overlap[], variants: readonly string[]): Interaction[] {
  const pairs = new Map<string, Overlap[]>();
  for (const overlap of overlaps) {
    const key = `${overlap.experiment} ${overlap.phase}`;
    pairs.set(key, [...(pairs.get(key) ?? []), overlap]);
  }
  const found = [...pairs.values()].flatMap((cells) => {
    const others = [...new Set(cells.map(({ otherVariant }) => otherVariant))].filter((other) => other > 0);
    return variants.flatMap((name, variant) =>
      variant === 0 ? [] : others.map((other) => contrast(cells, name, variant, other)),
    );
  });
  const tested = found.filter(({ pValue }) => pValue !== null);
  const adjusted = benjaminiHochberg(tested.map(({ pValue }) => pValue ?? 1));
  return found.map((one) => {
    const at = tested.indexOf(one);
    return at < 0 ? one : { ...one, adjustedPValue: adjusted[at] ?? null };
  });
}

function contrast(cells: readonly Overlap[], name: string, variant: number, other: number): Interaction {
  const cell = (a: number, b: number) =>
    cells.find((one) => one.variant === a && one.otherVariant === b) ?? { visitors: 0, converted: 0 };
  const four = [cell(variant, other), cell(0, other), cell(variant, 0), cell(0, 0)];
  const head = {
    with: cells[0]?.experiment ?? "",
    phase: cells[0]?.phase ?? 1,
    variant: name,
    otherVariant: other,
    visitors: four.reduce((sum, { visitors }) => sum + visitors, 0),
  };
  if (four.some(({ visitors, converted }) => converted < LEAST || visitors - converted < 1))
    return {
      ...head,
      effects: null,
      pValue: null,
      adjustedPValue: null,
      reason: "fewer-than-25-converters-in-a-cell",
    };
  const moments = four.map(({ converted, visitors }) => rateMoments(converted, visitors));
  const [p11 = 0, p01 = 0, p10 = 0, p00 = 0] = moments.map(({ mean }) => mean);
  const error = Math.sqrt(moments.reduce((sum, { variance, n }) => sum + variance / n, 0));
  const [beside, alone] = [p11 - p01, p10 - p00];
  return {
    ...head,
    effects: [beside, alone],
    pValue: normalTwoSided((beside - alone) / error),
    adjustedPValue: null,
  };
}
