/** What the clock does to one experiment after the other: what fails at one of them does not keep it from the others. */

export interface Failure {
  readonly key: string;
  readonly reason: string;
}

/** `work` resolves with why it failed, or null. */
export async function eachKey(
  keys: Iterable<string>,
  work: (key: string) => Promise<string | null>,
): Promise<Failure[]> {
  const failed: Failure[] = [];
  for (const key of keys) {
    const reason = await work(key).catch((error: unknown) => messageOf(error));
    if (reason !== null) failed.push({ key, reason });
  }
  return failed;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
