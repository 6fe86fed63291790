/**
 * What shoppers were told that must be true: per variant, statement, source and interval, worked out from an
 * experiment's revisions, which are kept for good. For those who have to prove it later; no row a shopper. Pure.
 */
import { elementKind } from "../elements/index.ts";
import type { Experiment, ExperimentStatus } from "./experiment.schema.ts";

export interface ClaimedState {
  readonly status: ExperimentStatus;
  readonly phase: number;
  readonly rolloutVariant: string | null;
  readonly definition: Experiment;
  readonly actor: string;
  readonly atMs: number;
}

export interface ClaimRow {
  readonly phase: number;
  readonly variant: string;
  /** Index among the variant's changes. */
  readonly change: number;
  readonly kind: string;
  readonly claim: string;
  /** In the author's terms; "" where the number is live: then the source says where it was read. */
  readonly statement: string;
  /** `author`, an address, or names of live facts. */
  readonly source: string;
  /** Who put it on the pages. */
  readonly by: string;
  readonly fromMs: number;
  /** Null: it is being said. */
  readonly untilMs: number | null;
}

/** `states`: the oldest first. What went on unchanged from one revision to the next is one row. */
export function claimsLog(states: readonly ClaimedState[], nowMs: number): readonly ClaimRow[] {
  const rows: ClaimRow[] = [];
  let open = new Map<string, ClaimRow>();
  states.forEach((state, index) => {
    const nextMs = states[index + 1]?.atMs ?? null;
    const still = new Map<string, ClaimRow>();
    for (const said of claimsIn(state)) {
      const key = JSON.stringify([
        said.phase,
        said.variant,
        said.change,
        said.claim,
        said.statement,
        said.source,
      ]);
      const before = open.get(key);
      const fromMs = before?.fromMs ?? Math.max(state.atMs, startOf(state));
      still.set(key, { ...said, by: before?.by ?? state.actor, fromMs, untilMs: null });
    }
    for (const [key, row] of open) if (!still.has(key)) rows.push({ ...row, untilMs: state.atMs });
    open = still;
    // The schedule's end is judged by the edge's clock, before any revision says so.
    const endMs = endOf(state);
    if (endMs !== null && endMs <= (nextMs ?? nowMs)) {
      for (const row of open.values()) if (row.fromMs < endMs) rows.push({ ...row, untilMs: endMs });
      open = new Map();
    }
  });
  return [...rows, ...[...open.values()].filter(({ fromMs }) => fromMs <= nowMs)].toSorted(
    (a, b) => a.fromMs - b.fromMs || a.change - b.change,
  );
}

type Said = Omit<ClaimRow, "by" | "fromMs" | "untilMs">;

function claimsIn({ status, phase, rolloutVariant, definition }: ClaimedState): readonly Said[] {
  if (status !== "running" && status !== "rollout") return [];
  return definition.variants
    .filter(({ key }) => status === "running" || key === rolloutVariant)
    .flatMap(({ key: variant, changes }) =>
      changes.flatMap((change, index): Said[] => {
        if (!("element" in change) || change.element === undefined) return [];
        const { kind, ...props } = change.element;
        const claims = elementKind(kind)?.claims?.(props) ?? [];
        return claims.map((claim) => ({ phase, variant, change: index, kind, ...claim }));
      }),
    );
}

function startOf({ definition }: ClaimedState): number {
  const { startAt } = definition.schedule;
  return startAt === null ? -Infinity : Date.parse(startAt);
}

function endOf({ status, definition }: ClaimedState): number | null {
  const { endAt } = definition.schedule;
  return status !== "running" || endAt === null ? null : Date.parse(endAt);
}

const COLUMNS = [
  "phase",
  "variant",
  "change",
  "kind",
  "claim",
  "statement",
  "source",
  "by",
  "from",
  "until",
] as const;

/** RFC 4180. A cell never begins as a formula. */
export function claimsCsv(rows: readonly ClaimRow[]): string {
  const iso = (ms: number | null): string => (ms === null ? "" : new Date(ms).toISOString());
  const lines = rows.map((row) =>
    COLUMNS.map((name) =>
      cell(name === "from" ? iso(row.fromMs) : name === "until" ? iso(row.untilMs) : String(row[name])),
    ).join(","),
  );
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
