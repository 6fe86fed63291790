/** The small parts that every page is made of. */
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Problem } from "../core/api.ts";
import { problemWord, t } from "../core/words.ts";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icons.ts";

type Children = { readonly children?: ComponentChildren };

export function PageHead({
  title,
  lead,
  children,
}: Children & { readonly title: ComponentChildren; readonly lead?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const text = typeof title === "string" ? title : null;
  useEffect(() => {
    if (text !== null) document.title = `${text} · Lahza`;
  }, [text]);
  return (
    <header class="page-head">
      <div class="grow">
        <h1 ref={heading} dir="auto">
          {title}
        </h1>
        {lead === undefined ? null : <p class="lead">{lead}</p>}
      </div>
      <div class="actions">{children}</div>
    </header>
  );
}

interface ButtonProps extends Omit<ButtonHTMLAttributes, "icon"> {
  readonly tone?: "primary" | "plain" | "quiet" | "danger";
  readonly icon?: IconName;
  /** It works: the button cannot be pressed again. */
  readonly busy?: boolean;
  /** Shown as an icon alone. */
  readonly label?: string;
  readonly children?: ComponentChildren;
}

export function Button({ tone = "plain", icon, busy = false, label, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={`button ${tone}${children === undefined ? " only-icon" : ""}`}
      disabled={rest.disabled === true || busy}
      aria-busy={busy}
      {...(label === undefined ? {} : { "aria-label": label, title: label })}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

export type Tone = "good" | "bad" | "warn" | "info" | "neutral";

export function Badge({ tone = "neutral", children }: Children & { readonly tone?: Tone }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

const NOTICE_ICONS: { readonly [tone in Tone]: IconName } = {
  good: "circle-check",
  bad: "circle-x",
  warn: "triangle-alert",
  info: "info",
  neutral: "info",
};

export function Notice({
  tone = "info",
  title,
  children,
  alert = false,
}: Children & { readonly tone?: Tone; readonly title?: ComponentChildren; readonly alert?: boolean }) {
  return (
    <div class={`notice ${tone}`} role={alert ? "alert" : undefined}>
      <Icon name={NOTICE_ICONS[tone]} />
      <div class="grow">
        {title === undefined ? null : <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}

/** What the API said, in its own words; where it said nothing, that. */
export function ProblemNotice({
  problem,
  retry,
}: {
  readonly problem: Problem;
  readonly retry?: () => void;
}) {
  const isAway = problem.status === 0 || problem.status === 503;
  return (
    <div class="notice bad" role="alert">
      <Icon name="circle-x" />
      <div class="grow">
        <strong>{isAway ? t("problem.away") : (problemWord(problem.title) ?? t("problem.refused"))}</strong>
        {isAway ? (
          <p>{t("problem.away.more")}</p>
        ) : (
          <p dir="ltr" lang="en">
            {problem.title}
            {problem.detail === undefined ? "" : `: ${problem.detail}`}
          </p>
        )}
        {problem.errors === undefined || problem.errors.length === 0 ? null : (
          <ul dir="ltr" lang="en">
            {problem.errors.map(({ pointer, detail }) => (
              <li key={pointer + detail}>
                {pointer === "" ? null : <code>{pointer}</code>} {detail}
              </li>
            ))}
          </ul>
        )}
        {retry === undefined ? null : (
          <Button tone="quiet" icon="refresh-cw" onClick={retry}>
            {t("again")}
          </Button>
        )}
      </div>
    </div>
  );
}

export function Loading({ what }: { readonly what?: string }) {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {what ?? t("loading")}
    </p>
  );
}

export function Card({
  title,
  more,
  children,
  flush = false,
  id,
}: Children & {
  readonly title?: ComponentChildren;
  readonly more?: ComponentChildren;
  readonly flush?: boolean;
  readonly id?: string;
}) {
  return (
    <section class={flush ? "card flush" : "card"} id={id}>
      {title === undefined ? null : (
        <header class="card-head">
          <h2>{title}</h2>
          {more}
        </header>
      )}
      {children}
    </section>
  );
}

/** A table that scrolls by itself where it is wider than the screen. */
export function TableFrame({
  label,
  tall = false,
  children,
}: Children & {
  readonly label: string;
  /** Of many rows: it scrolls up and down by itself, its head stays. */
  readonly tall?: boolean;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div class={tall ? "table-frame tall" : "table-frame"} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

export function Empty({ title, children }: Children & { readonly title: string }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Tabs as buttons with the keys that people know: arrows, Home, End. */
export function Tabs<T extends string>({
  label,
  tabs,
  current,
  choose,
}: {
  readonly label: string;
  readonly tabs: readonly { readonly key: T; readonly label: ComponentChildren }[];
  readonly current: T;
  readonly choose: (key: T) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const at = tabs.findIndex(({ key }) => key === current);
    const isRtl = document.documentElement.dir === "rtl";
    const steps: { readonly [key: string]: number } = {
      ArrowRight: isRtl ? -1 : 1,
      ArrowLeft: isRtl ? 1 : -1,
    };
    const to =
      event.key === "Home"
        ? 0
        : event.key === "End"
          ? tabs.length - 1
          : at + (steps[event.key] ?? Number.NaN);
    const next = tabs[(to + tabs.length) % tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    choose(next.key);
    list.current?.querySelectorAll("button")[tabs.indexOf(next)]?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab.key}
          type="button"
          role="tab"
          aria-selected={tab.key === current}
          tabIndex={tab.key === current ? 0 : -1}
          onClick={() => choose(tab.key)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}

/** Asks before something that cannot be taken back, or for a word with it. */
export function Dialog({
  title,
  open,
  close,
  children,
}: Children & { readonly title: string; readonly open: boolean; readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={close}>
      <header class="card-head">
        <h2 id={id}>{title}</h2>
        <Button tone="quiet" icon="x" label={t("close")} onClick={close} />
      </header>
      {open ? children : null}
    </dialog>
  );
}

/** `text`: what is copied, or how it is got. */
export function CopyButton({
  text,
  children,
}: Children & { readonly text: string | (() => Promise<string>) }) {
  const [copied, setCopied] = useState(false);
  const [failed, setFailed] = useState(false);
  return (
    <Button
      tone="quiet"
      icon={copied ? "check" : "copy"}
      onClick={() => {
        setFailed(false);
        (typeof text === "string" ? Promise.resolve(text) : text())
          .then((got) => navigator.clipboard.writeText(got))
          .then(() => {
            setCopied(true);
            setTimeout(() => setCopied(false), 2_000);
          })
          .catch(() => setFailed(true));
      }}
    >
      {copied ? t("copied") : failed ? t("copy.failed") : children}
    </Button>
  );
}
