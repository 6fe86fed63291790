/** The variants beside each other, on a real page of the shop, as the edge renders them. */
import { useEffect, useRef, useState } from "preact/hooks";
import { messageFrom } from "../../overlay/messages.ts";
import { percent } from "../core/format.ts";
import { useSession } from "../core/session.ts";
import type { ExperimentView, Variant } from "../core/types.ts";
import { t } from "../core/words.ts";
import { Button, Card, Loading, Notice, ProblemNotice } from "../ui/basics.tsx";
import { api, type Problem, problemOf } from "../core/api.ts";
import { CopyButton } from "../ui/basics.tsx";
import { TextField } from "../ui/fields.tsx";
import { changeWords } from "../edit/change-fields.tsx";
import { firstPage, pagesAmong } from "../visual/changes.ts";
import { useFrame } from "../visual/use-frame.ts";

export function VariantsTab({ experiment }: { readonly experiment: ExperimentView }) {
  const { may, shop } = useSession();
  const [path, setPath] = useState(firstPage(experiment.pages.include));
  const [typed, setTyped] = useState(path);
  /** One after another: the frames share a cookie, which says what the next page shows. */
  const [shown, setShown] = useState(0);
  const canShow = may("editor") && shop !== null;
  const arrived = useRef(false);
  useEffect(() => {
    // The frames' pages say where they lead; from the shop's start one goes on to a page that this is about, once.
    const hear = (event: MessageEvent): void => {
      const message = event.origin === shop ? messageFrom(event.data) : null;
      if (message?.type !== "ready" || arrived.current) return;
      const [page] = pagesAmong([message.path, ...message.links], experiment.pages);
      if (page === undefined) return;
      arrived.current = true;
      if (page === message.path) return;
      setShown(0);
      setPath(page);
      setTyped(page);
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, [shop, experiment.pages]);
  return (
    <div class="stack">
      {canShow ? (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            setShown(0);
            setPath(typed.startsWith("/") ? typed : `/${typed}`);
          }}
        >
          <div class="grow">
            <TextField label={t("visual.page")} code value={typed} set={setTyped} />
          </div>
          <Button type="submit">{t("show")}</Button>
        </form>
      ) : null}
      <div class="variants">
        {experiment.variants.map((variant, index) => (
          <Card key={variant.key}>
            <header class="row">
              <span class={`swatch v${index % 6}`} aria-hidden="true" />
              <h2 dir="auto">{variant.name ?? (index === 0 ? t("control") : variant.key)}</h2>
              <span class="grow" />
              <span class="muted num">{percent(variant.weight, 1)}</span>
            </header>
            <What variant={variant} isControl={index === 0} />
            {!canShow ? null : index > shown ? (
              <div class="thumb">
                <Loading />
              </div>
            ) : (
              <Thumb
                key={path}
                experiment={experiment.key}
                variant={variant.key}
                to={path}
                done={() => setShown((before) => Math.max(before, index + 1))}
              />
            )}
          </Card>
        ))}
      </div>
      {may("editor") ? <PreviewLinks experiment={experiment} to={path} /> : null}
    </div>
  );
}

function What({ variant, isControl }: { readonly variant: Variant; readonly isControl: boolean }) {
  if (variant.redirect !== null || variant.originPath !== null)
    return (
      <p>
        {t(variant.redirect === null ? "variant.how.originPath" : "variant.how.redirect")}{" "}
        <code>{variant.redirect ?? variant.originPath}</code>
      </p>
    );
  if (variant.changes.length === 0)
    return <p class="muted">{isControl ? t("control.hint") : t("change.none")}</p>;
  return (
    <ul class="plain small">
      {variant.changes.map((change, index) => (
        <li key={index} dir="auto">
          {changeWords(change)}
        </li>
      ))}
    </ul>
  );
}

function Thumb({
  experiment,
  variant,
  to,
  done,
}: {
  readonly experiment: string;
  readonly variant: string;
  readonly to: string;
  readonly done: () => void;
}) {
  const { url, problem } = useFrame({ experiment, variant, to, definition: null, overlay: true });
  // One that cannot be shown does not hold up the others.
  useEffect(() => {
    if (problem !== null) done();
  }, [problem]);
  if (problem !== null) return <ProblemNotice problem={problem} />;
  return (
    <div class="thumb">
      {url === null ? (
        <Loading />
      ) : (
        <iframe
          title={variant}
          src={url}
          tabIndex={-1}
          inert
          sandbox="allow-scripts allow-same-origin"
          referrerpolicy="no-referrer"
          onLoad={done}
        />
      )}
    </div>
  );
}

interface Links {
  readonly data: { readonly links: readonly { readonly variant: string; readonly url: string }[] };
}

/** For people without access here: a colleague, a phone. */
function PreviewLinks({ experiment, to }: { readonly experiment: ExperimentView; readonly to: string }) {
  const [links, setLinks] = useState<Links["data"]["links"] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async (): Promise<void> => {
    setBusy(true);
    try {
      const { body } = await api<Links>("POST", `/experiments/${experiment.key}/preview`, { body: { to } });
      setLinks(body.data.links);
      setProblem(null);
    } catch (error) {
      setProblem(problemOf(error));
    }
    setBusy(false);
  };
  return (
    <Card title={t("preview.title")}>
      <p class="muted">{t("preview.more")}</p>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      {links === null ? (
        <div class="pad-top">
          <Button icon="link" busy={busy} onClick={() => void make()}>
            {t("preview.make")}
          </Button>
        </div>
      ) : (
        <ul class="plain">
          {links.map(({ variant, url }) => (
            <li key={variant} class="row">
              <a href={url} target="_blank" rel="noreferrer">
                <bdi>{variant}</bdi>
              </a>
              <CopyButton text={url}>{t("copy")}</CopyButton>
            </li>
          ))}
        </ul>
      )}
      {links === null ? null : <Notice tone="info">{t("preview.note")}</Notice>}
    </Card>
  );
}
