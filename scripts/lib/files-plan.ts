/** What files would change of what is stored. */
import { type Difference, differences } from "../../src/domain/diff.ts";
import type { DefinitionFile, Folder } from "./files-folder.ts";
import { KINDS } from "./files-kinds.ts";
import type { Stored } from "./files-remote.ts";

export interface Step {
  readonly file: DefinitionFile;
  /** Null: it is made. */
  readonly stored: Stored | null;
  readonly differences: readonly Difference[];
}

export interface Plan {
  /** In the order in which they can be done. */
  readonly steps: readonly Step[];
  readonly same: number;
  /** Stored and in no file: a push leaves them alone. */
  readonly elsewhere: readonly Stored[];
}

export function planOf({ files }: Pick<Folder, "files">, stored: readonly Stored[]): Plan {
  const find = ({ kind, definition }: Pick<Stored, "kind" | "definition">, among: readonly Stored[]) =>
    among.find((other) => other.kind === kind && other.definition.key === definition.key) ?? null;
  const steps = KINDS.flatMap((kind) => files.filter((file) => file.kind === kind)).map((file) => {
    const before = find(file, stored);
    const changed = before === null ? [] : differences(before.definition, file.definition);
    return { file, stored: before, differences: changed };
  });
  const todo = steps.filter((step) => step.stored === null || step.differences.length > 0);
  const elsewhere = stored.filter(
    (one) =>
      one.status !== "archived" &&
      !files.some(({ kind, definition }) => kind === one.kind && definition.key === one.definition.key),
  );
  return { steps: todo, same: steps.length - todo.length, elsewhere };
}

/** A step in lines, as a person reads it. */
export function shown({ file, stored, differences: changed }: Step): string {
  if (stored === null) return `+ ${file.name}`;
  const status = stored.status === null || stored.status === "draft" ? "" : ` (${stored.status})`;
  return [`~ ${file.name}${status}`, ...changed.map(line)].join("\n");
}

function line({ pointer, before, after }: Difference): string {
  return `    ${pointer}: ${brief(before)} → ${brief(after)}`;
}

const MAX_VALUE = 100;

function brief(value: unknown): string {
  if (value === undefined) return "(nothing)";
  const text = JSON.stringify(value);
  return text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE)}…`;
}
