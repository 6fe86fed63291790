/** The visual editor: the shop's own page in a frame, as the edge renders it with what is not saved yet. */
import { useEffect, useRef, useState } from "preact/hooks";
import { messageFrom, type PickedElement, type ToPage } from "../../overlay/messages.ts";
import { type Problem, problemOf } from "../core/api.ts";
import { leaveFreely, useUnsaved } from "../core/router.tsx";
import { useSession } from "../core/session.ts";
import type { ExperimentView, One, Variant } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { t } from "../core/words.ts";
import { Loading, Notice, ProblemNotice } from "../ui/basics.tsx";
import type { Draft } from "../edit/draft.ts";
import { saveDraft } from "../edit/save.ts";
import { useForm } from "../edit/use-schemas.ts";
import { FormContext } from "../schema/form.tsx";
import { firstPage, pagesAmong, primaryTag, textChange, upsert } from "../visual/changes.ts";
import { EditorBar, type Device, DEVICE_WIDTH } from "../visual/bar.tsx";
import { Panel } from "../visual/panel.tsx";
import { useCounts } from "../visual/use-counts.ts";
import { useFrame } from "../visual/use-frame.ts";
import { useHistory } from "../visual/use-history.ts";
import { definitionOf } from "./setup-tab.tsx";

export function VisualEditorPage({ params }: { readonly params: { readonly [name: string]: string } }) {
  const loaded = useApi<One<ExperimentView>>(`/experiments/${params["key"] ?? ""}`);
  const { shop, may } = useSession();
  const experiment = loaded.body?.data ?? null;
  if (experiment === null)
    return loaded.problem === null ? (
      <Loading />
    ) : (
      <ProblemNotice problem={loaded.problem} retry={loaded.reload} />
    );
  if (!may("editor")) return <Notice tone="bad" title={t("not-allowed")} />;
  if (shop === null) return <Notice tone="bad" title={t("visual.no-shop")} />;
  return (
    <VisualEditor
      key={experiment.revision}
      before={experiment}
      etag={loaded.etag}
      shop={shop}
      reload={loaded.reload}
      saved={loaded.set}
    />
  );
}

interface Props {
  readonly before: ExperimentView;
  readonly etag: string | null;
  /** Origin of the shop's pages: the only one that is listened to. */
  readonly shop: string;
  readonly reload: () => void;
  readonly saved: ReturnType<typeof useApi<One<ExperimentView>>>["set"];
}

interface Ready {
  readonly path: string;
  readonly language: string;
  readonly languages: readonly { readonly language: string; readonly path: string }[];
  readonly links: readonly string[];
}

function VisualEditor({ before, etag, shop, reload, saved }: Props) {
  const { draft, set, undo, redo, changed } = useHistory(definitionOf(before) as Draft);
  const [variantIndex, setVariantIndex] = useState(Math.min(1, draft.variants.length - 1));
  const [to, setTo] = useState(firstPage(draft.pages.include));
  /** Whether the frame has been on one of the experiment's pages. */
  const arrived = useRef(false);
  const [known, setKnown] = useState<readonly string[]>([]);
  const [device, setDevice] = useState<Device>("desktop");
  const [mode, setMode] = useState<"pick" | "browse">("pick");
  const [ready, setReady] = useState<Ready | null>(null);
  const [picked, setPicked] = useState<PickedElement | null>(null);
  const [selector, setSelector] = useState("");
  const [saving, setSaving] = useState<{ readonly busy: boolean; readonly problem: Problem | null }>({
    busy: false,
    problem: null,
  });
  const frame = useRef<HTMLIFrameElement>(null);
  const variant = draft.variants[variantIndex] as Variant;
  const wished = useFrame({
    experiment: before.key,
    variant: variant.key,
    to,
    definition: draft,
    overlay: true,
  });
  const form = useForm(wished.problem?.errors ?? []);
  const here = ready?.path.split("?", 1)[0];
  const siblings = [...(here === undefined ? [] : [here]), ...known.filter((path) => path !== here)].slice(
    0,
    4,
  );
  const pages = useCounts(before.key, draft, variant.key, here === undefined ? [] : siblings);
  useUnsaved(changed, t("unsaved"));

  const send = (message: ToPage): void => frame.current?.contentWindow?.postMessage(message, shop);
  const putVariant = (next: Variant, mark?: string): void =>
    set({ ...draft, variants: draft.variants.map((old, at) => (at === variantIndex ? next : old)) }, mark);
  const language = primaryTag(ready?.language ?? "");
  const edited = (text: string): void => {
    if (selector === "") return;
    putVariant({
      ...variant,
      changes: [...upsert(variant.changes, textChange(variant.changes, selector, text, language))],
    });
  };

  // The page's scripts can say anything: it is read as data, and only ever proposes.
  const hear = useRef<(event: MessageEvent) => void>(() => undefined);
  hear.current = (event) => {
    if (event.source !== frame.current?.contentWindow || event.origin !== shop) return;
    const message = messageFrom(event.data);
    if (message === null) return;
    if (message.type === "ready") {
      setReady(message);
      setKnown((links) => [...new Set([...links, ...pagesAmong(message.links, draft.pages)])].slice(0, 100));
      // From the shop's start to a page that this is about, once; afterwards people go where they like.
      const [page] = arrived.current ? [] : pagesAmong([message.path, ...message.links], draft.pages);
      if (page !== undefined) {
        arrived.current = true;
        if (page !== message.path) {
          setTo(page);
          return;
        }
      }
      send({ type: "mode", mode });
      if (selector !== "" && mode === "pick") send({ type: "select", selector });
    } else if (message.type === "picked") {
      setPicked(message);
      const keeps = message.selectors.some((one) => one.selector === selector);
      if (!keeps) setSelector(message.selectors[0]?.selector ?? "");
    } else if (message.type === "edited") edited(message.text);
  };
  useEffect(() => {
    const listen = (event: MessageEvent): void => hear.current(event);
    addEventListener("message", listen);
    return () => removeEventListener("message", listen);
  }, []);
  useEffect(() => {
    const keys = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      (event.shiftKey ? redo : undo)?.();
    };
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  }, [undo, redo]);

  const go = (path: string): void => {
    setPicked(null);
    setSelector("");
    setTo(path);
    if (path === to) wished.again();
  };
  const save = async (asPhase: boolean): Promise<void> => {
    setSaving({ busy: true, problem: null });
    try {
      const answer = await saveDraft(before, draft, etag, asPhase);
      leaveFreely();
      saved(answer);
    } catch (error) {
      setSaving({ busy: false, problem: problemOf(error) });
    }
  };
  if (form === null) return <Loading />;
  return (
    <FormContext.Provider value={form}>
      <main class="visual" id="page" tabIndex={-1}>
        <EditorBar
          experiment={before}
          draft={draft}
          variantIndex={variantIndex}
          chooseVariant={(index) => {
            setVariantIndex(index);
            setPicked(null);
            setSelector("");
          }}
          path={ready?.path ?? to}
          pages={known}
          go={go}
          languages={ready?.languages ?? []}
          language={language}
          device={device}
          setDevice={setDevice}
          mode={mode}
          setMode={(next) => {
            setMode(next);
            send({ type: "mode", mode: next });
          }}
          undo={undo}
          redo={redo}
          changed={changed}
          save={(asPhase) => void save(asPhase)}
          saving={saving.busy}
          problem={saving.problem}
          reload={reload}
          rendering={wished.busy}
        />
        <div class="visual-body">
          <div class="stage">
            {wished.problem === null ? null : <ProblemNotice problem={wished.problem} retry={wished.again} />}
            {wished.url === null ? (
              <Loading what={t("visual.opening")} />
            ) : (
              <iframe
                ref={frame}
                key={wished.url}
                title={t("visual.frame")}
                src={wished.url}
                sandbox="allow-scripts allow-same-origin allow-forms"
                referrerpolicy="no-referrer"
                style={{ width: DEVICE_WIDTH[device] }}
              />
            )}
          </div>
          <Panel
            variant={variant}
            variantIndex={variantIndex}
            set={putVariant}
            picked={picked}
            selector={selector}
            setSelector={setSelector}
            language={language}
            pages={pages}
            show={(own) => send({ type: "show", selector: own })}
            select={(own, move) =>
              send(
                move === undefined
                  ? { type: "select", selector: own }
                  : { type: "select", selector: own, move },
              )
            }
            typeInPage={() => send({ type: "edit" })}
          />
        </div>
      </main>
    </FormContext.Provider>
  );
}
