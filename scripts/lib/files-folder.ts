/** A folder of definitions: `experiments/<key>.yaml`, `goals/…`, `metrics/…`; `.yml` and `.json` too. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import type { FieldProblem } from "../../src/domain/field.ts";
import { type Settings, settingsSchema } from "../../src/domain/settings.schema.ts";
import { parseInWords } from "../../src/validation/words.ts";
import { type Expectation, expectationSchema } from "./files-expect.ts";
import { type Definition, isObject, type Kind, KINDS, SCHEMAS, SINGULAR } from "./files-kinds.ts";
import { definitionIn, EXPECT, type Format, readText } from "./files-text.ts";

export interface DefinitionFile {
  readonly kind: Kind;
  /** Below the folder, with `/`. */
  readonly name: string;
  readonly text: string;
  readonly format: Format;
  readonly definition: Definition;
  readonly expect: Expectation;
  readonly lineOf: (pointer: string) => number;
}

export interface Folder {
  readonly files: readonly DefinitionFile[];
  /** For `check` only. */
  readonly settings: Settings;
  /** `experiments/hero.yaml:12: /variants/0/weight: what is wrong`. */
  readonly problems: readonly string[];
}

const ENDING = /\.(?:ya?ml|json)$/;
const SETTINGS = "settings.yaml";
/** What of the settings decides how a definition is read. */
const SHOP_FIELDS = ["languages", "cookies", "headers", "customerCookie", "segmentCookie"] as const;

export function readFolder(root: string): Folder {
  const problems: string[] = [];
  const files: DefinitionFile[] = [];
  if (!existsSync(root))
    return { files, settings: settingsSchema.parse({}), problems: [`there is no folder ${root}`] };
  for (const kind of KINDS) {
    for (const name of namesOf(root, kind)) {
      const read = readFile(kind, name, readFileSync(join(root, name), "utf8"));
      if ("problems" in read) problems.push(...read.problems);
      else {
        const twin = files.find(
          (other) => other.kind === kind && other.definition.key === read.definition.key,
        );
        if (twin === undefined) files.push(read);
        else problems.push(`${place(read, "/key")}: ${twin.name} has this key, too`);
      }
    }
  }
  return { files, settings: readSettings(root, problems), problems };
}

export function place({ name, lineOf }: Pick<DefinitionFile, "name" | "lineOf">, pointer: string): string {
  return `${name}:${lineOf(pointer)}`;
}

/** A problem as it is printed: an editor opens the place from it. */
export function told(
  file: Pick<DefinitionFile, "name" | "lineOf">,
  { pointer, detail }: FieldProblem,
): string {
  return `${place(file, pointer)}: ${pointer === "" ? "" : `${pointer}: `}${detail}`;
}

export function writeText(root: string, name: string, text: string): void {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Name and text of the file that keeps what `check` needs to know of the shop. */
export function settingsFile(settings: Settings): { readonly name: string; readonly text: string } {
  const lines = SHOP_FIELDS.map((field) => `${field}: ${JSON.stringify(settings[field])}\n`);
  return {
    name: SETTINGS,
    text: `# For check; push leaves settings alone.\n${lines.join("")}`,
  };
}

function namesOf(root: string, kind: Kind): string[] {
  const folder = join(root, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && ENDING.test(entry.name))
    .map((entry) => `${kind}/${entry.name}`)
    .toSorted();
}

function readFile(kind: Kind, name: string, text: string): DefinitionFile | { readonly problems: string[] } {
  const { value, problems, lineOf } = readText(text);
  const file = { name, lineOf };
  if (problems.length > 0)
    return { problems: problems.map(({ line, detail }) => `${name}:${line}: ${detail}`) };
  const parsed = parseInWords(SCHEMAS[kind], definitionIn(value));
  const expected = isObject(value) && kind === "experiments" ? value[EXPECT] : undefined;
  const expect = parseInWords(expectationSchema, expected ?? {});
  const wrong: FieldProblem[] = [
    ...(parsed.ok ? [] : parsed.errors.map(inWords)),
    ...(expect.ok
      ? []
      : expect.errors.map(({ pointer, detail }) => ({ pointer: `/${EXPECT}${pointer}`, detail }))),
  ];
  if (isObject(value) && kind !== "experiments" && EXPECT in value)
    wrong.push({ pointer: `/${EXPECT}`, detail: `a ${SINGULAR[kind]} has no such field` });
  if (parsed.ok && name.replace(ENDING, "") !== `${kind}/${parsed.data.key}`)
    wrong.push({
      pointer: "/key",
      detail: `the file of ${parsed.data.key} is ${kind}/${parsed.data.key}.yaml`,
    });
  if (!parsed.ok || !expect.ok || wrong.length > 0)
    return { problems: wrong.map((problem) => told(file, problem)) };
  const format = name.endsWith(".json") ? "json" : "yaml";
  return { kind, name, text, format, definition: parsed.data, expect: expect.data, lineOf };
}

/** People who know files for `npm run seed` write this one. */
function inWords(problem: FieldProblem): FieldProblem {
  return problem.pointer === "/status"
    ? { ...problem, detail: "files keep what an experiment is; it is started and ended through the API" }
    : problem;
}

const shopSchema = z.strictObject(settingsSchema.shape).partial();

function readSettings(root: string, problems: string[]): Settings {
  const path = join(root, SETTINGS);
  const defaults = settingsSchema.parse({});
  if (!existsSync(path)) return defaults;
  const { value, problems: broken, lineOf } = readText(readFileSync(path, "utf8"));
  const parsed = broken.length > 0 ? null : parseInWords(shopSchema, value ?? {});
  problems.push(...broken.map(({ line, detail }) => `${SETTINGS}:${line}: ${detail}`));
  if (parsed === null) return defaults;
  if (parsed.ok) return settingsSchema.parse(parsed.data);
  problems.push(...parsed.errors.map((problem) => told({ name: SETTINGS, lineOf }, problem)));
  return defaults;
}
