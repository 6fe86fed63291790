/** ETags of what has no revisions: a digest of its content, so that the same content is the same tag. */
import { canonical } from "../domain/population.ts";
import { sha256Hex } from "../ruleset/digest.ts";

export async function etagOf(content: unknown): Promise<string> {
  return `"${(await sha256Hex(canonical(content))).slice(0, 16)}"`;
}

/** The ETag of something with revisions. */
export function revisionTag(revision: number): string {
  return `"${revision}"`;
}
