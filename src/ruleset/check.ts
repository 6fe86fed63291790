/**
 * Whether a piece of JSON is a ruleset that this build can serve: a light structural check, cheap enough for the
 * shopper's path and without a validator. It catches what would make serving throw, not what a schema would refuse;
 * definitions went through the schemas before they were compiled.
 */
import { RULESET_FORMAT, type Ruleset } from "./types.ts";

export type CheckedRuleset =
  | { readonly ok: true; readonly ruleset: Ruleset }
  | { readonly ok: false; readonly reason: "not-json" | "future-format" | "broken"; readonly where: string };

export function parseRuleset(body: string): CheckedRuleset {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { ok: false, reason: "not-json", where: "" };
  }
  return checkRuleset(json);
}

export function checkRuleset(json: unknown): CheckedRuleset {
  if (isObject(json) && isCount(json["format"]) && json["format"] > RULESET_FORMAT) {
    return { ok: false, reason: "future-format", where: "/format" };
  }
  const where = firstBroken(json);
  return where === null ? { ok: true, ruleset: json as Ruleset } : { ok: false, reason: "broken", where };
}

type Shape = (value: unknown, at: string) => string | null;
type Json = { readonly [key: string]: unknown };

const is =
  (test: (value: unknown) => boolean): Shape =>
  (value, at) =>
    test(value) ? null : at;

const object =
  (fields: { readonly [name: string]: Shape }): Shape =>
  (value, at) => {
    if (!isObject(value)) return at;
    for (const [name, shape] of Object.entries(fields)) {
      const broken = shape(value[name], `${at}/${name}`);
      if (broken !== null) return broken;
    }
    return null;
  };

const list =
  (item: Shape, atLeast = 0): Shape =>
  (value, at) => {
    if (!Array.isArray(value) || value.length < atLeast) return at;
    for (const [index, member] of value.entries()) {
      const broken = item(member, `${at}/${index}`);
      if (broken !== null) return broken;
    }
    return null;
  };

const orNull =
  (shape: Shape): Shape =>
  (value, at) =>
    value === null ? null : shape(value, at);

const orMissing =
  (shape: Shape): Shape =>
  (value, at) =>
    value === undefined ? null : shape(value, at);

const anyObject = is(isObject);
const text = is((value) => typeof value === "string");
const yesOrNo = is((value) => typeof value === "boolean");
const count = is(isCount);
const share = is((value) => typeof value === "number" && value >= 0 && value <= 1);
const time = is((value) => typeof value === "number" && Number.isFinite(value));
const oneOf = (...values: unknown[]): Shape => is((value) => values.includes(value));
const range: Shape = (value, at) =>
  Array.isArray(value) && value.length === 2 ? list(share)(value, at) : at;

const content: Shape = (value, at) => {
  if (!isObject(value)) return at;
  return value["kind"] === "element"
    ? object({ element: text, templates: anyObject })(value, at)
    : object({ byLanguage: anyObject })(value, at);
};

const change = object({ selector: text, action: text, name: orNull(text), content: orNull(content) });
const variant = object({
  key: text,
  changes: list(change),
  css: orNull(text),
  js: orNull(text),
  redirect: orNull(text),
  originPath: orNull(text),
});
const ramp = orMissing(list(object({ fromMs: time, ranges: list(range, 1) })));
const experiment: Shape = (value, at) =>
  object({
    id: count,
    key: text,
    phase: count,
    status: oneOf("running", "rollout"),
    rolloutVariant: orNull(count),
    seed: text,
    hashVersion: oneOf(1, 2),
    unit: oneOf("visitor", "customer"),
    pages: object({ include: list(text), exclude: list(text), hosts: list(text) }),
    audience: anyObject,
    ranges: list(range, 1),
    ramp,
    stretches: orMissing(list(object({ fromMs: time, ranges: list(range, 1), ramp }))),
    layer: orNull(object({ name: text, range, hashVersion: oneOf(1, 2) })),
    startAtMs: orNull(time),
    endAtMs: orNull(time),
    fragments: yesOrNo,
    languages: orNull(list(text)),
    variants: list(variant, 1),
    watch: list(text),
  })(value, at) ?? (sameLength(value as Json) ? null : `${at}/ranges`);

const ruleset = object({
  format: oneOf(RULESET_FORMAT),
  version: count,
  builtAtMs: time,
  digest: text,
  settings: object({ enabled: yesOrNo, currency: text, consent: object({ mode: text }), holdout: share }),
  goals: list(object({ key: text, kind: text })),
  experiments: list(experiment),
  assets: anyObject,
});

/** JSON pointer of the first thing that is not as it should be. */
function firstBroken(json: unknown): string | null {
  return ruleset(json, "");
}

function sameLength(experiment: Json): boolean {
  const variants = (experiment["variants"] as unknown[]).length;
  const stretches = [experiment, ...((experiment["stretches"] ?? []) as Json[])];
  const steps = stretches.flatMap(({ ramp: later }) => (later ?? []) as Json[]);
  return [...stretches, ...steps].every(({ ranges }) => (ranges as unknown[]).length === variants);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
