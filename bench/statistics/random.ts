/** Chance that can be repeated: a seeded generator and the draws that the simulations need. */

/** Uniform in [0, 1) with 53 bits: xoshiro128** (Blackman & Vigna, 2018), seeded by splitmix32. */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, d] = [next(), next(), next(), next()];
  const word = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result >>> 0;
  };
  return () => (word() * 2097152 + (word() >>> 11)) / 9007199254740992;
}

function rotate(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}

/** Standard normal by the polar method; every second draw is kept for the next call. */
export function normals(random: Random): () => number {
  let kept: number | null = null;
  return () => {
    if (kept !== null) {
      const value = kept;
      kept = null;
      return value;
    }
    for (;;) {
      const x = 2 * random() - 1;
      const y = 2 * random() - 1;
      const s = x * x + y * y;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        kept = y * scale;
        return x * scale;
      }
    }
  };
}

/**
 * Binomial(n, p) draws for fixed p and any n: tables of the distribution by n, inverted. Tables are kept, so this is
 * for the few n that a simulation with a fixed look meets.
 */
export function binomials(random: Random, p: number): (n: number) => number {
  const tables = new Map<number, Table>();
  return (n) => {
    if (n === 0 || p === 0) return 0;
    if (p === 1) return n;
    let table = tables.get(n);
    if (table === undefined) tables.set(n, (table = tableOf(n, p)));
    const u = random();
    let k = table.guide[Math.floor(u * table.guide.length)] ?? 0;
    while (k < table.cumulative.length - 1 && u >= (table.cumulative[k] ?? 1)) k += 1;
    return table.first + k;
  };
}

interface Table {
  /** Smallest count with a probability above 1e-18. */
  readonly first: number;
  readonly cumulative: Float64Array;
  /** Where to begin looking, by the share of u. */
  readonly guide: Int32Array;
}

function tableOf(n: number, p: number): Table {
  const mode = Math.floor((n + 1) * p);
  const up: number[] = [1];
  for (let k = mode; k < n; k += 1) {
    const term = ((up.at(-1) ?? 0) * ((n - k) / (k + 1)) * p) / (1 - p);
    if (term < 1e-18) break;
    up.push(term);
  }
  const down: number[] = [];
  for (let k = mode, term = 1; k > 0; k -= 1) {
    term = (term * (k / (n - k + 1)) * (1 - p)) / p;
    if (term < 1e-18) break;
    down.push(term);
  }
  const weights = [...down.reverse(), ...up];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const cumulative = new Float64Array(weights.length);
  let sum = 0;
  weights.forEach((weight, index) => {
    sum += weight / total;
    cumulative[index] = sum;
  });
  const guide = new Int32Array(Math.max(8, weights.length));
  for (let index = 0, k = 0; index < guide.length; index += 1) {
    while (k < weights.length - 1 && (cumulative[k] ?? 1) <= index / guide.length) k += 1;
    guide[index] = k;
  }
  return { first: mode - down.length, cumulative, guide };
}
