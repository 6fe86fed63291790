/** Shapes that several resources share. */
import * as z from "zod";
import { keySchema } from "../domain/experiment.schema.ts";

export const keyParams = z.object({ key: keySchema });

/** Something legal and unwise, told beside the data. */
const warningSchema = z.object({
  /** JSON pointer into the data. */
  pointer: z.string(),
  detail: z.string(),
});

/** One thing, with what is unwise about it. */
export function one<T extends z.ZodType>(data: T) {
  return z.object({ data, warnings: z.array(warningSchema) });
}

/** A page of things; `next` carries on where it ends, null is the last one. */
export function many<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), next: z.string().nullable() });
}

const MAX_PAGE = 200;

export const limitSchema = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, `a whole number from 1 to ${MAX_PAGE}`)
  .transform(Number)
  .refine((limit) => limit <= MAX_PAGE, `a whole number from 1 to ${MAX_PAGE}`)
  .default(50);

export const instant = z.iso.datetime();

export function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** `dry-run`, on every route that writes: alone, or `true`. */
export const dryRunQuery = { "dry-run": z.enum(["", "true", "1"]).optional() };

/** `rows` were asked for with one more than the limit, so that it is known whether there is more. */
export function pageOf<T, U>(
  rows: readonly T[],
  limit: number,
  shown: (row: T) => U,
  cursor: (row: T) => string,
): { data: U[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map(shown),
    next: rows.length > limit && last !== undefined ? cursor(last) : null,
  };
}

/**
 * Documented and typed as the schema takes it, and handed on as it was sent: it is checked later, by what knows more
 * than the schema does.
 */
export function asIs<T extends z.ZodType>(schema: T): z.ZodType<z.input<T>, z.input<T>> {
  const sent = z.unknown() as unknown as z.ZodType<z.input<T>, z.input<T>>;
  documentedAs.set(sent, schema);
  return sent;
}

/** Of a schema from `asIs`, the one that it is documented by. */
export const documentedAs = new WeakMap<z.ZodType, z.ZodType>();

/** JSON merge patch (RFC 7396): what is named is replaced, null takes it away. */
export const mergePatchSchema = z.record(z.string(), z.json());

export const deletedAnswer = z.object({ data: z.object({ deleted: z.string() }) });

export const noQuery = z.strictObject({});
export const writeQuery = z.strictObject(dryRunQuery);

/** A page of what has keys, in their order. */
export const keyPageQuery = z.strictObject({ limit: limitSchema, after: keySchema.optional() });

export function pageOfKeys<T extends { readonly key: string }>(
  all: readonly T[],
  { limit, after }: z.output<typeof keyPageQuery>,
): { data: T[]; next: string | null } {
  const rest = all
    .filter(({ key }) => after === undefined || key > after)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return pageOf(
    rest.slice(0, limit + 1),
    limit,
    (item) => item,
    ({ key }) => key,
  );
}
