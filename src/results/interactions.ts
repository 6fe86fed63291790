/**
 * Whether experiments that overlap disturb each other: the effect of a treatment among those who also saw the other
 * experiment's treatment, beside the effect among those who saw its control. Relative effects of experiments that do not
 * disturb each other multiply, absolute ones add up; which of the two is asked for is the caller's choice.
 * Benjamini–Hochberg over all pairs. Pure.
 */
import { benjaminiHochberg, normalTwoSided, rateMoments } from "../stats/index.ts";
import type { Overlap } from "../store/overlaps.ts";

export const SCALES = ["relative", "absolute"] as const;
export type Scale = (typeof SCALES)[number];

export interface Interaction {
  readonly with: string;
  readonly phase: number;
  /** Keys: of this experiment, and of the other one. */
  readonly variant: string;
  readonly otherVariant: string;
  readonly visitors: number;
  /** Effect on the rate beside the other's treatment, and beside its control: p₁/p₀ − 1, or p₁ − p₀. */
  readonly effects: readonly [beside: number, alone: number] | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly reason?: string;
}

const LEAST = 25;

/** `variants`: keys of the one that was asked about, control first. */
export function interactionsOf(
  overlaps: readonly Overlap[],
  variants: readonly string[],
  scale: Scale,
): Interaction[] {
  const pairs = new Map<string, Overlap[]>();
  for (const overlap of overlaps) {
    const key = `${overlap.experiment} ${overlap.phase}`;
    pairs.set(key, [...(pairs.get(key) ?? []), overlap]);
  }
  const found = [...pairs.values()].flatMap((cells) => {
    const others = new Map(cells.map(({ otherVariant, otherKey }) => [otherVariant, otherKey]));
    others.delete(0);
    return variants.flatMap((name, variant) =>
      variant === 0
        ? []
        : [...others].map(([other, otherVariant]) => ({
            with: cells[0]?.experiment ?? "",
            phase: cells[0]?.phase ?? 1,
            variant: name,
            otherVariant,
            ...contrast(cells, variant, other, scale),
          })),
    );
  });
  const tested = found.filter(({ pValue }) => pValue !== null);
  const adjusted = benjaminiHochberg(tested.map(({ pValue }) => pValue ?? 1));
  return found.map((one) => {
    const at = tested.indexOf(one);
    return at < 0 ? one : { ...one, adjustedPValue: adjusted[at] ?? null };
  });
}

/** The contrast of four cells; its error is the root of their sum (delta method for the logarithms: (1 − p)/(n·p)). */
function contrast(
  cells: readonly Overlap[],
  variant: number,
  other: number,
  scale: Scale,
): Pick<Interaction, "visitors" | "effects" | "pValue" | "adjustedPValue" | "reason"> {
  const cell = (a: number, b: number) =>
    cells.find((one) => one.variant === a && one.otherVariant === b) ?? { visitors: 0, converted: 0 };
  const four = [cell(variant, other), cell(0, other), cell(variant, 0), cell(0, 0)];
  const visitors = four.reduce((sum, one) => sum + one.visitors, 0);
  if (four.some((one) => one.converted < LEAST || one.visitors - one.converted < 1))
    return {
      visitors,
      effects: null,
      pValue: null,
      adjustedPValue: null,
      reason: "fewer-than-25-converters-in-a-cell",
    };
  const moments = four.map((one) => rateMoments(one.converted, one.visitors));
  const [p11 = 0, p01 = 0, p10 = 0, p00 = 0] = moments.map(({ mean }) => mean);
  const isRelative = scale === "relative";
  const squares = moments.map(({ mean, variance, n }) => variance / n / (isRelative ? mean * mean : 1));
  const error = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  const difference = isRelative ? Math.log((p11 * p00) / (p01 * p10)) : p11 - p01 - (p10 - p00);
  return {
    visitors,
    effects: isRelative ? [p11 / p01 - 1, p10 / p00 - 1] : [p11 - p01, p10 - p00],
    pValue: normalTwoSided(difference / error),
    adjustedPValue: null,
  };
}
