/**
 * What a document shows, run. Fenced blocks: `json test NAME` is saved as NAME, `sh test` is run by a shell with the
 * address of a started Lahza, `json answer` must be what the last command printed. `sh test setup` is run in front of
 * every later command, as in the one terminal that a reader uses.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type Started, until } from "./started.ts";

const ROOT = join(import.meta.dirname, "../..");
const BLOCK = /^```(json test|sh test|json answer) ?(\S*)\n([^]*?)^```$/gm;

export interface Block {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

export function blocksOf(text: string): Block[] {
  return [...text.matchAll(BLOCK)].map(([, kind = "", name = "", text = ""]) => ({ kind, name, text }));
}

/** A reader at a terminal, with a folder for the files that the document tells to save. */
export class Reader {
  readonly #lahza: Started;
  readonly #folder: string;
  #setup = "";
  #command = "";
  #printed = "";

  constructor(lahza: Started, folder: string) {
    this.#lahza = lahza;
    this.#folder = folder;
  }

  /** Does what the block says; gives what a command printed. */
  async follow({ kind, name, text }: Block): Promise<string> {
    if (kind === "json test") writeFileSync(join(this.#folder, name), text);
    else if (kind === "json answer") await this.#expectAnswer(JSON.parse(this.#here(text)));
    else if (name === "setup") this.#setup = text;
    else {
      this.#command = text;
      return (this.#printed = this.run(text));
    }
    return "";
  }

  run(text: string): string {
    const { state, adminToken } = this.#lahza;
    const { status, stdout, stderr } = spawnSync(
      "sh",
      [
        "-euc",
        this.#here(`${this.#setup}${text}`)
          .replaceAll("-- experiment.json", `-- ${this.#folder}/experiment.json --state ${state}`)
          .replaceAll(/@(?=[\w-]+\.json\b)/g, `@${this.#folder}/`),
      ],
      { cwd: ROOT, encoding: "utf8", env: { ...process.env, ADMIN_TOKEN: adminToken } },
    );
    expect([status, stderr]).toEqual([0, ""]);
    return stdout;
  }

  /** With the address of the Lahza that was started, in place of the documented one. */
  #here(text: string): string {
    return text.replaceAll(/http:\/\/localhost:8787|https:\/\/shop\.example/g, this.#lahza.url);
  }

  /** Where it only reads, the command again until its answer holds what is shown: records are on their way for some milliseconds. */
  async #expectAnswer(shown: unknown): Promise<void> {
    const wanted = shapeOf(shown);
    const isRead = !/ -(?:X|d) /.test(this.#command);
    let answer: unknown = JSON.parse(this.#printed);
    await until(() => {
      if (!isRead || matches(answer, wanted)) return true;
      answer = JSON.parse(this.run(this.#command));
      return false;
    }, 10_000);
    expect(answer).toEqual(wanted);
  }
}

function matches(answer: unknown, wanted: unknown): boolean {
  try {
    expect(answer).toEqual(wanted);
    return true;
  } catch {
    return false;
  }
}

/**
 * Fields that are not shown may be anything, and so may what `…` stands for in a text, or at the end of a list. A
 * field named `…` says that there are more.
 */
function shapeOf(shown: unknown): unknown {
  if (typeof shown === "string" && shown.includes("…"))
    return expect.stringMatching(new RegExp(`^${shown.split("…").map(literally).join("[^]*")}$`));
  if (Array.isArray(shown)) {
    if (shown.at(-1) !== "…") return shown.map(shapeOf);
    return expect.arrayContaining(shown.slice(0, -1).map(shapeOf));
  }
  if (typeof shown !== "object" || shown === null) return shown;
  const fields = Object.entries(shown).filter(([name]) => name !== "…");
  return expect.objectContaining(Object.fromEntries(fields.map(([name, value]) => [name, shapeOf(value)])));
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
