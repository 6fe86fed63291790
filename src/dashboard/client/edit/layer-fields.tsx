/** Experiments of one layer never meet the same visitor: each takes a part of it. */
import { percent } from "../core/format.ts";
import { useApi } from "../core/use-api.ts";
import { t } from "../core/words.ts";
import { CheckField, NumberField, TextField } from "../ui/fields.tsx";
import { problemIn } from "./draft.ts";
import type { SectionProps } from "./sections.tsx";

interface Layer {
  readonly name: string;
  readonly free: readonly (readonly [number, number])[];
}

export function LayerFields({ draft, set, checked }: SectionProps) {
  const layers = useApi<{ readonly data: readonly Layer[] }>("/layers");
  const { layer } = draft;
  const known = layers.body?.data ?? [];
  const put = (next: NonNullable<typeof layer>): void => set({ ...draft, layer: next });
  const free = known.find(({ name }) => name === layer?.name)?.free ?? [];
  return (
    <>
      <CheckField
        label={t("layer.use")}
        hint={t("layer.hint")}
        checked={layer !== null}
        set={(on) => set({ ...draft, layer: on ? { name: "", range: [0, 0.5], hashVersion: 2 } : null })}
      />
      {layer === null ? null : (
        <div class="columns">
          <TextField
            label={t("edit.layer")}
            code
            options={known.map(({ name }) => name)}
            value={layer.name}
            set={(name) => put({ ...layer, name })}
            hint={
              free.length === 0
                ? undefined
                : t("layer.free", {
                    ranges: free.map(([from, to]) => `${percent(from, 0)}–${percent(to, 0)}`).join(", "),
                  })
            }
            problem={problemIn(checked.errors, "/layer")}
          />
          <NumberField
            label={t("layer.from")}
            scale={100}
            suffix={t("percent.sign")}
            value={layer.range[0]}
            set={(from) => put({ ...layer, range: [from ?? 0, layer.range[1]] })}
          />
          <NumberField
            label={t("layer.to")}
            scale={100}
            suffix={t("percent.sign")}
            value={layer.range[1]}
            set={(to) => put({ ...layer, range: [layer.range[0], to ?? 1] })}
          />
        </div>
      )}
    </>
  );
}
