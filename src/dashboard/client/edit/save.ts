/** Writes a definition that somebody worked on: a new one, a changed one, or a new phase of what runs. */
import { api, type Answered } from "../core/api.ts";
import type { ExperimentView, One } from "../core/types.ts";
import type { Draft } from "./draft.ts";

/** Rejects with `ApiError`; 412: somebody else saved meanwhile. */
export async function saveDraft(
  before: ExperimentView | null,
  draft: Draft,
  etag: string | null,
  asPhase = false,
): Promise<Answered<One<ExperimentView>>> {
  if (before === null) return await api("POST", "/experiments", { body: draft });
  const path = `/experiments/${before.key}`;
  return asPhase
    ? await api("POST", `${path}/new-phase`, { etag, body: { patch: patchOf(before, draft) } })
    : await api("PUT", path, { etag, body: draft });
}

/** Top-level fields that differ: a merge patch replaces them whole, for none of them is taken away. */
function patchOf(before: ExperimentView, draft: Draft): object {
  const old = before as unknown as { readonly [name: string]: unknown };
  return Object.fromEntries(
    Object.entries(draft).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name])),
  );
}
