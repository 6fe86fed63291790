/**
 * Random tests draw the same values in every run, so that a red one is red again and continuous integration never
 * fails by chance. `FC_SEED=<number>` looks elsewhere; what it finds becomes a case of its own.
 */
import fc from "fast-check";

declare const process: { readonly env: Readonly<Record<string, string | undefined>> } | undefined;

const chosen = typeof process === "undefined" ? undefined : process.env["FC_SEED"];
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(chosen ?? 20_261_122) });
