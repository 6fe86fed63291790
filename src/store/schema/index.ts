/**
 * The tables, as drizzle knows them: the source of `npm run db:generate` and of the definitions' row types.
 * docs/storage-schema.md says what each column means. Migrations are append-only; STRICT and WITHOUT ROWID are
 * written into them by hand, because drizzle has no words for them.
 *
 * Times are INTEGER milliseconds since the epoch. Amounts are INTEGER minor units. No table holds an address of a
 * network or a person, a user agent, a query string or a free text of a shopper.
 */
export * from "./definitions.ts";
export * from "./access.ts";
export * from "./raw.ts";
export * from "./made.ts";
export * from "./rollups.ts";
