/**
 * Sums, sums of squares and of products, exact whatever the amounts: SQLite's integers end at 2⁶³, a square of an amount
 * in rial is far beyond. A number of one unit is at most 9·10¹⁵ in size; it is cut in two halves in base 10⁸, a product of
 * two numbers in four limbs, and each limb is summed in a column of its own. A limb of one unit is below 4·10⁸, so its sum
 * holds for ten thousand million units.
 */

/** Numbers of one unit are held within this, in either direction. */
export const MAX_NUMBER = 9_000_000_000_000_000;

const BASE = 100_000_000;

/** Columns of `rollups` that hold sums, in the order of `contributions`. */
export const MOMENT_COLUMNS: readonly string[] = [
  "units",
  "converted",
  "s_0",
  "s_1",
  "raw_0",
  "raw_1",
  "q_0",
  "q_1",
  "q_2",
  "q_3",
  "p_0",
  "p_1",
  "p_2",
  "p_3",
  "other_currency",
  "no_amount",
  "pending",
];

/**
 * The halves of an outcome's numbers as columns, for `contributions`. Division in SQLite cuts towards zero and the
 * remainder keeps the sign, so halves of negative numbers come out right.
 */
export function halves(table: string): string {
  return ["x", "raw", "d", "c"]
    .map((name) => `${table}.${name} % ${BASE} AS ${name}_low, ${table}.${name} / ${BASE} AS ${name}_high`)
    .join(", ");
}

export interface Part {
  readonly part: "x" | "d" | "c";
  /** Which rows have this part. */
  readonly where: string;
  /** What a row adds to each of MOMENT_COLUMNS, over the columns of `halves` and the counts; 0: nothing. */
  readonly adds: readonly string[];
}

const product = (a: string, b: string): readonly string[] => {
  const lowest = `${a}_low * ${b}_low`;
  const middle = a === b ? `2 * ${a}_high * ${a}_low` : `(${a}_high * ${b}_low + ${a}_low * ${b}_high)`;
  const highest = `${a}_high * ${b}_high`;
  return [
    `${lowest} % ${BASE}`,
    `${lowest} / ${BASE} + ${middle} % ${BASE}`,
    `${middle} / ${BASE} + ${highest} % ${BASE}`,
    `${highest} / ${BASE}`,
  ];
};
const NOTHING = ["0", "0", "0", "0"];
const beside = (name: "d" | "c"): Part => ({
  part: name,
  where: `${name}_low <> 0 OR ${name}_high <> 0`,
  adds: [
    "1",
    "0",
    `${name}_low`,
    `${name}_high`,
    "0",
    "0",
    ...product(name, name),
    ...product("x", name),
    "0",
    "0",
    "0",
  ],
});

export const PARTS: readonly Part[] = [
  {
    part: "x",
    where: "true",
    adds: [
      "1",
      "(x_low <> 0 OR x_high <> 0)",
      "x_low",
      "x_high",
      "raw_low",
      "raw_high",
      ...product("x", "x"),
      ...NOTHING,
      "other_currency",
      "no_amount",
      "pending",
    ],
  },
  beside("d"),
  beside("c"),
];

/** Σ over units, exact. Products: `xx` is Σx², `xd` is Σx·d. Units without an outcome add nothing to any of them. */
export interface Moments {
  /** Units with an outcome, and those of them whose x is not 0. */
  readonly units: bigint;
  readonly converted: bigint;
  /** Units whose d is not 0. */
  readonly withDenominator: bigint;
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

/** Columns of limbs, the highest first. */
const highestFirst = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, limb) => `${name}_${count - 1 - limb}`);
const [SUM, RAW] = [highestFirst("s", 2), highestFirst("raw", 2)];
const [SQUARES, PRODUCTS] = [highestFirst("q", 4), highestFirst("p", 4)];
/** What a row of `rollups` holds, as whole numbers or their text; all that belongs to other parts is 0. */
export function momentsOf(row: { readonly [column: string]: unknown }): Moments {
  const whole = (column: string): bigint => BigInt((row[column] ?? 0) as string | number);
  const limbs = (columns: readonly string[]): bigint => {
    // Nearly all sums are exact as plain numbers, which are ten times as fast to put together.
    let plain = 0;
    for (const column of columns) {
      const higher = plain * BASE;
      plain = higher + Number(row[column] ?? 0);
      if (!Number.isSafeInteger(higher) || !Number.isSafeInteger(plain))
        return columns.reduce((sum, each) => sum * BigInt(BASE) + whole(each), 0n);
    }
    return BigInt(plain);
  };
  const [sum, squares, products] = [limbs(SUM), limbs(SQUARES), limbs(PRODUCTS)];
  if (row["part"] === "d")
    return { ...NO_MOMENTS, withDenominator: whole("units"), d: sum, dd: squares, xd: products };
  if (row["part"] === "c") return { ...NO_MOMENTS, c: sum, cc: squares, xc: products };
  return {
    ...NO_MOMENTS,
    units: whole("units"),
    converted: whole("converted"),
    x: sum,
    raw: limbs(RAW),
    xx: squares,
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
    withDenominator: a.withDenominator + b.withDenominator,
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

export const NO_MOMENTS: Moments = {
  units: 0n,
  converted: 0n,
  withDenominator: 0n,
  x: 0n,
  raw: 0n,
  d: 0n,
  c: 0n,
  xx: 0n,
  dd: 0n,
  xd: 0n,
  cc: 0n,
  xc: 0n,
  otherCurrency: 0n,
  noAmount: 0n,
  pending: 0n,
};
