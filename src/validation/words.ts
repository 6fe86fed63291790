/**
 * What a schema says, in words for whoever wrote the document: every wrong field at once, each by its own JSON
 * pointer, also fields that nobody knows. Nothing that was sent is repeated but the names of fields.
 */
import type { z } from "zod";
import type { FieldProblem } from "../domain/field.ts";

export type Parsed<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly errors: readonly FieldProblem[] };

/** `input` is JSON. Too deep a nesting is refused before any schema walks into it. */
export function parseInWords<T>(schema: z.ZodType<T>, input: unknown, knownFields?: KnownFields): Parsed<T> {
  if (isDeeperThan(input, MAX_DEPTH)) {
    return { ok: false, errors: [{ pointer: "", detail: `nested more than ${MAX_DEPTH} deep` }] };
  }
  const parsed = schema.safeParse(input, { error: (issue) => wordsOf(issue) });
  if (parsed.success) return { ok: true, data: parsed.data };
  return { ok: false, errors: fieldProblems(parsed.error.issues, input, knownFields) };
}

/** For the object at a path, the fields that it may have; null: unknown. */
export type KnownFields = (path: readonly PropertyKey[]) => readonly string[] | null;

/** No document of ours comes near; a recursive walk of this depth is safe on every stack. */
export const MAX_DEPTH = 60;

export function isDeeperThan(input: unknown, limit: number): boolean {
  let level: unknown[] = [input];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}

export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Each problem once. */
export function distinct(problems: readonly FieldProblem[]): FieldProblem[] {
  const seen = new Map(problems.map((problem) => [`${problem.pointer}\n${problem.detail}`, problem]));
  return [...seen.values()];
}

interface RawIssue {
  readonly code?: string;
  readonly input?: unknown;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[];
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
  readonly format?: string;
  readonly divisor?: number;
}

interface Issue extends RawIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
  readonly issues?: readonly Issue[];
}

function fieldProblems(
  issues: readonly Issue[],
  input: unknown,
  known: KnownFields | undefined,
): FieldProblem[] {
  return distinct(issues.flatMap((issue) => problemsOf(issue, issue.path, input, known)));
}

function problemsOf(
  issue: Issue,
  path: readonly PropertyKey[],
  input: unknown,
  known: KnownFields | undefined,
): FieldProblem[] {
  const below = (inner: Issue): FieldProblem[] => problemsOf(inner, [...path, ...inner.path], input, known);
  if (issue.code === "unrecognized_keys") {
    const fields = known?.(path) ?? null;
    return (issue.keys ?? []).map((key) => ({
      pointer: pointerTo([...path, key]),
      detail: unknownField(key, fields),
    }));
  }
  if (issue.code === "invalid_key" && issue.issues !== undefined)
    return issue.issues.map((inner) => ({ pointer: pointerTo(path), detail: inner.message }));
  if (issue.code === "invalid_union" && issue.errors !== undefined && issue.errors.length > 0) {
    // The one that it was meant to be: whose own type fits, and whose problems are inside.
    const meant = issue.errors.find((errors) =>
      errors.every((inner) => inner.path.length > 0 || inner.code !== "invalid_type"),
    );
    if (meant !== undefined) return meant.flatMap(below);
    if (valueAt(input, path) === undefined) return [{ pointer: pointerTo(path), detail: MISSING }];
    const types = new Set(issue.errors.flatMap((errors) => errors.map((inner) => typeWord(inner.expected))));
    return [{ pointer: pointerTo(path), detail: `this must be ${[...types].join(" or ")}` }];
  }
  return [{ pointer: pointerTo(path), detail: issue.message }];
}

const MISSING = "this is missing";

/** For an issue whose schema brings no words of its own. */
function wordsOf(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? MISSING : `this must be ${typeWord(issue.expected)}`;
    case "invalid_value":
      if (issue.input === undefined) return `${MISSING}: ${choice(issue.values)}`;
      return choice(issue.values);
    case "invalid_union":
      if (issue.options === undefined) return "this has the wrong form";
      return issue.input === undefined ? `${MISSING}: ${choice(issue.options)}` : choice(issue.options);
    case "too_small":
      return bound(issue, "at least", "more than", issue.minimum);
    case "too_big":
      return bound(issue, "at most", "less than", issue.maximum);
    case "invalid_format":
      return FORMATS[issue.format ?? ""] ?? "this has the wrong form";
    case "not_multiple_of":
      return `this must be a multiple of ${issue.divisor}`;
    default:
      return undefined;
  }
}

const FORMATS: { readonly [format: string]: string } = {
  datetime: "give an instant with its zone, such as 2026-12-01T00:00:00+03:30",
  date: "give a day such as 2027-03-21",
  url: "give an address such as https://shop.example/",
  email: "give an e-mail address",
};

function choice(values: readonly unknown[] = []): string {
  const shown = values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  if (shown.length === 1) return `this must be ${shown[0]}`;
  return `this must be one of ${shown.join(", ")}`;
}

function bound(
  issue: RawIssue,
  inclusive: string,
  exclusive: string,
  limit: number | bigint | undefined,
): string {
  const word = issue.inclusive === false ? exclusive : inclusive;
  switch (issue.origin) {
    case "string":
      if (word === inclusive && Number(limit) === 1 && inclusive === "at least")
        return "this must not be empty";
      return `this must have ${word} ${limit} characters`;
    case "array":
    case "set":
      return `this list must have ${word} ${limit} ${Number(limit) === 1 ? "entry" : "entries"}`;
    default:
      return `this must be ${word} ${limit}`;
  }
}

function typeWord(expected: string | undefined): string {
  return TYPES[expected ?? ""] ?? `a value of type ${expected ?? "another sort"}`;
}

const TYPES: { readonly [expected: string]: string } = {
  string: "text (in quotes)",
  number: "a number (without quotes)",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
  null: "null",
  nan: "a number",
};

function unknownField(key: string, fields: readonly string[] | null): string {
  const near = fields?.find((field) => isNear(field, key)) ?? null;
  return near === null ? "there is no such field" : `there is no such field; did you mean ${near}?`;
}

/** The same but for case and separators, or one letter off. */
function isNear(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.toLowerCase().replaceAll(/[-_ ]/g, "")) as [string, string];
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1 || a.length < 4) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && right === `${left[1]}${left[0]}`);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
