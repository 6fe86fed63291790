/**
 * `npm run bench [-- --quick] [--only cpu,memory] [--note TEXT] [--no-doc]`: measures all fronts in one interleaved run, prints the
 * tables and writes docs/bench.md. One bare workerd process a front; CPU is the process's own, not the wall's.
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "./client.ts";
import { Databases } from "./database.ts";
import { definitions } from "./experiments.ts";
import { Fronts, LAHZA } from "./fronts.ts";
import type { Bench, Measure, Section } from "./measure.ts";
import { cpu } from "./measures/cpu.ts";
import { firstByte } from "./measures/first-byte.ts";
import { gzip } from "./measures/gzip.ts";
import { line } from "./measures/line.ts";
import { memory } from "./measures/memory.ts";
import { recording } from "./measures/recording.ts";
import { scale } from "./measures/scale.ts";
import { size } from "./measures/size.ts";
import { startup } from "./measures/startup.ts";
import { untouched } from "./measures/untouched.ts";
import { countTags, PAGE_SIZES, productPage, type PageSize } from "./pages.ts";
import { listening, stopProcess } from "./workerd.ts";

const MEASURES: Readonly<Record<string, { readonly run: Measure; readonly needsLahza?: boolean }>> = {
  cpu: { run: cpu },
  ttfb: { run: firstByte },
  memory: { run: memory },
  experiments: { run: scale, needsLahza: true },
  gzip: { run: gzip },
  untouched: { run: untouched, needsLahza: true },
  recording: { run: recording, needsLahza: true },
  startup: { run: startup },
  line: { run: line },
  size: { run: size },
};

const ORIGIN_PORT = 9600;
const DATABASE_PORT = 9610;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    note: { type: "string" },
    "no-doc": { type: "boolean", default: false },
    "no-lahza": { type: "boolean", default: false },
  },
});
const wanted = values.only?.split(",") ?? Object.keys(MEASURES);
const unknown = wanted.filter((name) => !(name in MEASURES));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(", ")}. There are: ${Object.keys(MEASURES).join(", ")}.`);
  process.exit(2);
}

const origin = spawn(process.execPath, [join(import.meta.dirname, "origin.ts"), String(ORIGIN_PORT)], {
  stdio: ["pipe", "ignore", "inherit"],
});
const databases = values["no-lahza"]
  ? null
  : await Databases.start(["three", "thousand", "zipped", "recording"], DATABASE_PORT);
const fronts = new Fronts(ORIGIN_PORT, databases);
const client = new Client(64);

async function stopAll(): Promise<void> {
  client.close();
  await Promise.all([fronts.stopAll(), stopProcess(origin), databases?.stop()]);
}

const minutes = values.quick ? 6 : 20;
const deadline = setTimeout(() => {
  console.error(`The bench took over ${minutes} minutes and was ended.`);
  void stopAll().finally(() => process.exit(1));
}, minutes * 60_000);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void stopAll().finally(() => process.exit(130)));

const started = performance.now();
let failed = false;
try {
  await listening(ORIGIN_PORT, origin, () => "the origin");
  if (databases !== null) {
    await databases.seed("three", definitions(3));
    await databases.seed("thousand", definitions(1000));
    await databases.seed("zipped", definitions(3, { originIdentity: false }));
    await databases.seed("recording", definitions(3));
  }
  await fronts.prepare();
  const bench: Bench = { fronts, databases, client, originPort: ORIGIN_PORT, quick: values.quick };
  const sections: Section[] = [];
  for (const name of wanted) {
    const measure = MEASURES[name];
    if (measure === undefined || (measure.needsLahza && !fronts.has(LAHZA))) continue;
    const from = performance.now();
    try {
      const section = await measure.run(bench);
      sections.push(section);
      console.log(`\n${printed(section)}`);
    } catch (error) {
      failed = true;
      console.error(`\n## ${name}\nfailed: ${error instanceof Error ? error.message : String(error)}`);
      await fronts.stopAll();
    }
    console.error(`(${name}: ${((performance.now() - from) / 1000).toFixed(0)} s)`);
  }
  const text = document(sections);
  console.log(`\n${targets(sections)}`);
  if (!values["no-doc"] && !failed && values.only === undefined)
    writeFileSync(join(import.meta.dirname, "..", "docs", "bench.md"), text);
} finally {
  clearTimeout(deadline);
  await stopAll();
}
process.exit(failed ? 1 : 0);

function printed(section: Section): string {
  const notes = section.notes.map((note) => `${note}\n\n`).join("");
  return `## ${section.title}\n${notes}${table(section.header, section.rows)}`;
}

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [header, header.map(() => "---"), ...rows];
  return `${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

function targets(sections: readonly Section[]): string {
  const rows = sections.flatMap((section) =>
    section.verdicts.map(({ target, measured, met }) => [target, measured, met ? "met" : "**missed**"]),
  );
  return `## Targets\n${table(["target", "measured", ""], rows)}`;
}

function document(sections: readonly Section[]): string {
  const pages = (Object.keys(PAGE_SIZES) as PageSize[]).map((name) => {
    const html = productPage(name);
    return `${(Buffer.byteLength(html) / 1000).toFixed(0)} KB with ${countTags(html).toLocaleString("en")} tags`;
  });
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Linux, Node ${process.versions.node}`;
  return `# Speed and memory
\`npm run bench\` (about ${Math.ceil((performance.now() - started) / 60_000)} minutes; \`-- --quick\` for a rough look, \`-- --only cpu,memory\` for some of it) measures everything below in one run and writes this file. Written on ${new Date().toISOString().slice(0, 10)}${values.quick ? " by a quick run" : ""}${values.note === undefined ? "" : ` (${values.note})`}; machine: ${machine}.

Every front is one bare workerd process in front of the same shop, a Node server with made-up product pages of ${pages.join(", ")} (end tags included). Rounds are interleaved (A B C D A B C D …); figures are medians of the rounds, ratios medians of the rounds' ratios. CPU is that of the front's process (user and system, network included). Absolute figures move with the machine by a third from run to run; ratios hold.

${targets(sections)}
${sections.map(printed).join("\n")}`;
}
