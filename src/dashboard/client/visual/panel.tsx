/** Beside the page: what is picked and what may be done with it, and everything that this variant changes. */
import { useContext, useState } from "preact/hooks";
import type { PickedElement } from "../../overlay/messages.ts";
import { useSession } from "../core/session.ts";
import type { Change } from "../core/types.ts";
import { t } from "../core/words.ts";
import { Button } from "../ui/basics.tsx";
import { TextField } from "../ui/fields.tsx";
import { ElementThumb } from "../edit/element-thumb.tsx";
import { elementKinds, newElement } from "../edit/change-fields.tsx";
import { FormContext } from "../schema/form.tsx";
import { labelOf } from "../schema/labels.ts";
import { textChange, upsert } from "./changes.ts";
import { ChangeList } from "./change-list.tsx";
import type { PanelProps } from "./panel.types.ts";

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
          <div key={kind} class="kind">
            <ElementThumb kind={kind} />
            <button
              type="button"
              onClick={() => {
                add({ selector, action: place, element: newElement(kind, schemas) });
                close();
              }}
            >
              {labelOf(kind)}
            </button>
          </div>
        ))}
      </div>
    </fieldset>
  );
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
