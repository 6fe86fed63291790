/**
 * Audience conditions: Mongo-style, with GrowthBook's semantics down to its type coercions, so that a
 * shop can share conditions between both. Pure; never throws: what cannot be evaluated does not match.
 */
import { regexMatches } from "./regex.ts";
import { paddedVersion } from "./version.ts";

export interface Condition {
  readonly [pathOrOperator: string]: unknown;
}
export interface Attributes {
  readonly [name: string]: unknown;
}

/** Operators that join whole conditions, and operators on one value. */
const JOINING = ["$and", "$or", "$nor", "$not"] as const;

/**
 * Whether the attributes meet the condition. Keys are paths (`cart.value`) or joining operators, all of
 * which must hold; the empty condition holds for everyone.
 *
 * A missing attribute is null: `{"a": null}` and `{"a": {"$exists": false}}` hold, `{"a": 0}` and
 * `{"a": {"$lt": 5}}` hold as well (JavaScript's coercions; GrowthBook's rule), `{"a": false}` does not.
 * An unknown operator is false.
 */
export function matches(condition: Condition, attributes: Attributes): boolean {
  try {
    return holds(condition, attributes);
  } catch {
    // Malformed beyond what the schema lets through: too deep, or a value that cannot be coerced.
    return false;
  }
}

/**
 * The attributes that a condition asks for (`device`, `query.color`, `cart.value`), so that only these are
 * computed for a visitor. Paths inside `$elemMatch` belong to elements, not to the visitor.
 */
export function attributesUsed(condition: Condition): ReadonlySet<string> {
  const paths = new Set<string>();
  collect(condition, paths);
  return paths;
}

function collect(condition: unknown, paths: Set<string>): void {
  if (Array.isArray(condition)) {
    for (const item of condition) collect(item, paths);
    return;
  }
  if (typeof condition !== "object" || condition === null) return;
  for (const [key, value] of Object.entries(condition)) {
    if (key.startsWith("$")) collect(value, paths);
    else paths.add(key);
  }
}

function holds(condition: unknown, attributes: unknown): boolean {
  if (!isRecord(condition)) return false;
  for (const key in condition) {
    if (!keyHolds(key, condition[key], attributes)) return false;
  }
  return true;
}

function keyHolds(key: string, expected: unknown, attributes: unknown): boolean {
  switch (key) {
    case "$and":
      return Array.isArray(expected) && expected.every((item) => holds(item, attributes));
    case "$or":
      return Array.isArray(expected) && anyHolds(expected, attributes);
    case "$nor":
      return Array.isArray(expected) && !anyHolds(expected, attributes);
    case "$not":
      return isRecord(expected) && !holds(expected, attributes);
    default:
      // A `$` name is an operator that stands in the wrong place or is not known, unless an attribute bears it.
      if (key.startsWith("$") && !(isRecord(attributes) && Object.hasOwn(attributes, key))) return false;
      return valueHolds(expected, at(attributes, key), false);
  }
}

/** The empty list holds (GrowthBook's rule), so an empty `$nor` does not. */
function anyHolds(conditions: readonly unknown[], attributes: unknown): boolean {
  return conditions.length === 0 || conditions.some((item) => holds(item, attributes));
}

/** Value at a dotted path; null where a step is missing. Own properties only: `constructor` is no attribute. */
function at(attributes: unknown, path: string): unknown {
  if (!path.includes(".")) return step(attributes, path);
  let current = attributes;
  for (const name of path.split(".")) {
    current = step(current, name);
    if (current === null) return null;
  }
  return current;
}

function step(holder: unknown, name: string): unknown {
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, name)) return null;
  return (holder as Attributes)[name];
}

function valueHolds(expected: unknown, actual: unknown, insensitive: boolean): boolean {
  if (typeof expected === "string") {
    return insensitive
      ? String(actual).toLowerCase() === expected.toLowerCase()
      : String(actual) === expected;
  }
  if (typeof expected === "number") return Number(actual) === expected;
  if (typeof expected === "boolean") return actual !== null && Boolean(actual) === expected;
  if (expected === null) return actual === null;
  if (!isOperators(expected)) return JSON.stringify(actual) === JSON.stringify(expected);
  for (const name in expected) {
    const operator = OPERATORS[name];
    if (operator === undefined || !operator(actual, expected[name])) return false;
  }
  return true;
}

type Operator = (actual: unknown, expected: unknown) => boolean;

/** JavaScript's relational operators coerce; the types here only say that we mean it. */
type Comparable = number;

const OPERATORS: { readonly [name: string]: Operator } = Object.assign(Object.create(null), {
  $eq: (actual, expected) => actual === expected,
  $ne: (actual, expected) => actual !== expected,
  $lt: (actual, expected) => (actual as Comparable) < (expected as Comparable),
  $lte: (actual, expected) => (actual as Comparable) <= (expected as Comparable),
  $gt: (actual, expected) => (actual as Comparable) > (expected as Comparable),
  $gte: (actual, expected) => (actual as Comparable) >= (expected as Comparable),
  $exists: (actual, expected) => (actual !== null && actual !== undefined) === Boolean(expected),
  $in: (actual, expected) => Array.isArray(expected) && isIn(actual, expected, false),
  $nin: (actual, expected) => Array.isArray(expected) && !isIn(actual, expected, false),
  $ini: (actual, expected) => Array.isArray(expected) && isIn(actual, expected, true),
  $nini: (actual, expected) => Array.isArray(expected) && !isIn(actual, expected, true),
  $all: (actual, expected) => isInAll(actual, expected, false),
  $alli: (actual, expected) => isInAll(actual, expected, true),
  $size: (actual, expected) => Array.isArray(actual) && valueHolds(expected, actual.length, false),
  $elemMatch: (actual, expected) => Array.isArray(actual) && someElementHolds(actual, expected),
  $not: (actual, expected) => !valueHolds(expected, actual, false),
  $regex: (actual, expected) => typeof expected === "string" && regexMatches(expected, String(actual), false),
  $regexi: (actual, expected) => typeof expected === "string" && regexMatches(expected, String(actual), true),
  $type: (actual, expected) => typeOf(actual) === expected,
  $veq: (actual, expected) => paddedVersion(actual) === paddedVersion(expected),
  $vne: (actual, expected) => paddedVersion(actual) !== paddedVersion(expected),
  $vgt: (actual, expected) => paddedVersion(actual) > paddedVersion(expected),
  $vgte: (actual, expected) => paddedVersion(actual) >= paddedVersion(expected),
  $vlt: (actual, expected) => paddedVersion(actual) < paddedVersion(expected),
  $vlte: (actual, expected) => paddedVersion(actual) <= paddedVersion(expected),
} satisfies { [name: string]: Operator });

/** Every operator that `matches` knows; the API refuses others. */
export const CONDITION_OPERATORS: ReadonlySet<string> = new Set([...JOINING, ...Object.keys(OPERATORS)]);

/** An attribute that is a list is in when any of its elements is. */
function isIn(actual: unknown, expected: readonly unknown[], insensitive: boolean): boolean {
  if (!insensitive) {
    return Array.isArray(actual) ? actual.some((item) => expected.includes(item)) : expected.includes(actual);
  }
  const isOne = (item: unknown): boolean => expected.some((wanted) => lower(wanted) === lower(item));
  return Array.isArray(actual) ? actual.some(isOne) : isOne(actual);
}

function isInAll(actual: unknown, expected: unknown, insensitive: boolean): boolean {
  if (!Array.isArray(expected) || !Array.isArray(actual)) return false;
  return expected.every((wanted) => actual.some((item) => valueHolds(wanted, item, insensitive)));
}

function someElementHolds(elements: readonly unknown[], expected: unknown): boolean {
  if (!isRecord(expected)) return false;
  const test = isOperators(expected)
    ? (element: unknown): boolean => valueHolds(expected, element, false)
    : (element: unknown): boolean => holds(expected, element);
  return elements.some((element) => element !== null && element !== undefined && test(element));
}

function lower(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** An object all of whose keys (one at least) begin with `$`. */
function isOperators(value: unknown): value is { readonly [operator: string]: unknown } {
  if (!isRecord(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => key.startsWith("$"));
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
