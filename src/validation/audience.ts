/** Audiences: operators with the wrong operand, attributes that nobody has, and what is weak to ask for. Pure. */
import { CONDITION_OPERATORS } from "../assignment/condition.ts";
import type { Condition } from "../assignment/condition.ts";
import type { FieldProblem } from "../domain/field.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { ATTRIBUTE_NAMES } from "../visitor/attributes.ts";
import { pointerTo } from "./words.ts";

export interface AudienceChecked {
  readonly errors: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
}

const LISTS = new Set(["$in", "$nin", "$ini", "$nini", "$all", "$alli"]);
const JOINS = new Set(["$and", "$or", "$nor"]);
const OBJECTS = new Set(["$not", "$elemMatch"]);
const VERSIONS = new Set(["$veq", "$vne", "$vgt", "$vgte", "$vlt", "$vlte"]);
const TYPES = new Set(["string", "number", "boolean", "array", "object", "null", "undefined"]);

/** `at` is where the condition stands in the document. */
export function checkAudience(
  audience: Condition,
  at: readonly PropertyKey[],
  settings: Pick<Settings, "cookies" | "headers" | "segmentCookie" | "calendar">,
): AudienceChecked {
  const errors: FieldProblem[] = [];
  const warnings: FieldProblem[] = [];
  conditions(audience, at, false);
  return { errors, warnings };

  function conditions(node: unknown, path: readonly PropertyKey[], inElement: boolean): void {
    if (!isObject(node)) return;
    for (const [name, value] of Object.entries(node)) {
      const here = [...path, name];
      if (name.startsWith("$")) operator(name, value, here, inElement);
      else {
        if (!inElement) attribute(name, value, here);
        // Without operators it is compared as a whole.
        if (isObject(value) && Object.keys(value).some((key) => key.startsWith("$")))
          conditions(value, here, inElement);
      }
    }
  }

  function operator(name: string, value: unknown, path: readonly PropertyKey[], inElement: boolean): void {
    const wrong = operandProblem(name, value);
    if (wrong !== null) {
      errors.push({ pointer: pointerTo(path), detail: wrong });
      return;
    }
    if (JOINS.has(name))
      (value as unknown[]).forEach((item, index) => conditions(item, [...path, index], inElement));
    else if (OBJECTS.has(name)) conditions(value, path, inElement || name === "$elemMatch");
    else if (name === "$size") conditions(value, path, true);
  }

  function attribute(name: string, value: unknown, path: readonly PropertyKey[]): void {
    const detail = attributeWarning(name, value);
    if (detail !== null) warnings.push({ pointer: pointerTo(path), detail });
  }

  function attributeWarning(name: string, value: unknown): string | null {
    const dot = name.indexOf(".");
    const [head, rest] = dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)];
    if (head === "cookie" && rest !== "" && !settings.cookies.includes(rest))
      return `the settings do not name the cookie ${rest}, so it is never read: add it to settings/cookies`;
    if (
      head === "header" &&
      rest !== "" &&
      !settings.headers.some((header) => header.toLowerCase() === rest.toLowerCase())
    )
      return `the settings do not name the header ${rest}, so it is never read: add it to settings/headers`;
    if (name === "segment" && settings.segmentCookie === null)
      return "the settings name no segmentCookie, so nobody has a segment";
    if ((name === "occasion" || name === "holiday") && settings.calendar.length === 0)
      return "the shop's calendar is empty: add its days to settings/calendar";
    if (name === "country" && JSON.stringify(value).includes('"IR"'))
      return "place by network address is weak in Iran, where VPNs are common: shoppers in Iran will be missed, others taken for them; the shop's own city or address cookie tells better";
    if (["query", "cookie", "header", "cart", "product"].includes(head) && rest !== "") return null;
    if (ATTRIBUTE_NAMES.includes(name)) return null;
    return "nothing gives this attribute at the edge, so it is always empty there";
  }
}

function operandProblem(name: string, value: unknown): string | null {
  // Unknown ones are told by the schema.
  if (!CONDITION_OPERATORS.has(name)) return null;
  if (JOINS.has(name)) {
    if (Array.isArray(value) && value.length > 0 && value.every(isObject)) return null;
    return `${name} takes a list of conditions`;
  }
  if (OBJECTS.has(name)) return isObject(value) ? null : `${name} takes a condition`;
  if (LISTS.has(name))
    return Array.isArray(value) && value.length > 0 ? null : `${name} takes a list with at least one value`;
  if (name === "$exists") return typeof value === "boolean" ? null : "$exists takes true or false";
  if (name === "$type")
    return typeof value === "string" && TYPES.has(value)
      ? null
      : `$type takes one of ${[...TYPES].join(", ")}`;
  if (name === "$size")
    return isObject(value) || typeof value === "number" ? null : "$size takes a number or a condition on it";
  if (VERSIONS.has(name)) return typeof value === "string" ? null : `${name} takes a version such as "1.2.0"`;
  return null;
}

function isObject(value: unknown): value is Condition {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
