/**
 * Experiments, goals and metrics as files in version control.
 * `npm run lahza -- pull DIR`: writes what Lahza has; comments of files that are there already stay.
 * `npm run lahza -- diff DIR`: what a push would change; exit 1 when it is something.
 * `npm run lahza -- push DIR [--dry-run]`: makes and changes what the files say. Nothing is deleted.
 * `npm run lahza -- check DIR [--page FILE|ADDRESS]…`: the files, and each selector on pages of the shop. For CI.
 * Exit: 0 good; 1 different, refused or not as declared; 2 asked wrongly, or nobody answers.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readArguments } from "./lib/arguments.ts";
import { checkAgainst, checkFiles, readyToCheck } from "./lib/files-check.ts";
import { type Folder, readFolder, settingsFile, told, writeText } from "./lib/files-folder.ts";
import { KINDS, SINGULAR } from "./lib/files-kinds.ts";
import { loadPage, type LoadedPage } from "./lib/files-pages.ts";
import { type Plan, planOf, shown, type Step } from "./lib/files-plan.ts";
import { Remote, RemoteError } from "./lib/files-remote.ts";
import { textOf, updatedText } from "./lib/files-text.ts";

const USAGE = `npm run lahza -- pull|push|diff|check DIR [options]
  --url URL     where Lahza answers; LAHZA_URL, else http://localhost:8787
  --token T     LAHZA_TOKEN, else ADMIN_TOKEN
  --dry-run     push: show and ask, change nothing
  --page PAGE   check: a saved page (page.html, or page.html@/its/path), an address, or a path below --url; repeatable`;

const { values, positionals } = readArguments(
  {
    url: { type: "string" },
    token: { type: "string" },
    "dry-run": { type: "boolean", default: false },
    page: { type: "string", multiple: true, default: [] },
  },
  USAGE,
);
const [command, typed, ...rest] = positionals;
const COMMANDS = { pull, push, diff, check } as const;
if (typed === undefined || rest.length > 0 || command === undefined || !Object.hasOwn(COMMANDS, command)) {
  fail(`Usage: ${USAGE}`);
}
/** Where the command was typed: npm runs it in the project. */
const here = process.env["INIT_CWD"] ?? process.cwd();
const root = resolve(here, typed);

try {
  process.exitCode = await COMMANDS[command as keyof typeof COMMANDS]();
} catch (error) {
  if (!(error instanceof RemoteError)) throw error;
  fail(error.message);
}

async function pull(): Promise<number> {
  const lahza = remote();
  const [stored, settings] = [await lahza.all(), await lahza.settings()];
  const counts = { new: 0, changed: 0, same: 0 };
  for (const { kind, definition, status } of stored) {
    const name =
      ["yaml", "yml", "json"]
        .map((ending) => `${kind}/${definition.key}.${ending}`)
        .find((candidate) => existsSync(join(root, candidate))) ?? null;
    if (name === null) {
      // What is laid aside is not brought back into anybody's folder.
      if (status === "archived") continue;
      counts.new++;
      say(`+ ${kind}/${definition.key}.yaml`);
      writeText(root, `${kind}/${definition.key}.yaml`, textOf(kind, definition, "yaml"));
      continue;
    }
    const before = readFileSync(join(root, name), "utf8");
    const after = updatedText(kind, before, definition, name.endsWith(".json") ? "json" : "yaml");
    counts[before === after ? "same" : "changed"]++;
    if (before === after) continue;
    say(`~ ${name}`);
    writeText(root, name, after);
  }
  const shop = settingsFile(settings);
  writeText(root, shop.name, shop.text);
  const { files } = readFolder(root);
  for (const file of files) {
    if (!stored.some(({ kind, definition }) => kind === file.kind && definition.key === file.definition.key))
      say(`? ${file.name} is here only: push makes it`);
  }
  say(`${counts.new} new, ${counts.changed} changed, ${counts.same} as they were`);
  return 0;
}

async function diff(): Promise<number> {
  const plan = await planned(remote());
  tell(plan);
  return plan.steps.length === 0 ? 0 : 1;
}

async function push(): Promise<number> {
  const lahza = remote();
  const dryRun = values["dry-run"];
  const plan = await planned(lahza);
  tell(plan);
  let done = 0;
  let refused = 0;
  for (const [index, step] of plan.steps.entries()) {
    const needs = plan.steps.slice(0, index).some(({ file }) => file.kind !== step.file.kind);
    if (dryRun && needs) {
      say(`? ${step.file.name}: asked when it is pushed, because it may need what comes before it`);
      continue;
    }
    if (await pushed(lahza, step, dryRun)) done++;
    else refused++;
  }
  if (plan.steps.length > 0) say(`${done} ${dryRun ? "would be taken" : "pushed"}, ${refused} refused`);
  return refused === 0 ? 0 : 1;
}

async function pushed(lahza: Remote, { file, stored }: Step, dryRun: boolean): Promise<boolean> {
  const { kind, definition } = file;
  const now = await lahza.get(kind, definition.key);
  // What was shown is what is done: somebody else's change in between is not written over.
  const again = planOf(
    { files: [file] },
    now === null ? [] : [{ kind, definition: now.definition, status: null }],
  );
  const before = planOf({ files: [file] }, stored === null ? [] : [stored]);
  const wanted = (plan: Plan): string => JSON.stringify(plan.steps.map((step) => step.differences));
  if ((now === null) !== (stored === null) || wanted(again) !== wanted(before)) {
    complain(`✗ ${file.name}: somebody changed it at this moment; look at the diff again`);
    return false;
  }
  const answer = await lahza.put(kind, definition, now?.etag ?? null, dryRun);
  if (!answer.ok) {
    complain(`✗ ${file.name}: ${answer.title}`);
    for (const problem of answer.errors) complain(`    ${told(file, problem)}`);
    return false;
  }
  say(
    `✓ ${file.name}: ${dryRun ? "would be" : "is"} ${now === null ? `a new ${SINGULAR[kind]}` : "changed"}`,
  );
  for (const warning of answer.warnings) say(`    warning: ${told(file, warning)}`);
  return true;
}

async function check(): Promise<number> {
  const folder = wellFormed();
  const nowMs = Date.now();
  const { problems, warnings } = checkFiles(folder, nowMs);
  const wrong = [...problems];
  const unwise = [...warnings];
  const experiments = folder.files.filter(({ kind }) => kind === "experiments");
  const pages = new Map<string, LoadedPage | string>();
  const used = new Set<string>();
  let met = 0;
  for (const file of experiments) {
    const { ready, problems: uncompiled } = await readyToCheck(file, folder);
    if (ready === null) {
      wrong.push(...uncompiled.filter((problem) => !wrong.includes(problem)));
      continue;
    }
    const own = values.page.length === 0;
    for (const named of own ? file.expect.pages : values.page) {
      const page = pages.get(named) ?? (await loadPage(named, own ? root : here, base()));
      pages.set(named, page);
      if (typeof page === "string") {
        if (!wrong.includes(page)) wrong.push(page);
        continue;
      }
      const checked = checkAgainst(file, ready, page, nowMs);
      if (!checked.applies) {
        if (own)
          wrong.push(
            told(file, { pointer: "/expect/pages", detail: `the experiment does not run on ${named}` }),
          );
        continue;
      }
      used.add(named);
      met += checked.met;
      wrong.push(...checked.problems);
      unwise.push(...checked.warnings);
    }
  }
  for (const [named, page] of pages) {
    if (typeof page === "string") continue;
    if (page.changed)
      unwise.push(
        `${named}: this page went through Lahza and may be changed already; give the shop's own address`,
      );
    if (!used.has(named)) unwise.push(`${named}: none of the experiments runs on it`);
  }
  for (const warning of unwise) say(`warning: ${warning}`);
  for (const problem of wrong) complain(problem);
  const counted = KINDS.map((kind) => {
    const number = folder.files.filter((file) => file.kind === kind).length;
    return `${number} ${number === 1 ? SINGULAR[kind] : kind}`;
  });
  say(
    `${counted.join(", ")}; on ${used.size} ${used.size === 1 ? "page" : "pages"} ${met} changes as declared; ` +
      (wrong.length === 0 ? "all is well" : `${wrong.length} wrong`),
  );
  return wrong.length === 0 ? 0 : 1;
}

async function planned(lahza: Remote): Promise<Plan> {
  const folder = wellFormed();
  return planOf(folder, await lahza.all());
}

function tell({ steps, same, elsewhere }: Plan): void {
  for (const step of steps) say(shown(step));
  for (const { kind, definition } of elsewhere)
    say(`? ${kind}/${definition.key} is in Lahza only; push leaves it`);
  say(`${steps.length} to push, ${same} the same`);
}

/** Nothing is compared or sent while one file is not what it should be. */
function wellFormed(): Folder {
  const folder = readFolder(root);
  if (folder.problems.length > 0) {
    for (const problem of folder.problems) complain(problem);
    process.exit(1);
  }
  return folder;
}

function remote(): Remote {
  const token = values.token ?? process.env["LAHZA_TOKEN"] ?? process.env["ADMIN_TOKEN"] ?? "";
  if (token === "") fail("Give a token: --token, or LAHZA_TOKEN in the environment");
  return new Remote(base() ?? "http://localhost:8787", token);
}

function base(): string | null {
  const address = values.url ?? process.env["LAHZA_URL"] ?? null;
  if (address !== null && !(URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)))
    fail(`${address}: give an address such as https://shop.example`);
  return address;
}

function say(text: string): void {
  console.log(text);
}

function complain(text: string): void {
  console.error(text);
}

function fail(text: string): never {
  console.error(text);
  process.exit(2);
}
