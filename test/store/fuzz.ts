/** Arbitrary values from JSON Schemas, and ways to spoil them. */
import fc from "fast-check";

type Schema = { readonly [name: string]: unknown };

/** Values that the schema takes, more or less: what it cannot say (sums, orders) is left to chance. */
export function fromSchema(schema: Schema, root: Schema = schema, depth = 0): fc.Arbitrary<unknown> {
  const below = (child: unknown): fc.Arbitrary<unknown> => fromSchema(child as Schema, root, depth + 1);
  if (typeof schema["$ref"] === "string") {
    const name = schema["$ref"].split("/").at(-1) ?? "";
    const target = (root["$defs"] as Schema | undefined)?.[name];
    return target === undefined || depth > 12 ? fc.constant(null) : below(target);
  }
  if (schema["const"] !== undefined) return fc.constant(schema["const"]);
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...(schema["enum"] as unknown[]));
  const forms = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(forms)) return fc.oneof(...forms.map(below));
  const type = Array.isArray(schema["type"]) ? (schema["type"] as unknown[])[0] : schema["type"];
  switch (type) {
    case "object":
      return objectFrom(schema, below);
    case "array": {
      const items = schema["prefixItems"];
      if (Array.isArray(items)) return fc.tuple(...items.map(below));
      const minLength = Number(schema["minItems"] ?? 0);
      return fc.array(schema["items"] === undefined ? fc.jsonValue() : below(schema["items"]), {
        minLength,
        maxLength: minLength + 2,
      });
    }
    case "integer":
    case "number":
      return numberFrom(schema, type === "integer");
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "string":
      return textFrom(schema);
    default:
      return fc.jsonValue({ maxDepth: 3 });
  }
}

function objectFrom(schema: Schema, below: (child: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema["properties"] as Schema | undefined) ?? {});
  if (properties.length === 0) {
    const values =
      typeof schema["additionalProperties"] === "object"
        ? below(schema["additionalProperties"])
        : fc.jsonValue({ maxDepth: 2 });
    return fc.dictionary(
      fc.constantFrom("en", "fa", "device", "$in", "country", "traffic", "name", "variants"),
      values,
      { maxKeys: 3 },
    );
  }
  const required = (schema["required"] as string[] | undefined) ?? [];
  return fc.record(Object.fromEntries(properties.map(([name, child]) => [name, below(child)])), {
    requiredKeys: required,
  });
}

function numberFrom(schema: Schema, isWhole: boolean): fc.Arbitrary<number> {
  const min = Number(schema["minimum"] ?? schema["exclusiveMinimum"] ?? -1000);
  const max = Math.min(Number(schema["maximum"] ?? schema["exclusiveMaximum"] ?? 1000), 2 ** 40);
  return isWhole
    ? fc.integer({ min: Math.ceil(Math.max(min, -(2 ** 40))), max: Math.floor(max) })
    : fc.oneof(fc.constantFrom(0.5, min, max), fc.double({ min, max, noNaN: true }));
}

function textFrom(schema: Schema): fc.Arbitrary<string> {
  if (schema["format"] === "date-time")
    return fc.constantFrom("2026-12-01T00:00:00+03:30", "2027-01-01T00:00:00Z");
  if (schema["format"] === "date") return fc.constantFrom("2027-03-21", "2027-02-30");
  if (typeof schema["pattern"] === "string" && schema["pattern"].length < 120) {
    try {
      return fc.stringMatching(new RegExp(schema["pattern"]));
    } catch {
      // A pattern that fast-check cannot read.
    }
  }
  return fc.oneof(
    fc.constantFrom(
      "/products/*",
      "h1",
      "div.x > p:nth-child(2)",
      "purchase",
      "Hello",
      "https://shop.example/a",
      "UTC",
    ),
    fc.string({ maxLength: Math.min(Number(schema["maxLength"] ?? 30), 30) }),
  );
}

const HOSTILE: readonly unknown[] = [
  null,
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u202e<script>",
  "a".repeat(30_000),
  "'; DROP TABLE goals; --",
  "{{cookie.x}}",
  "%00",
  -1,
  0,
  1e308,
  -0.0001,
  2 ** 53 + 2,
  [],
  [[[[[[]]]]]],
  {},
  { $regex: "(a+)+$" },
  { $where: "1" },
  { constructor: { prototype: {} } },
  true,
];

/** One or some places of a value are replaced, taken away, or joined by what nobody asked for. */
export function spoiled(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const blow = fc.record({
    at: fc.array(fc.nat(1000), { maxLength: 8 }),
    how: fc.constantFrom("replace", "replace", "remove", "add", "proto", "repeat"),
    what: fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue({ maxDepth: 4 })),
  });
  return fc.tuple(value, fc.array(blow, { minLength: 0, maxLength: 3 })).map(([start, blows]) => {
    let spoilt = structuredClone(start);
    for (const { at, how, what } of blows) spoilt = struck(spoilt, at, how, what);
    return spoilt;
  });
}

function struck(value: unknown, [first, ...rest]: readonly number[], how: string, what: unknown): unknown {
  if (first === undefined || typeof value !== "object" || value === null)
    return how === "remove" ? null : what;
  const names = Object.keys(value);
  const name = names[first % Math.max(1, names.length)];
  if (rest.length > 0 && name !== undefined) {
    const child = struck((value as Record<string, unknown>)[name], rest, how, what);
    return Array.isArray(value)
      ? value.map((item: unknown, index) => (String(index) === name ? child : item))
      : { ...value, [name]: child };
  }
  if (Array.isArray(value)) {
    const list = value as unknown[];
    if (how === "repeat") return Array.from({ length: 300 }, () => list[0] ?? what);
    return how === "remove" ? list.slice(1) : [...list, what];
  }
  const entries = Object.entries(value);
  if (how === "remove") return Object.fromEntries(entries.filter(([key]) => key !== name));
  if (how === "proto")
    return JSON.parse(
      `{"__proto__":${JSON.stringify(what)},"constructor":1,${JSON.stringify(value).slice(1).replace(/^}/, '"x":1}')}`,
    ) as unknown;
  if (how === "repeat")
    return Object.fromEntries([
      ...entries,
      ...Array.from({ length: 200 }, (_, index) => [`k${index}`, what]),
    ]);
  return { ...value, [how === "add" ? "unknown~/field" : (name ?? "x")]: what };
}

const utf8 = new TextEncoder();

/** JSON as bytes, sometimes damaged: cut, doubled, of another encoding. */
export function damaged(json: fc.Arbitrary<unknown>): fc.Arbitrary<Uint8Array> {
  const text = json.map((value) => JSON.stringify(value) ?? "");
  return fc.oneof(
    { weight: 12, arbitrary: text.map((body) => utf8.encode(body)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    {
      weight: 1,
      arbitrary: fc.tuple(text, fc.nat(500)).map(([body, end]) => utf8.encode(body.slice(0, end))),
    },
    { weight: 1, arbitrary: text.map((body) => utf8.encode(body + body)) },
    {
      weight: 1,
      arbitrary: text.map((body) =>
        Uint8Array.from([0xff, 0xfe, ...utf8.encode(body)].flatMap((byte) => [byte, 0])),
      ),
    },
    { weight: 1, arbitrary: text.map((body) => Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8.encode(body)])) },
    {
      weight: 1,
      arbitrary: text.map((body) => Uint8Array.from([...utf8.encode(body.slice(0, -1)), 0xc3, 0x28, 0x7d])),
    },
    {
      weight: 1,
      arbitrary: fc.nat(2_000).map((depth) => utf8.encode('{"a":'.repeat(depth) + "1" + "}".repeat(depth))),
    },
    { weight: 1, arbitrary: fc.constant(utf8.encode(`{"name":"${"x".repeat(1_000_100)}"}`)) },
  );
}
