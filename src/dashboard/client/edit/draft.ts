/** A definition while somebody works on it: what a new one begins with, and how it is asked whether it would do. */
import { useEffect, useRef, useState } from "preact/hooks";
import { api, type FieldProblem, type Problem, problemOf } from "../core/api.ts";
import type { Change, Experiment, ExperimentView, One } from "../core/types.ts";

export type Draft = Experiment;

export function emptyDraft(): Draft {
  const variant = { changes: [], css: null, js: null, redirect: null, originPath: null };
  return {
    key: "",
    name: "",
    hypothesis: "",
    moment: "fmot",
    pages: { include: [], exclude: [], hosts: [] },
    audience: {},
    traffic: 1,
    layer: null,
    unit: "visitor",
    seed: null,
    hashVersion: 2,
    fragments: false,
    variants: [
      { key: "control", weight: 0.5, ...variant },
      { key: "b", weight: 0.5, ...variant },
    ],
    metrics: { primary: "add_to_cart", secondary: ["purchase"], guardrails: [] },
    schedule: { startAt: null, endAt: null, occasion: null },
    analysis: {
      method: "sequential",
      alpha: 0.05,
      minimumEffect: 0.05,
      minimumDays: 7,
      plan: {},
      autoPause: false,
    },
  };
}

/** A key for a name: ASCII as the API wants it; names in other scripts get one that says the day. */
export function keyFor(name: string, nowMs = Date.now()): string {
  const ascii = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 48);
  if (ascii.length > 2) return ascii;
  return `experiment-${new Date(nowMs).toISOString().slice(0, 10)}-${Math.floor(nowMs / 1000)
    .toString(36)
    .slice(-4)}`;
}

export interface Checked {
  readonly errors: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
  /** Refused as a whole, such as what would mix populations while it runs. */
  readonly refusal: Problem | null;
  readonly checking: boolean;
}

const NOTHING: Checked = { errors: [], warnings: [], refusal: null, checking: false };
const PAUSE_MS = 450;

/** Asks the API while somebody types, with nothing written. `key` null: a new one. */
export function useChecked(draft: Draft | null, key: string | null, etag: string | null): Checked {
  const [checked, setChecked] = useState<Checked>(NOTHING);
  const turn = useRef(0);
  const text = draft === null ? null : JSON.stringify(draft);
  useEffect(() => {
    if (text === null) return undefined;
    const mine = ++turn.current;
    setChecked((before) => ({ ...before, checking: true }));
    const timer = setTimeout(() => {
      const asked =
        key === null
          ? api<One<ExperimentView>>("POST", "/experiments?dry-run", { body: JSON.parse(text) })
          : api<One<ExperimentView>>("PUT", `/experiments/${key}?dry-run`, { body: JSON.parse(text), etag });
      asked
        .then(({ body }) => ({ errors: [], warnings: body.warnings, refusal: null, checking: false }))
        .catch((error: unknown): Checked => {
          const problem = problemOf(error);
          const isField = problem.status === 422 && (problem.errors ?? []).length > 0;
          return {
            errors: problem.errors ?? [],
            warnings: [],
            refusal: isField ? null : problem,
            checking: false,
          };
        })
        .then((answer) => {
          if (mine === turn.current) setChecked(answer);
        })
        .catch(() => undefined);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, key, etag]);
  return checked;
}

/** What is said of a field, or of something inside it. */
export function problemAt(errors: readonly FieldProblem[], pointer: string): string | undefined {
  const exact = errors.find((error) => error.pointer === pointer);
  return exact?.detail;
}

export function problemIn(errors: readonly FieldProblem[], pointer: string): string | undefined {
  return errors.find((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`))?.detail;
}

export const ACTIONS = [
  "set_text",
  "set_html",
  "replace",
  "before",
  "after",
  "prepend",
  "append",
  "remove",
  "set_attribute",
  "remove_attribute",
  "add_class",
  "remove_class",
] as const satisfies readonly Change["action"][];

export type ChangeAction = (typeof ACTIONS)[number];

/** The same change with another action: what it no longer needs goes. */
export function withAction(change: Change, action: ChangeAction): Change {
  const { selector } = change;
  const value = "value" in change && change.value !== undefined ? change.value : "";
  const element = "element" in change ? change.element : undefined;
  switch (action) {
    case "remove":
      return { selector, action };
    case "set_attribute":
      return { selector, action, name: "title", value };
    case "remove_attribute":
      return { selector, action, name: "title" };
    case "add_class":
    case "remove_class":
      return { selector, action, value: typeof value === "string" ? value : "" };
    case "set_text":
      return { selector, action, value };
    default:
      return element === undefined ? { selector, action, value } : { selector, action, element };
  }
}
