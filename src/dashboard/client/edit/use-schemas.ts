/** The API's own description of what it takes, and the shop's settings: what forms are made of. */
import { useMemo } from "preact/hooks";
import type { FieldProblem } from "../core/api.ts";
import type { One, Settings } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import type { FormContextValue } from "../schema/form.tsx";
import type { Schemas } from "../schema/schema.ts";
import { problemAt } from "./draft.ts";

interface OpenApi {
  readonly components: { readonly schemas: Schemas };
}

/** Null while it is asked for. */
export function useForm(errors: readonly FieldProblem[]): FormContextValue | null {
  const document = useApi<OpenApi>("/openapi.json");
  const settings = useApi<One<Settings>>("/settings");
  const schemas = document.body?.components.schemas ?? null;
  const languages = settings.body?.data.languages ?? null;
  return useMemo(
    () =>
      schemas === null
        ? null
        : {
            schemas,
            languages: languages ?? ["en"],
            problemAt: (pointer) => problemAt(errors, pointer),
          },
    [schemas, languages, errors],
  );
}
