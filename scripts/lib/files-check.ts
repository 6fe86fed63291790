/** Files against each other, and against pages of the shop by the rewriter that shoppers get. Asks no Lahza. */
import { compilePages, matchesPages } from "../../src/assignment/index.ts";
import { checkable, checkPage, type CheckableExperiment } from "../../src/check/index.ts";
import { type Experiment, experimentSchema } from "../../src/domain/experiment.schema.ts";
import type { FieldProblem } from "../../src/domain/field.ts";
import { type Goal, goalSchema } from "../../src/domain/goal.schema.ts";
import { type Metric, metricSchema } from "../../src/domain/metric.schema.ts";
import { goalProblems, metricProblems } from "../../src/admin/measures.ts";
import { checkExperiment } from "../../src/validation/experiment.ts";
import { unmet } from "./files-expect.ts";
import { type DefinitionFile, type Folder, told } from "./files-folder.ts";
import type { LoadedPage } from "./files-pages.ts";

const PREFIX = "/_lahza";

export interface Checked {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** What the API would refuse, as far as it can be known from the files alone. */
export function checkFiles({ files, settings }: Folder, nowMs: number): Checked {
  const problems: string[] = [];
  const warnings: string[] = [];
  const goals = files.flatMap(({ kind, definition }): Goal[] =>
    kind === "goals" ? [goalSchema.parse(definition)] : [],
  );
  const metrics = files.flatMap(({ kind, definition }): Metric[] =>
    kind === "metrics" ? [metricSchema.parse(definition)] : [],
  );
  for (const file of files) {
    const tell = (found: readonly FieldProblem[], into: string[]): void => {
      into.push(...found.map((problem) => told(file, problem)));
    };
    if (file.kind === "goals") tell(goalProblems(goalSchema.parse(file.definition)), problems);
    else if (file.kind === "metrics")
      tell(metricProblems(metricSchema.parse(file.definition), { goals, metrics }), problems);
    else {
      const checked = checkExperiment(file.definition, {
        settings,
        goals,
        metrics,
        running: [],
        before: null,
        wasStarted: false,
        startedAtMs: null,
        willRun: false,
        prefix: PREFIX,
        nowMs,
      });
      // An experiment that is over stays a good file: time alone must not turn a build red.
      // Nor must the shop's calendar, which need not be among the files.
      const isOver = ({ pointer }: FieldProblem): boolean =>
        pointer === "/schedule/occasion" || isPast(valueAt(file.definition, pointer), nowMs);
      tell(checked.ok ? [] : checked.errors.filter((problem) => !isOver(problem)), problems);
      tell([...(checked.ok ? [] : checked.errors.filter(isOver)), ...checked.warnings], warnings);
      tell(undeclared(file), problems);
    }
  }
  return { problems, warnings };
}

/** Expectations of selectors that no change has: most often a slip of the pen. */
function undeclared(file: DefinitionFile): FieldProblem[] {
  const selectors = new Set(
    experimentSchema
      .parse(file.definition)
      .variants.flatMap(({ changes }) => changes.map(({ selector }) => selector)),
  );
  return Object.keys(file.expect.matches)
    .filter((selector) => !selectors.has(selector))
    .map((selector) => ({
      pointer: `/expect/matches/${selector.replaceAll("~", "~0").replaceAll("/", "~1")}`,
      detail: "no change has this selector",
    }));
}

function isPast(value: unknown, nowMs: number): boolean {
  return typeof value === "string" && Date.parse(value) <= nowMs;
}

function valueAt(value: unknown, pointer: string): unknown {
  let found = value;
  for (const step of pointer.split("/").slice(1)) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}

export interface PageChecked extends Checked {
  /** The experiment has nothing to do with this page. */
  readonly applies: boolean;
  /** Changes that are as they were declared. */
  readonly met: number;
}

/** Compiled once for all pages; null with the reasons when it does not compile. */
export async function readyToCheck(
  file: DefinitionFile,
  { settings }: Folder,
): Promise<{ readonly ready: CheckableExperiment | null; readonly problems: readonly string[] }> {
  const compiled = await checkable(experimentSchema.parse(file.definition), settings);
  if (compiled.ok) return { ready: compiled.experiment, problems: [] };
  return {
    ready: null,
    problems: compiled.problems.map(({ pointer, message }) => told(file, { pointer, detail: message })),
  };
}

export function runsOn({ pages }: Pick<Experiment, "pages">, url: URL): boolean {
  return matchesPages(compilePages(pages), url.hostname, url.pathname);
}

export function checkAgainst(
  file: DefinitionFile,
  experiment: CheckableExperiment,
  page: LoadedPage,
  nowMs: number,
): PageChecked {
  const { bytes, contentType, url, status, headers } = page;
  if (!runsOn(experiment.definition, url)) return { applies: false, met: 0, problems: [], warnings: [] };
  const options = { url, nowMs, prefix: PREFIX, status, ...(headers === null ? {} : { headers }) };
  const report = checkPage(bytes, contentType, experiment, options);
  const onPage = (detail: string): string => told(file, { pointer: "", detail: `${page.name}: ${detail}` });
  const warnings = report.variants.flatMap((variant) =>
    variant.warnings.map((words) => onPage(`${variant.variant}: ${words}`)),
  );
  // Where the whole page stays as it is, nothing need be said of its places.
  if (report.warnings.length > 0)
    return { applies: true, met: 0, problems: report.warnings.map(onPage), warnings };
  const problems: string[] = [];
  let met = 0;
  report.variants.forEach((variant, variantIndex) => {
    variant.changes.forEach((change, index) => {
      const words = unmet(change, file.expect);
      if (words.length === 0) met++;
      const pointer = `/variants/${variantIndex}/changes/${index}`;
      for (const word of words)
        problems.push(
          told(file, { pointer, detail: `${change.action} ${change.selector} on ${page.name}: ${word}` }),
        );
    });
  });
  return { applies: true, met, problems, warnings };
}
