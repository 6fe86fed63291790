/**
 * Sums, sums of squares and of products, exact whatever the amounts: SQLite's integers end at 2⁶³, a square of an amount
 * in rial is far beyond. A number of one unit is at most 9·10¹⁵ in size; it is cut in two halves in base 10⁸, a product of
 * two numbers in four limbs, and each limb is summed in a column of its own. A limb of one unit is below 4·10⁸, so its sum
 * holds for ten thousand million units.
 */

/** Numbers of one unit are held within this, in either direction. */
export const MAX_NUMBER = 9_000_000_000_000_000;

const BASE = 100_000_000;

const NUMBERS = ["x", "raw", "d", "c"] as const;
const PRODUCTS = [
  ["x", "x"],
  ["d", "d"],
  ["x", "d"],
  ["c", "c"],
  ["x", "c"],
] as const;
const COUNTS = ["other_currency", "no_amount", "pending"] as const;

type NumberName = (typeof NUMBERS)[number];

/** Columns of `rollups` that hold sums, in the order of `contribution`. */
export const MOMENT_COLUMNS: readonly string[] = [
  "units",
  "converted",
  ...NUMBERS.flatMap((name) => [`${name}_0`, `${name}_1`]),
  ...PRODUCTS.flatMap(([a, b]) => [0, 1, 2, 3].map((limb) => `${a}${b}_${limb}`)),
  ...COUNTS,
];

/**
 * SQL expressions for what one outcome row adds to each of `MOMENT_COLUMNS`. `table` has the columns x, raw, d, c (whole
 * numbers) and the counts. Division in SQLite cuts towards zero, and the remainder keeps the sign, so halves of negative
 * numbers come out right.
 */
export function contribution(table: string): readonly string[] {
  const high = (name: NumberName): string => `(${table}.${name} / ${BASE})`;
  const low = (name: NumberName): string => `(${table}.${name} % ${BASE})`;
  return [
    "1",
    `(${table}.x <> 0)`,
    ...NUMBERS.flatMap((name) => [low(name), high(name)]),
    ...PRODUCTS.flatMap(([a, b]) => {
      const lowest = `${low(a)} * ${low(b)}`;
      const middle = `(${high(a)} * ${low(b)} + ${low(a)} * ${high(b)})`;
      const highest = `${high(a)} * ${high(b)}`;
      return [
        `${lowest} % ${BASE}`,
        `${lowest} / ${BASE} + ${middle} % ${BASE}`,
        `${middle} / ${BASE} + ${highest} % ${BASE}`,
        `${highest} / ${BASE}`,
      ];
    }),
    ...COUNTS.map((name) => `${table}.${name}`),
  ];
}

/** Σ over units, exact. Products: `xx` is Σx², `xd` is Σx·d. Units without an outcome add nothing to any of them. */
export interface Moments {
  /** Units with an outcome, and those of them whose x is not 0. */
  readonly units: bigint;
  readonly converted: bigint;
  readonly x: bigint;
  /** Σx before caps. */
  readonly raw: bigint;
  /** Denominators of a ratio; responses of a mean. */
  readonly d: bigint;
  /** The unit's number of the 30 days before its exposure. */
  readonly c: bigint;
  readonly xx: bigint;
  readonly dd: bigint;
  readonly xd: bigint;
  readonly cc: bigint;
  readonly xc: bigint;
  /** Events that were not added up: no rate for their currency, no amount; orders that have not reached their state. */
  readonly otherCurrency: bigint;
  readonly noAmount: bigint;
  readonly pending: bigint;
}

/** From a row whose moment columns are whole numbers or their text (a JavaScript number cannot hold all of them). */
export function momentsOf(row: { readonly [column: string]: unknown }): Moments {
  const whole = (column: string): bigint => BigInt((row[column] ?? 0) as string | number);
  const limbs = (name: string, count: number): bigint => {
    let sum = 0n;
    for (let limb = count - 1; limb >= 0; limb--) sum = sum * BigInt(BASE) + whole(`${name}_${limb}`);
    return sum;
  };
  return {
    units: whole("units"),
    converted: whole("converted"),
    x: limbs("x", 2),
    raw: limbs("raw", 2),
    d: limbs("d", 2),
    c: limbs("c", 2),
    xx: limbs("xx", 4),
    dd: limbs("dd", 4),
    xd: limbs("xd", 4),
    cc: limbs("cc", 4),
    xc: limbs("xc", 4),
    otherCurrency: whole("other_currency"),
    noAmount: whole("no_amount"),
    pending: whole("pending"),
  };
}

/** Of several days, cells or levels. */
export function addMoments(a: Moments, b: Moments): Moments {
  return {
    units: a.units + b.units,
    converted: a.converted + b.converted,
    x: a.x + b.x,
    raw: a.raw + b.raw,
    d: a.d + b.d,
    c: a.c + b.c,
    xx: a.xx + b.xx,
    dd: a.dd + b.dd,
    xd: a.xd + b.xd,
    cc: a.cc + b.cc,
    xc: a.xc + b.xc,
    otherCurrency: a.otherCurrency + b.otherCurrency,
    noAmount: a.noAmount + b.noAmount,
    pending: a.pending + b.pending,
  };
}

export const NO_MOMENTS: Moments = momentsOf({});
