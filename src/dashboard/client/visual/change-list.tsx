/** Everything that a variant changes, each with how often it is made: on this page first, then on its siblings. */
import { useContext } from "preact/hooks";
import { count } from "../core/format.ts";
import type { Change } from "../core/types.ts";
import { t } from "../core/words.ts";
import { Badge, Button } from "../ui/basics.tsx";
import { ChangeFields, changeWords } from "../edit/change-fields.tsx";
import { FormContext } from "../schema/form.tsx";
import type { PanelProps } from "./panel.types.ts";
import type { PageCounts } from "./use-counts.ts";

export function ChangeList({
  variant,
  variantIndex,
  pages,
  show,
  select,
  open,
  setOpen,
  put,
}: PanelProps & {
  readonly open: number | null;
  readonly setOpen: (index: number | null) => void;
  readonly put: (changes: readonly Change[], mark?: string) => void;
}) {
  const { problemAt } = useContext(FormContext);
  return (
    <section aria-label={t("visual.changes")}>
      <h2>
        {t("visual.changes")} <span class="muted">{count(variant.changes.length)}</span>
      </h2>
      {variant.changes.length === 0 ? <p class="muted small">{t("change.none")}</p> : null}
      {variant.changes.map((change, index) => {
        const pointer = `/variants/${variantIndex}/changes/${index}`;
        return (
          <div
            class="change-item"
            key={index}
            onMouseEnter={() => show(change.selector)}
            onMouseLeave={() => show(null)}
          >
            <div class="row">
              <button
                type="button"
                class="change-open"
                aria-expanded={open === index}
                onFocus={() => show(change.selector)}
                onBlur={() => show(null)}
                onClick={() => {
                  setOpen(open === index ? null : index);
                  if (open !== index) select(change.selector);
                }}
              >
                <span dir="auto">{changeWords(change)}</span>
                <code>{change.selector}</code>
              </button>
              <Button
                tone="quiet"
                icon="trash-2"
                label={`${t("remove")}: ${changeWords(change)}`}
                onClick={() => put(variant.changes.filter((_, at) => at !== index))}
              />
            </div>
            <Counts pages={pages} index={index} />
            {problemAt(pointer) === undefined ? null : (
              <p class="problem" dir="ltr" lang="en">
                {problemAt(pointer)}
              </p>
            )}
            {open === index ? (
              <ChangeFields
                change={change}
                pointer={pointer}
                set={(next) =>
                  put(
                    variant.changes.map((old, at) => (at === index ? next : old)),
                    pointer,
                  )
                }
              />
            ) : null}
          </div>
        );
      })}
      {/* Also the way for who uses no pointer. */}
      <div>
        <Button
          icon="plus"
          onClick={() => {
            put([...variant.changes, { selector: "", action: "set_text", value: "" }]);
            setOpen(variant.changes.length);
          }}
        >
          {t("change.add")}
        </Button>
      </div>
    </section>
  );
}

/** On this page first, then on those that were looked at before. */
function Counts({ pages, index }: { readonly pages: readonly PageCounts[]; readonly index: number }) {
  const known = pages.flatMap((page) => {
    const change = page.changes[index];
    return change === undefined ? [] : [{ path: pathOf(page.url), change }];
  });
  if (known.length === 0) return null;
  return (
    <ul class="counts">
      {known.map(({ path, change }) => (
        <li key={path}>
          <Badge tone={change.made > 0 && change.made === change.matches ? "good" : "warn"}>
            {change.made === change.matches
              ? t("counts.made", { count: count(change.made) })
              : t("counts.some", { made: change.made, count: change.matches })}
          </Badge>{" "}
          <code>{path}</code>
          {change.why.map((why) => (
            <p key={why} class="small muted" dir="ltr" lang="en">
              {why}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
