/** Beside the page: what is picked and what may be done with it, and everything that this variant changes. */
import { useContext, useState } from "preact/hooks";
import type { PickedElement } from "../../overlay/messages.ts";
import { count } from "../core/format.ts";
import { useSession } from "../core/session.ts";
import type { Change, Variant } from "../core/types.ts";
import { t } from "../core/words.ts";
import { Badge, Button } from "../ui/basics.tsx";
import { TextField } from "../ui/fields.tsx";
import { ChangeFields, changeWords, elementKinds, newElement } from "../edit/change-fields.tsx";
import { FormContext, labelOf } from "../schema/form.tsx";
import { textChange, upsert } from "./changes.ts";
import type { PageCounts } from "./use-counts.ts";

export interface PanelProps {
  readonly variant: Variant;
  readonly variantIndex: number;
  readonly set: (variant: Variant, mark?: string) => void;
  readonly picked: PickedElement | null;
  readonly selector: string;
  readonly setSelector: (selector: string) => void;
  /** Of the page in the frame. */
  readonly language: string;
  readonly pages: readonly PageCounts[];
  readonly show: (selector: string | null) => void;
  readonly select: (selector: string, move?: "parent" | "child") => void;
  readonly typeInPage: () => void;
}

export function Panel(props: PanelProps) {
  const { variant, picked } = props;
  const [open, setOpen] = useState<number | null>(null);
  const put = (changes: readonly Change[], mark?: string): void =>
    props.set({ ...variant, changes: [...changes] }, mark);
  const add = (change: Change): void => {
    const next = upsert(variant.changes, change);
    put(next);
    setOpen(next.findIndex((one) => one === change));
  };
  return (
    <aside class="panel" aria-label={t("visual.panel")}>
      {picked === null ? (
        <p class="hint-box">{t("visual.hint")}</p>
      ) : (
        <Picked {...props} picked={picked} add={add} />
      )}
      <ChangeList {...props} open={open} setOpen={setOpen} put={put} />
      <StyleFields {...props} />
    </aside>
  );
}

function Picked({
  picked,
  selector,
  setSelector,
  select,
  typeInPage,
  variant,
  language,
  add,
}: PanelProps & { readonly picked: PickedElement; readonly add: (change: Change) => void }) {
  const [text, setText] = useState<string | null>(null);
  const [inserting, setInserting] = useState(false);
  return (
    <section class="picked" aria-label={t("visual.picked")}>
      <div class="row">
        <code class="tag">&lt;{picked.tag}&gt;</code>
        <span class="grow clip" dir="auto">
          {picked.text.slice(0, 80)}
        </span>
        <Button
          tone="quiet"
          icon="chevron-down"
          label={t("visual.child")}
          onClick={() => select(selector, "child")}
        />
        <Button
          tone="quiet"
          icon="layers"
          label={t("visual.parent")}
          onClick={() => select(selector, "parent")}
        />
      </div>
      <label class="field">
        <span class="label">{t("change.selector")}</span>
        <select
          class="code"
          dir="ltr"
          value={selector}
          onChange={(event) => {
            setSelector(event.currentTarget.value);
            select(event.currentTarget.value);
          }}
        >
          {picked.selectors.map((one) => (
            <option key={one.selector} value={one.selector} selected={one.selector === selector}>
              {one.selector} ({one.count})
            </option>
          ))}
          {picked.selectors.some((one) => one.selector === selector) ? null : (
            <option value={selector} selected>
              {selector}
            </option>
          )}
        </select>
      </label>
      <div class="tools">
        <Button
          icon="type"
          aria-expanded={text !== null}
          onClick={() => setText(text === null ? picked.text : null)}
        >
          {t("visual.text")}
        </Button>
        <Button icon="pencil" onClick={typeInPage}>
          {t("visual.type-in-page")}
        </Button>
        <Button icon="blocks" aria-expanded={inserting} onClick={() => setInserting(!inserting)}>
          {t("visual.insert")}
        </Button>
        <Button icon="eye-off" onClick={() => add({ selector, action: "remove" })}>
          {t("visual.hide")}
        </Button>
        <Button
          icon="link"
          onClick={() =>
            add({
              selector,
              action: "set_attribute",
              name: picked.tag === "a" ? "href" : picked.tag === "img" ? "alt" : "title",
              value:
                picked.attributes[picked.tag === "a" ? "href" : picked.tag === "img" ? "alt" : "title"] ?? "",
            })
          }
        >
          {t("visual.attribute")}
        </Button>
      </div>
      {text === null ? null : (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            add(textChange(variant.changes, selector, text, language));
            setText(null);
          }}
        >
          <TextField label={t("change.text")} lines={2} value={text} set={setText} />
          {picked.hasChildren ? <p class="problem">{t("visual.has-children")}</p> : null}
          <Button tone="primary" type="submit">
            {t("apply")}
          </Button>
        </form>
      )}
      {inserting ? <Gallery selector={selector} add={add} close={() => setInserting(false)} /> : null}
    </section>
  );
}

const PLACES = ["before", "after", "prepend", "append", "replace"] as const;

function Gallery({
  selector,
  add,
  close,
}: {
  readonly selector: string;
  readonly add: (change: Change) => void;
  readonly close: () => void;
}) {
  const { schemas } = useContext(FormContext);
  const [place, setPlace] = useState<(typeof PLACES)[number]>("after");
  return (
    <fieldset class="gallery">
      <legend>{t("visual.insert")}</legend>
      <label class="field">
        <span class="label">{t("visual.place")}</span>
        <select
          value={place}
          onChange={(event) => setPlace(event.currentTarget.value as (typeof PLACES)[number])}
        >
          {PLACES.map((one) => (
            <option key={one} value={one} selected={one === place}>
              {t(`do.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <div class="kinds">
        {elementKinds(schemas).map(({ kind }) => (
          <button
            key={kind}
            type="button"
            class="kind"
            onClick={() => {
              add({ selector, action: place, element: newElement(kind, schemas) });
              close();
            }}
          >
            {labelOf(kind)}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

function ChangeList({
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
              : t("counts.some", { made: count(change.made), count: count(change.matches) })}
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

function StyleFields({ variant, set, variantIndex }: PanelProps) {
  const { may } = useSession();
  const { problemAt } = useContext(FormContext);
  if (!may("publisher")) return null;
  return (
    <details open={variant.css !== null}>
      <summary>CSS</summary>
      <TextField
        label={t("visual.css")}
        code
        lines={6}
        value={variant.css ?? ""}
        set={(css) => set({ ...variant, css: css === "" ? null : css }, "css")}
        problem={problemAt(`/variants/${variantIndex}/css`)}
      />
    </details>
  );
}
