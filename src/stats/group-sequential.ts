/**
 * Group-sequential bounds by alpha spending, for those who fix the duration and look at set times. The error spent by
 * the information fraction t is α(t); at each look the bound is such that crossing it for the first time has
 * probability α(tₖ) − α(tₖ₋₁). Sources: Lan & DeMets (1983), Biometrika 70; the recursive integration of Armitage,
 * McPherson & Rowe (1969) and Jennison & Turnbull (2000), chapter 19, here by Gauss–Legendre quadrature.
 */
import { normalPdf, normalSf, normalUpperQuantile } from "./normal.ts";
import { alphaIsUsable, type Outcome, refuse } from "./outcome.ts";
import { gaussLegendre } from "./quadrature.ts";
import { rootBetween } from "./root.ts";

/** `obf`: O'Brien–Fleming-like, 2·[2 − 2Φ(z_{α/4}/√t)] two-sided; `power2`: αt². */
export type Spending = "obf" | "power2";

export interface GroupSequentialBounds {
  /** Of |z|, one for each look. */
  readonly bounds: readonly number[];
  /** Two-sided error spent up to each look. */
  readonly spent: readonly number[];
}

/** No bound above this: the error that it spends (1e-15) is nothing. */
const LARGEST_BOUND = 8;

/** Two-sided error spent at information fraction t. */
export function alphaSpent(t: number, alpha: number, spending: Spending = "obf"): number {
  if (t <= 0) return 0;
  if (t >= 1) return alpha;
  if (spending === "power2") return alpha * t * t;
  return 4 * normalSf(normalUpperQuantile(alpha / 4) / Math.sqrt(t));
}

/**
 * Two-sided bounds at the given information fractions: growing, above 0, up to 1. A last look below 1 leaves error
 * unspent. `smallestChange`: 1e-9; looks closer than that are refused.
 */
export function groupSequentialBounds(
  information: readonly number[],
  alpha = 0.05,
  spending: Spending = "obf",
): Outcome<GroupSequentialBounds> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  let before = 0;
  for (const t of information) {
    if (!(t - before > 1e-9) || t > 1 + 1e-12) return refuse("information-not-increasing");
    before = t;
  }
  const bounds: number[] = [];
  const spent: number[] = [];
  let total = 0;
  let density: Density | null = null;
  for (const [look, t] of information.entries()) {
    const target = alphaSpent(t, alpha, spending) - total;
    const earlier = look === 0 ? null : (information[look - 1] ?? 0);
    const crossing = (bound: number): number =>
      density === null || earlier === null
        ? 2 * normalSf(bound)
        : crossingProbability(density, bound, earlier, t);
    const bound = boundFor(target, crossing);
    total += crossing(bound);
    bounds.push(bound);
    spent.push(total);
    if (look < information.length - 1) density = survivors(density, bound, earlier, t);
  }
  return { ok: true, bounds, spent };
}

function boundFor(target: number, crossing: (bound: number) => number): number {
  if (!(target > 0) || crossing(LARGEST_BOUND) >= target) return LARGEST_BOUND;
  return rootBetween((bound) => Math.log(crossing(bound) / target), 0, LARGEST_BOUND);
}

/** Weighted density of z at nodes, over the paths that have not crossed yet. */
interface Density {
  readonly nodes: Float64Array;
  readonly mass: Float64Array;
}

/** P(|Z_t| >= bound, not crossed before). */
function crossingProbability(density: Density, bound: number, earlier: number, t: number): number {
  const spread = Math.sqrt(t - earlier);
  const reach = bound * Math.sqrt(t);
  const root = Math.sqrt(earlier);
  let sum = 0;
  density.nodes.forEach((z, index) => {
    const at = z * root;
    sum += (density.mass[index] ?? 0) * (normalSf((reach - at) / spread) + normalSf((reach + at) / spread));
  });
  return sum;
}

/** The density carried on to look t, over the paths that stay inside ±bound there. */
function survivors(density: Density | null, bound: number, earlier: number | null, t: number): Density {
  const spread = earlier === null ? 1 : Math.sqrt((t - earlier) / t);
  // Panels narrower than the step of the walk, so that each holds a smooth piece of it.
  const panels = Math.max(4, Math.ceil((2 * bound) / Math.max(4 * spread, 0.25)));
  const rule = gaussLegendre(24);
  const nodes = new Float64Array(panels * 24);
  const mass = new Float64Array(panels * 24);
  const half = bound / panels;
  const slant = earlier === null ? 0 : Math.sqrt(earlier / t);
  for (let panel = 0; panel < panels; panel += 1) {
    const middle = -bound + half * (2 * panel + 1);
    for (let point = 0; point < 24; point += 1) {
      const z = middle + half * (rule.nodes[point] ?? 0);
      const index = panel * 24 + point;
      nodes[index] = z;
      mass[index] = half * (rule.weights[point] ?? 0) * densityAt(density, z, slant, spread);
    }
  }
  return { nodes, mass };
}

function densityAt(density: Density | null, z: number, slant: number, spread: number): number {
  if (density === null) return normalPdf(z);
  let sum = 0;
  const { nodes, mass } = density;
  for (let index = 0; index < nodes.length; index += 1) {
    const away = (z - (nodes[index] ?? 0) * slant) / spread;
    if (away > -9 && away < 9) sum += (mass[index] ?? 0) * Math.exp(-0.5 * away * away);
  }
  return (sum * 0.3989422804014327) / spread;
}
