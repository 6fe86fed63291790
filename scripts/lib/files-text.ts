/** A definition ⇄ the text of its file, YAML or JSON. What people wrote around it (comments, order) is kept. */
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { FieldProblem } from "../../src/domain/field.ts";
import { brief, type Definition, isObject, isSame, type Kind, SCHEMAS } from "./files-kinds.ts";

/** Beside the definition in an experiment's file: what `check` asks of pages. Never sent. */
export const EXPECT = "expect";

export interface ReadText {
  /** Null: the text is neither YAML nor JSON. */
  readonly value: unknown;
  readonly problems: readonly (FieldProblem & { readonly line: number })[];
  /** From 1; of the nearest thing that stands in the text. */
  readonly lineOf: (pointer: string) => number;
}

export function readText(text: string): ReadText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const problems = document.errors.map(({ message, pos }) => ({
    pointer: "",
    detail: message,
    line: lineAt(pos[0]),
  }));
  const lineOf = (pointer: string): number => {
    const path = pointer.split("/").slice(1).map(unescaped);
    for (; path.length > 0; path.pop()) {
      const start = startOf(document, path);
      if (start !== null) return lineAt(start);
    }
    return document.contents?.range === undefined ? 1 : lineAt(document.contents?.range?.[0] ?? 0);
  };
  if (problems.length > 0) return { value: null, problems, lineOf };
  try {
    return { value: document.toJS() as unknown, problems, lineOf };
  } catch (error) {
    // Aliases that lead nowhere, or blow up.
    const detail = error instanceof Error ? error.message : String(error);
    return { value: null, problems: [{ pointer: "", detail, line: 1 }], lineOf };
  }
}

/** Where the field itself stands, not its value: they may be lines apart. */
function startOf(document: Document, path: readonly string[]): number | null {
  const holder: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const name = path.at(-1) ?? "";
  if (isMap(holder)) {
    const pair = holder.items.find(({ key }) => isScalar(key) && String(key.value) === name);
    return (pair?.key as Node | undefined)?.range?.[0] ?? null;
  }
  if (isSeq(holder)) return (holder.items[Number(name)] as Node | undefined)?.range?.[0] ?? null;
  return null;
}

function unescaped(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

export type Format = "yaml" | "json";

/** A new file. */
export function textOf(kind: Kind, definition: Definition, format: Format): string {
  return written(brief(kind, definition), format);
}

/** Text that says just this value when it is read again. */
export function written(value: unknown, format: Format): string {
  const json = `${JSON.stringify(value, null, 2)}\n`;
  if (format === "json") return json;
  const yaml = stringify(value, PLAIN);
  // JSON is YAML too; for texts that cannot stand there as they are.
  return isSame(readText(yaml).value, value) ? yaml : json;
}

const PLAIN = { lineWidth: 0, aliasDuplicateObjects: false } as const;

/**
 * The file, brought to this definition: byte for byte the same where it says so already, else with its comments, its
 * order and what it says beside the definition.
 */
export function updatedText(kind: Kind, text: string, definition: Definition, format: Format): string {
  const { value, problems } = readText(text);
  if (problems.length > 0 || !isObject(value)) return textOf(kind, definition, format);
  if (saysSame(kind, value, definition)) return text;
  const wanted = brief(kind, definition);
  const beside = EXPECT in value ? { [EXPECT]: value[EXPECT] } : {};
  if (format === "json") return written({ ...wanted, ...beside }, format);
  const document = parseDocument(text);
  if (isMap(document.contents)) {
    mergeMap(document, document.contents, { ...definition, ...beside }, { ...wanted, ...beside });
    const merged = document.toString(PLAIN);
    const again = readText(merged).value;
    if (isObject(again) && saysSame(kind, again, definition) && isSame(again[EXPECT], value[EXPECT]))
      return merged;
  }
  return written({ ...wanted, ...beside }, format);
}

export function definitionIn(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { [EXPECT]: _, ...definition } = value;
  return definition;
}

function saysSame(kind: Kind, value: unknown, definition: Definition): boolean {
  const parsed = SCHEMAS[kind].safeParse(definitionIn(value));
  return parsed.success && isSame(parsed.data, definition);
}

/** `whole` has every default, `wanted` only what has to be said: a default that somebody wrote out stays. */
function merged(document: Document, node: unknown, whole: unknown, wanted: unknown): unknown {
  if (isMap(node) && isObject(whole)) return mergeMap(document, node, whole, isObject(wanted) ? wanted : {});
  if (isSeq(node) && Array.isArray(whole))
    return mergeList(document, node, whole, Array.isArray(wanted) ? wanted : whole);
  if (isScalar(node) && !isObject(whole) && !Array.isArray(whole)) {
    if (node.value !== whole) {
      node.value = whole;
      // How it was quoted may not fit what it says now.
      delete node.type;
      delete node.source;
    }
    return node;
  }
  return document.createNode(wanted, { aliasDuplicateObjects: false });
}

function mergeMap(
  document: Document,
  map: YAMLMap,
  whole: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): YAMLMap {
  const nameOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : String(key));
  map.items = map.items.filter((pair) => Object.hasOwn(whole, nameOf(pair)));
  for (const pair of map.items) {
    const name = nameOf(pair);
    pair.value = merged(document, pair.value, whole[name], wanted[name] ?? whole[name]);
  }
  let place = 0;
  for (const [name, value] of Object.entries(wanted)) {
    const at = map.items.findIndex((pair) => nameOf(pair) === name);
    if (at >= 0) place = at + 1;
    else map.items.splice(place++, 0, document.createPair(name, value, { aliasDuplicateObjects: false }));
  }
  return map;
}

/** Items with keys keep what stands beside them when they move. */
function mergeList(
  document: Document,
  list: YAMLSeq,
  whole: readonly unknown[],
  wanted: readonly unknown[],
): YAMLSeq {
  const old = [...list.items];
  const keyed = new Map(
    old.flatMap((item) => (isMap(item) && item.has("key") ? [[item.get("key"), item] as const] : [])),
  );
  list.items = whole.map((value, index) => {
    const node = isObject(value) && "key" in value ? keyed.get(value["key"]) : old[index];
    const item = wanted[index] ?? value;
    return node === undefined
      ? document.createNode(item, { aliasDuplicateObjects: false })
      : merged(document, node, value, item);
  });
  return list;
}
