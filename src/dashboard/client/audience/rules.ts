/** A condition as rows that people can read, as far as it is one: a flat "and" of one test an attribute. Pure. */

export type Condition = { readonly [key: string]: unknown };

export const OPERATORS = [
  "is",
  "in",
  "not",
  "nin",
  "starts",
  "contains",
  "gte",
  "lte",
  "exists",
  "missing",
] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Rule {
  readonly attribute: string;
  readonly operator: Operator;
  /** One for most operators, several for `in` and `nin`, none for `exists` and `missing`. */
  readonly values: readonly string[];
}

type Kind = "choice" | "text" | "number" | "yes-no";

export interface Attribute {
  readonly name: string;
  readonly kind: Kind;
  readonly choices?: readonly string[];
  /** It ends with a name of the shop's own, such as `query.ref`. */
  readonly open?: boolean;
}

export const ATTRIBUTES: readonly Attribute[] = [
  { name: "device", kind: "choice", choices: ["mobile", "tablet", "desktop"] },
  { name: "visitor", kind: "choice", choices: ["new", "returning"] },
  { name: "customer", kind: "yes-no" },
  { name: "stage", kind: "choice", choices: ["none", "first", "repeat"] },
  { name: "country", kind: "text" },
  { name: "region", kind: "text" },
  { name: "city", kind: "text" },
  { name: "language", kind: "text" },
  { name: "utm_source", kind: "text" },
  { name: "utm_medium", kind: "text" },
  { name: "utm_campaign", kind: "text" },
  { name: "referrer", kind: "text" },
  { name: "path", kind: "text" },
  { name: "browser", kind: "text" },
  { name: "os", kind: "text" },
  { name: "inApp", kind: "yes-no" },
  { name: "cart.value", kind: "number" },
  { name: "cart.items", kind: "number" },
  { name: "segment", kind: "text" },
  { name: "occasion", kind: "text" },
  { name: "hour", kind: "number" },
  {
    name: "weekday",
    kind: "choice",
    choices: ["saturday", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday"],
  },
  { name: "query.", kind: "text", open: true },
  { name: "cookie.", kind: "text", open: true },
  { name: "header.", kind: "text", open: true },
];

export function attributeOf(name: string): Attribute {
  return (
    ATTRIBUTES.find((attribute) => attribute.name === name) ??
    ATTRIBUTES.find((attribute) => attribute.open === true && name.startsWith(attribute.name)) ?? {
      name,
      kind: "text",
    }
  );
}

export function operatorsFor({ kind }: Attribute): readonly Operator[] {
  switch (kind) {
    case "choice":
      return ["is", "in", "not", "nin"];
    case "number":
      return ["gte", "lte", "is", "exists", "missing"];
    case "yes-no":
      return ["is"];
    default:
      return OPERATORS;
  }
}

/** Null: more than rows can say; it is shown as JSON. */
export function rulesOf(condition: Condition): readonly Rule[] | null {
  const rules: Rule[] = [];
  for (const [attribute, test] of Object.entries(condition)) {
    if (attribute.startsWith("$")) return null;
    const tests = isScalar(test) ? [["$eq", test] as const] : isTests(test) ? Object.entries(test) : null;
    if (tests === null) return null;
    for (const [operator, value] of tests) {
      const rule = ruleOf(attribute, operator, value);
      if (rule === null) return null;
      rules.push(rule);
    }
  }
  return rules;
}

function ruleOf(attribute: string, operator: string, value: unknown): Rule | null {
  const one = (name: Operator): Rule | null =>
    isScalar(value) ? { attribute, operator: name, values: [String(value)] } : null;
  const many = (name: Operator): Rule | null =>
    Array.isArray(value) && value.every(isScalar)
      ? { attribute, operator: name, values: value.map(String) }
      : null;
  switch (operator) {
    case "$eq":
      return one("is");
    case "$ne":
      return one("not");
    case "$in":
      return many("in");
    case "$nin":
      return many("nin");
    case "$gte":
      return one("gte");
    case "$lte":
      return one("lte");
    case "$exists":
      return typeof value === "boolean"
        ? { attribute, operator: value ? "exists" : "missing", values: [] }
        : null;
    case "$regex": {
      if (typeof value !== "string") return null;
      const isStart = value.startsWith("^");
      const text = unescaped(isStart ? value.slice(1) : value);
      return text === null ? null : { attribute, operator: isStart ? "starts" : "contains", values: [text] };
    }
    default:
      return null;
  }
}

/** Several rules of one attribute stand beside each other; a second one with the same operator replaces the first. */
export function conditionOf(rules: readonly Rule[]): Condition {
  const condition: Record<string, Record<string, unknown>> = {};
  for (const { attribute, operator, values } of rules) {
    const typed = values.map((value) => valueOf(attribute, value));
    const [first = ""] = typed;
    const [name, value] = {
      is: ["$eq", first],
      not: ["$ne", first],
      in: ["$in", typed],
      nin: ["$nin", typed],
      gte: ["$gte", first],
      lte: ["$lte", first],
      exists: ["$exists", true],
      missing: ["$exists", false],
      starts: ["$regex", `^${escaped(String(first))}`],
      contains: ["$regex", escaped(String(first))],
    }[operator] as [string, unknown];
    condition[attribute] = { ...condition[attribute], [name]: value };
  }
  return Object.fromEntries(
    Object.entries(condition).map(([attribute, tests]) => {
      const names = Object.keys(tests);
      return [attribute, names.length === 1 && names[0] === "$eq" ? tests["$eq"] : tests];
    }),
  );
}

function valueOf(attribute: string, text: string): string | number | boolean {
  const { kind } = attributeOf(attribute);
  if (kind === "yes-no") return text === "true";
  if (kind === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  return text;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** Null: a pattern that is more than an escaped text. */
function unescaped(pattern: string): string | null {
  const text = pattern.replaceAll(/\\([\\^$.*+?()[\]{}|/-])/g, "$1");
  return escaped(text) === pattern ? text : null;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isTests(value: unknown): value is { readonly [operator: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
