/**
 * Kills workerd in the middle of publishing, again and again. Each round starts Lahza on the same state; writers edit,
 * pause and resume experiments through the API as fast as they can, and workerd is ended with SIGKILL after a random
 * number of answers. Whatever the moment was: the newest ruleset is whole and says what the experiments' rows say, every revision
 * is there with none half-written, nothing that was answered with 2xx is missing, and shoppers get the page that it says.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRuleset } from "../../src/ruleset/check.ts";
import { sha256Hex } from "../../src/ruleset/digest.ts";
import { publishCurrent } from "../../src/ruleset/publish.ts";
import { experimentByKey } from "../../src/store/experiments.ts";
import { ADMIN_TOKEN, type Lahza, startLahza } from "./lahza.ts";
import { Shopper } from "./shopper.ts";
import { endSuddenly, workerds } from "./sudden-end.ts";

export interface PublishCrashReport {
  /** Writes answered with 2xx. */
  readonly answered: number;
  /** Writes that got no answer, and of those, how many had been made. */
  readonly cutOff: number;
  readonly madeUnanswered: number;
  /** What was wrong after a restart, in words. */
  readonly problems: readonly string[];
}

const WRITERS = 6;

/** `moments`: the answers before each round's end (`endSuddenly`). `say` is told of each round. */
export async function publishCrash(
  moments: readonly number[],
  say: (line: string) => void = () => undefined,
): Promise<PublishCrashReport> {
  const state = mkdtempSync(join(tmpdir(), "lahza-publish-"));
  const shop = createServer((_, answer) => {
    answer.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<h1>Old</h1>");
  });
  await new Promise<void>((resume) => shop.listen(0, "127.0.0.1", resume));
  const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(`e${index}`));
  const sum = (of: (writer: Writer) => number): number =>
    writers.reduce((total, writer) => total + of(writer), 0);
  const answered = (): number => sum((writer) => writer.answered);
  const problems: string[] = [];
  try {
    for (let round = 0; round <= moments.length; round++) {
      const moment = moments[round];
      const lahza = await startLahza(origin, {}, { state });
      const pids = workerds();
      try {
        if (round === 0) for (const writer of writers) await writer.begin(lahza.url);
        else problems.push(...(await whatIsWrong(lahza, writers)));
        if (moment === undefined) break;
        const down = { yes: false };
        const before = answered();
        const writing = Promise.all(writers.map((writer) => writer.write(lahza.url, down)));
        await endSuddenly(pids, moment, () => answered() - before);
        down.yes = true;
        await writing;
      } finally {
        await lahza.close().catch(() => undefined);
      }
      say(`round ${round + 1} of ${moments.length}: ${answered()} writes answered`);
    }
  } finally {
    shop.close();
    rmSync(state, { recursive: true, force: true });
  }
  return {
    answered: answered(),
    cutOff: sum(({ cutOff }) => cutOff),
    madeUnanswered: sum(({ madeUnanswered }) => madeUnanswered),
    problems,
  };
}

/** Somebody who changes one experiment, each time on the revision of the last answer. */
class Writer {
  readonly key: string;
  answered = 0;
  cutOff = 0;
  madeUnanswered = 0;
  revision = 0;
  #count = 0;
  #paused = false;

  constructor(key: string) {
    this.key = key;
  }

  async begin(url: URL): Promise<void> {
    const variants = [
      { key: "control", weight: 0 },
      { key: "b", weight: 1, changes: [{ selector: "h1", action: "set_text", value: "New" }] },
    ];
    const body = { key: this.key, name: this.key, pages: { include: [`/${this.key}`] }, variants };
    if (!(await this.#ask(url, "POST", "", body))) throw new Error("the first write failed");
    if (!(await this.#ask(url, "POST", "/start"))) throw new Error("the start failed");
  }

  async write(url: URL, down: { readonly yes: boolean }): Promise<void> {
    while (!down.yes) {
      this.#count++;
      const done =
        this.#count % 3 === 0
          ? await this.#ask(url, "POST", this.#paused ? "/resume" : "/pause")
          : await this.#ask(url, "PATCH", "", words(this.#count));
      if (!done) return;
    }
  }

  async #ask(url: URL, method: string, path: string, body: object = {}): Promise<boolean> {
    const isNew = this.revision === 0;
    const response = await fetch(
      new URL(`/_lahza/api/experiments${isNew ? "" : `/${this.key}${path}`}`, url),
      {
        method,
        headers: {
          authorization: `Bearer ${ADMIN_TOKEN}`,
          "content-type": "application/json",
          ...(isNew ? {} : { "if-match": `"${this.revision}"` }),
        },
        body: JSON.stringify(body),
      },
    ).catch(() => null);
    // 412 after a restart: the write that was cut off had been made.
    if (response === null || response.status >= 500) {
      this.cutOff++;
      return false;
    }
    const text = await response.text().catch(() => null);
    if (text === null) {
      this.cutOff++;
      return false;
    }
    if (!response.ok) throw new Error(`${method} ${this.key}${path}: ${response.status} ${text}`);
    this.answered++;
    this.#saw(JSON.parse(text) as { data: { revision: number; status: string } });
    return true;
  }

  /** What is stored when it was looked at after a restart. */
  found(revision: number, status: string): void {
    this.madeUnanswered += revision - this.revision;
    this.#saw({ data: { revision, status } });
  }

  #saw({ data }: { data: { revision: number; status: string } }): void {
    this.revision = data.revision;
    this.#paused = data.status === "paused";
  }
}

/** Words may change while an experiment runs. */
function words(count: number): object {
  return { name: `Name ${count}`, hypothesis: "x".repeat(count % 2_000) };
}

async function whatIsWrong({ db, url }: Lahza, writers: readonly Writer[]): Promise<string[]> {
  const wrong: string[] = [];
  const { results } = await db
    .prepare("SELECT version, checksum, body FROM rulesets ORDER BY version")
    .all<{ version: number; checksum: string; body: string }>();
  for (const { version, checksum, body } of results) {
    if (!parseRuleset(body).ok) wrong.push(`ruleset ${version} cannot be read`);
    if ((await sha256Hex(body)) !== checksum) wrong.push(`ruleset ${version} is not what was written`);
  }
  const current = await publishCurrent(db, Date.now());
  if (!current.ok || current.published) wrong.push("the newest ruleset does not say what is stored");
  for (const writer of writers) {
    const stored = await experimentByKey(db, writer.key);
    const revisions = await db
      .prepare(
        `SELECT count(*) AS count, max(revision) AS last FROM revisions
         WHERE experiment = (SELECT id FROM experiments WHERE key = ?1)`,
      )
      .bind(writer.key)
      .first<{ count: number; last: number }>();
    if (stored === null || revisions === null) {
      wrong.push(`${writer.key} is gone`);
      continue;
    }
    if (stored.revision < writer.revision)
      wrong.push(`${writer.key}: revision ${writer.revision} was answered, and ${stored.revision} is stored`);
    if (stored.revision > writer.revision + 1) wrong.push(`${writer.key}: a write was made twice`);
    if (revisions.count !== stored.revision || revisions.last !== stored.revision)
      wrong.push(`${writer.key}: ${revisions.count} revisions of ${stored.revision} are kept`);
    writer.found(stored.revision, stored.status);
    const shown = (await new Shopper(url.href).open(`/${writer.key}`)).html.includes("New");
    const again = shown || (await new Shopper(url.href).open(`/${writer.key}`)).html.includes("New");
    if (again !== (stored.status === "running"))
      wrong.push(`${writer.key} is ${stored.status}, and shoppers ${again ? "see" : "do not see"} it`);
  }
  const audited = await db
    .prepare("SELECT count(*) AS count FROM audit WHERE resource LIKE 'experiments/%'")
    .first<number>("count");
  const revisions = await db.prepare("SELECT count(*) AS count FROM revisions").first<number>("count");
  if (audited !== revisions) wrong.push(`${revisions} revisions, and ${audited} rows that tell of them`);
  return wrong;
}
