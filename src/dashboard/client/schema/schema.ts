/** JSON Schema, as far as the API's own document uses it: what kind of field a schema asks for. Pure. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
}

export type Schemas = { readonly [name: string]: Schema };

export type FieldKind =
  | { readonly kind: "text"; readonly long: boolean }
  | { readonly kind: "localized" }
  | { readonly kind: "instant" }
  | { readonly kind: "day" }
  | { readonly kind: "number" }
  | { readonly kind: "yes-no" }
  | { readonly kind: "choice"; readonly options: readonly (string | number)[] }
  | { readonly kind: "choices"; readonly options: readonly (string | number)[] }
  | { readonly kind: "lines" }
  | { readonly kind: "list"; readonly item: Schema }
  | { readonly kind: "object"; readonly schema: Schema }
  | { readonly kind: "one-of"; readonly by: string; readonly alternatives: readonly Schema[] }
  | { readonly kind: "json" };

export function resolved(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.split("/").at(-1);
  const target = name === undefined ? undefined : schemas[name];
  return target === undefined ? schema : resolved(target, schemas);
}

/** Without the alternative "null". */
export function withoutNull(
  schema: Schema,
  schemas: Schemas,
): { readonly schema: Schema; readonly nullable: boolean } {
  const own = resolved(schema, schemas);
  const others = own.anyOf?.filter((one) => resolved(one, schemas).type !== "null");
  const [only] = others ?? [];
  if (own.anyOf === undefined || others === undefined || others.length === own.anyOf.length)
    return { schema: own, nullable: false };
  return {
    schema: others.length === 1 && only !== undefined ? resolved(only, schemas) : { anyOf: others },
    nullable: true,
  };
}

export function fieldKind(given: Schema, schemas: Schemas): FieldKind {
  const { schema } = withoutNull(given, schemas);
  const alternatives = (schema.oneOf ?? schema.anyOf)?.map((one) => resolved(one, schemas));
  if (alternatives !== undefined) {
    if (isLocalized(alternatives)) return { kind: "localized" };
    const by = discriminator(alternatives);
    if (by !== null) return { kind: "one-of", by, alternatives };
    // One thing or a list of it: the list says both.
    const list = alternatives.find(({ type }) => type === "array");
    return list === undefined ? { kind: "json" } : fieldKind(list, schemas);
  }
  if (schema.enum !== undefined) return { kind: "choice", options: schema.enum };
  switch (schema.type) {
    case "boolean":
      return { kind: "yes-no" };
    case "number":
    case "integer":
      return { kind: "number" };
    case "string":
      if (schema.format === "date-time") return { kind: "instant" };
      if (schema.format === "date") return { kind: "day" };
      return { kind: "text", long: (schema.maxLength ?? 0) > 4096 };
    case "array":
      return listKind(schema, schemas);
    case "object":
      return schema.properties === undefined ? { kind: "json" } : { kind: "object", schema };
    default:
      return { kind: "json" };
  }
}

function listKind({ items }: Schema, schemas: Schemas): FieldKind {
  if (items === undefined) return { kind: "json" };
  const inner = fieldKind(items, schemas);
  if (inner.kind === "choice") return { kind: "choices", options: inner.options };
  return inner.kind === "text" ? { kind: "lines" } : { kind: "list", item: items };
}

function isLocalized(alternatives: readonly Schema[]): boolean {
  const [text, map] = alternatives;
  return alternatives.length === 2 && text?.type === "string" && isTextMap(map);
}

function isTextMap(schema: Schema | undefined): boolean {
  const values = schema?.additionalProperties;
  return schema?.type === "object" && typeof values === "object" && values.type === "string";
}

/** The property that tells the alternatives apart. */
function discriminator(alternatives: readonly Schema[]): string | null {
  const [first] = alternatives;
  for (const [name, schema] of Object.entries(first?.properties ?? {})) {
    if (schema.const === undefined && schema.enum === undefined) continue;
    const values = alternatives.map((one) => valuesOf(one, name));
    if (values.some((list) => list.length === 0)) continue;
    if (new Set(values.flat()).size === values.flat().length) return name;
  }
  return null;
}

export function valuesOf(alternative: Schema, by: string): readonly (string | number)[] {
  const property = alternative.properties?.[by];
  return property?.const === undefined ? (property?.enum ?? []) : [property.const];
}

/** Something to begin with; a form is then filled in, and the API says what is still missing. */
export function initial(given: Schema, schemas: Schemas): unknown {
  const own = resolved(given, schemas);
  if (own.default !== undefined) return own.default;
  if (own.const !== undefined) return own.const;
  const { schema, nullable } = withoutNull(given, schemas);
  if (nullable) return null;
  const field = fieldKind(schema, schemas);
  switch (field.kind) {
    case "object":
      return initialObject(field.schema, schemas);
    case "one-of": {
      const [first] = field.alternatives;
      if (first === undefined) return {};
      return { ...initialObject(first, schemas), [field.by]: valuesOf(first, field.by)[0] };
    }
    case "list":
    case "lines":
    case "choices":
      return field.kind === "list" ? [initial(field.item, schemas)] : [];
    case "choice":
      return field.options[0];
    case "yes-no":
      return false;
    case "number":
      return null;
    case "json":
      return {};
    default:
      return "";
  }
}

export function initialObject(
  { properties = {}, required = [] }: Schema,
  schemas: Schemas,
): { [name: string]: unknown } {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name))
      .map(([name, schema]) => [name, initial(schema, schemas)]),
  );
}
