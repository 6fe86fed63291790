/**
 * What shoppers were told that must be true: per variant, statement, source and interval, worked out from an
 * experiment's revisions, which are kept for good. For those who have to prove it later; no row a shopper. Pure.
 */
import type { Claim } from "../elements/element.ts";
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

/** Somebody vouched for all that a definition's elements tell. */
export interface Approved {
  readonly definition: Experiment;
  readonly by: string;
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
  /** Who vouched for it, the first to do so while it was said or before; null: nobody. */
  readonly approvedBy: string | null;
  readonly approvedAtMs: number | null;
  readonly fromMs: number;
  /** Null: it is being said. */
  readonly untilMs: number | null;
}

/** `states`: the oldest first. What went on unchanged from one revision to the next is one row. */
export function claimsLog(
  states: readonly ClaimedState[],
  approvals: readonly Approved[],
  nowMs: number,
): readonly ClaimRow[] {
  const approvalOf = approvalsByClaim(approvals);
  return intervals(states, nowMs).map((row) => {
    const approval = approvalOf.get(claimKey(row));
    const vouched = approval !== undefined && approval.atMs <= (row.untilMs ?? nowMs) ? approval : null;
    return { ...row, approvedBy: vouched?.by ?? null, approvedAtMs: vouched?.atMs ?? null };
  });
}

/** The first approval of each claim. An approval is of the words and their source, wherever on the page they stand. */
function approvalsByClaim(approvals: readonly Approved[]): ReadonlyMap<string, Approved> {
  const first = new Map<string, Approved>();
  for (const approval of approvals.toSorted((a, b) => a.atMs - b.atMs))
    for (const { changes } of approval.definition.variants)
      for (const said of claimsOfChanges(changes)) {
        const key = claimKey(said);
        if (!first.has(key)) first.set(key, approval);
      }
  return first;
}

function claimKey({ kind, claim, statement, source }: Pick<ClaimRow, keyof Words>): string {
  return JSON.stringify([kind, claim, statement, source]);
}

function intervals(states: readonly ClaimedState[], nowMs: number): readonly Interval[] {
  const rows: Interval[] = [];
  let open = new Map<string, Interval>();
  states.forEach((state, index) => {
    const nextMs = states[index + 1]?.atMs ?? null;
    const still = new Map<string, Interval>();
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

type Interval = Omit<ClaimRow, "approvedBy" | "approvedAtMs">;
type Said = Omit<Interval, "by" | "fromMs" | "untilMs">;
interface Words extends Claim {
  readonly kind: string;
}

function claimsIn({ status, phase, rolloutVariant, definition }: ClaimedState): readonly Said[] {
  if (status !== "running" && status !== "rollout") return [];
  return definition.variants
    .filter(({ key }) => status === "running" || key === rolloutVariant)
    .flatMap(({ key: variant, changes }) =>
      claimsOfChanges(changes).map((said): Said => ({ phase, variant, ...said })),
    );
}

function claimsOfChanges(
  changes: Experiment["variants"][number]["changes"],
): readonly (Words & { readonly change: number })[] {
  return changes.flatMap((change, index) => {
    if (!("element" in change) || change.element === undefined) return [];
    const { kind, ...props } = change.element;
    const claims = elementKind(kind)?.claims?.(props) ?? [];
    return claims.map((claim) => ({ change: index, kind, ...claim }));
  });
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
  "approved_by",
  "approved_at",
  "from",
  "until",
] as const;

/** RFC 4180. A cell never begins as a formula. */
export function claimsCsv(rows: readonly ClaimRow[]): string {
  const iso = (ms: number | null): string => (ms === null ? "" : new Date(ms).toISOString());
  const lines = rows.map(({ approvedBy, approvedAtMs, fromMs, untilMs, ...row }) => {
    const cells = {
      ...row,
      approved_by: approvedBy ?? "",
      approved_at: iso(approvedAtMs),
      from: iso(fromMs),
      until: iso(untilMs),
    };
    return COLUMNS.map((name) => cell(String(cells[name]))).join(",");
  });
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
