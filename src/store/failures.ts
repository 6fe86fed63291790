/** What D1's errors mean for whoever wrote. */

/** SQLite's codes for what will be the same at every try. Others (BUSY, IOERR, FULL, NOMEM, INTERRUPT) may pass. */
const FINAL =
  /SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|RANGE|ERROR)|malformed JSON|integer overflow|datatype mismatch/i;

/**
 * Whether the same write may go through later: D1 is overloaded, away, restarting, or nobody knows. Only an error
 * that names a fault of the statement or of its values is final.
 */
export function isTransient(error: unknown): boolean {
  return !FINAL.test(error instanceof Error ? error.message : String(error));
}
